package siteproblem_test

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"mihe/solve/site/siteproblem"
)

const square = `{"kind":"maximal_covering","open":2,
 "classes":[{"id":"township","standard":30},{"id":"village","standard":60}],
 "sites":[{"id":"A","existing":true},{"id":"B"},{"id":"C"}],
 "customers":[{"id":"east","demand":120,"class":"village"},{"id":"west","class":"township"}],
 "travel":[[10,25,null],[70,null,15]]}`

func TestReadJSON(t *testing.T) {
	p, err := siteproblem.Read(square)
	want := &siteproblem.Problem{
		Kind: siteproblem.MaximalCovering, Sites: 3, Open: 2, Existing: []int32{0}, Demand: []int64{120, 1}, Class: []int32{1, 0},
		Classes: []siteproblem.Class{{Name: "township", Standard: 30}, {Name: "village", Standard: 60}}, Start: []int32{0, 2, 4},
		Links:     []siteproblem.Link{{Site: 0, Travel: 10}, {Site: 1, Travel: 25}, {Site: 0, Travel: 70}, {Site: 2, Travel: 15}},
		SiteNames: []string{"A", "B", "C"}, CustomerNames: []string{"east", "west"},
	}
	if err != nil || !reflect.DeepEqual(p, want) {
		t.Errorf("Read(%s) = %+v, %v", square, p, err)
	}
}

// 3, 4, 5 is right-angled; the root of 2 is rounded up; beyond the standard there is no link, in a median problem there always is.
func TestCoordinates(t *testing.T) {
	const places = `"sites":[{"id":"A","x":0,"y":0},{"id":"B","x":-500000000,"y":-500000000}],"customers":[{"id":"c","x":3,"y":4},{"id":"d","x":1,"y":1},{"id":"e","x":500000000,"y":500000000}]}`
	p, err := siteproblem.Read(`{"kind":"set_covering","classes":[{"id":"all","standard":5}],` + places)
	if want := []siteproblem.Link{{Site: 0, Travel: 5}, {Site: 0, Travel: 2}}; err != nil || !reflect.DeepEqual(p.Links, want) {
		t.Errorf("covering: %+v, %v", p, err)
	}
	p, err = siteproblem.Read(`{"kind":"median","open":1,` + places)
	if err != nil || len(p.Links) != 6 || p.Links[5] != (siteproblem.Link{Site: 1, Travel: 1414213563}) { // 10^9 · √2 = 1414213562.37…
		t.Errorf("median: %+v, %v", p, err)
	}
}

// The path over node 2 is shorter than the edge from 1 to 3; the edge from 2 to 3 is given twice and the last one counts; node 4 is alone.
func TestReadPMED(t *testing.T) {
	p, err := siteproblem.Read("4 5 2\n1 2 3\n3 2 4\n2 3 9\n1 3 20\n 4 4 0\n")
	if err != nil {
		t.Fatal(err)
	}
	links := func(travel ...int32) (row []siteproblem.Link) {
		for j, x := range travel {
			row = append(row, siteproblem.Link{Site: int32(j), Travel: x})
		}
		return row
	}
	for i, want := range [][]siteproblem.Link{links(0, 3, 12), links(3, 0, 9), links(12, 9, 0), {{Site: 3, Travel: 0}}} {
		if !reflect.DeepEqual(p.Of(i), want) {
			t.Errorf("from %d: %v, want %v", i+1, p.Of(i), want)
		}
	}
	if p.Open != 2 || p.Penalty() != 1+12+9+12+0 {
		t.Errorf("%d sites to open, penalty %d", p.Open, p.Penalty())
	}
}

func TestRefused(t *testing.T) {
	change := func(old, with string) string { return strings.Replace(square, old, with, 1) }
	for text, want := range map[string]error{
		"":                             siteproblem.ErrSyntax,
		"3 1":                          siteproblem.ErrSyntax,
		"3 1 1\n1 2":                   siteproblem.ErrSyntax,
		"3 1 1\n1 2 x":                 siteproblem.ErrSyntax,
		"3 1 1\n1 2 3 4":               siteproblem.ErrSyntax,
		"3 1 4\n1 2 3":                 siteproblem.ErrShape,
		"3 1 0\n1 2 3":                 siteproblem.ErrShape,
		"3 1 1\n1 4 3":                 siteproblem.ErrShape,
		"3 1 1\n1 2 -3":                siteproblem.ErrShape,
		"9000 1 1\n1 2 3":              siteproblem.ErrSize,
		"3 90000000 1\n1 2 3":          siteproblem.ErrSize,
		"3 1 1\n1 2 3000000000":        siteproblem.ErrOverflow,
		"3 2 1\n1 2 2147483647 2 3 1":  siteproblem.ErrOverflow,
		"{":                            siteproblem.ErrSyntax,
		square + "1":                   siteproblem.ErrSyntax,
		change(`"open"`, `"opened"`):   siteproblem.ErrSyntax,
		change(`"open":2,`, ``):        siteproblem.ErrShape,
		change(`"open":2`, `"open":4`): siteproblem.ErrShape,
		change(`maximal_covering`, `set_covering`):                      siteproblem.ErrShape,
		change(`maximal_covering`, `median2`):                           siteproblem.ErrShape,
		change(`"id":"B"`, `"id":"A"`):                                  siteproblem.ErrShape,
		change(`"id":"west"`, `"id":""`):                                siteproblem.ErrShape,
		change(`"class":"village"`, `"class":"city"`):                   siteproblem.ErrShape,
		change(`,"class":"township"`, ``):                               siteproblem.ErrShape,
		change(`[10,25,null]`, `[10,25]`):                               siteproblem.ErrShape,
		change(`[10,25,null],`, ``):                                     siteproblem.ErrShape,
		change(`[10,25,null]`, `[10,25,-1]`):                            siteproblem.ErrShape,
		change(`"demand":120`, `"demand":-1`):                           siteproblem.ErrShape,
		change(`"demand":120`, `"demand":9000000000000000`):             siteproblem.ErrOverflow,
		change(`"standard":30`, `"standard":-30`):                       siteproblem.ErrShape,
		change(`"id":"C"`, `"id":"C","x":1,"y":1`):                      siteproblem.ErrShape,
		change(`"travel":[[10,25,null],[70,null,15]]`, `"travel":null`): siteproblem.ErrShape,
	} {
		if p, err := siteproblem.Read(text); !errors.Is(err, want) {
			t.Errorf("Read(%.80q) = %v, %v; want %v", text, p, err, want)
		}
	}
}

// A demand times a travel times the penalty that leaves 64 bits is refused, not wrapped.
func TestOverflow(t *testing.T) {
	for _, demand := range []int64{1, 1 << 20, 1 << 30, 1 << 40} {
		p := &siteproblem.Problem{
			Kind: siteproblem.Median, Sites: 2, Open: 1, Demand: []int64{demand, demand}, Start: []int32{0, 1, 3},
			Links: []siteproblem.Link{{Site: 0, Travel: math.MaxInt32}, {Site: 0, Travel: 1}, {Site: 1, Travel: math.MaxInt32}},
		}
		err := p.Check()
		if fits := demand == 1; fits != (err == nil) || err != nil && !errors.Is(err, siteproblem.ErrOverflow) {
			t.Errorf("demand %d: %v", demand, err)
		}
	}
}

func TestSolutionFile(t *testing.T) {
	p, err := siteproblem.Read(square)
	if err != nil {
		t.Fatal(err)
	}
	s := &siteproblem.Solution{Cost: 1, Served: 120, LowerBound: -3, Facilities: []int32{0, 1}, Unserved: []int32{1}, Multiplier: []int64{0, 1000}}
	const want = `{"kind":"maximal_covering","cost":1,"served":120,"lower_bound":-3,"penalty":0,"facilities":["A","B"],"unserved":["west"],"unreachable":[],"scale":1000,"multipliers":[0,1000]}`
	if got := string(s.AppendJSON(nil, p)); got != want {
		t.Errorf("AppendJSON: %s", got)
	}
	if got, err := siteproblem.ReadSolution(strings.NewReader(want), p); err != nil || !reflect.DeepEqual(got, s) {
		t.Errorf("ReadSolution: %+v, %v", got, err)
	}
	for _, c := range [][2]string{
		{`"cost":1,`, ``},
		{`"cost":1`, `"cost":null`},
		{`"cost":1`, `"cost":1.5`},
		{`"cost":1`, `"cost":1,"x":2`},
		{`]}`, `]}{}`},
		{`"A"`, `"D"`},
		{`"A"`, `1`},
		{`"west"`, `"A"`},
		{`[0,1000]`, `[0]`},
		{`[0,1000]`, `[0,null]`},
		{`"scale":1000`, `"scale":1`},
		{`maximal_covering`, `median`},
		{`["A","B"]`, `["A","B","A","B"]`},
	} {
		text := strings.Replace(want, c[0], c[1], 1)
		if s, err := siteproblem.ReadSolution(strings.NewReader(text), p); !errors.Is(err, siteproblem.ErrSolution) {
			t.Errorf("ReadSolution(%s) = %v, %v", text, s, err)
		}
	}
}

// What is read passes its own check, and has no link to a site that does not exist.
func FuzzRead(f *testing.F) {
	f.Add(square)
	f.Add("4 4 2\n1 2 3\n3 2 9\n2 3 4\n1 3 8\n")
	f.Add(`{"kind":"set_covering","classes":[{"id":"all","standard":5}],"sites":[{"id":"A","x":0,"y":0}],"customers":[{"id":"c","x":3,"y":4}]}`)
	f.Add(`{"kind":"median","open":1,"sites":[{"id":"A","x":0,"y":0}],"customers":[]}`)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<12 {
			return // a graph of thousands of nodes is slow, and no other
		}
		p, err := siteproblem.Read(text)
		if err != nil {
			return
		}
		if err := p.Check(); err != nil {
			t.Fatalf("%q is read and then refused: %v", text, err)
		}
		penalty := p.Penalty()
		for i := range p.Demand {
			if u := p.Unserved(i, penalty); u < 0 || u > siteproblem.MaxObjective/p.Scale() {
				t.Fatalf("%q: customer %d costs %d", text, i, u)
			}
		}
	})
}

func FuzzReadSolution(f *testing.F) {
	f.Add(`{"kind":"maximal_covering","cost":1,"served":120,"lower_bound":0,"penalty":0,"facilities":["A","B"],"unserved":["west"],"unreachable":[],"scale":1000,"multipliers":[0,1000]}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := siteproblem.Read(square)
		if err != nil {
			t.Fatal(err)
		}
		s, err := siteproblem.ReadSolution(strings.NewReader(text), p)
		if err != nil {
			return
		}
		again, err := siteproblem.ReadSolution(strings.NewReader(string(s.AppendJSON(nil, p))), p)
		if err != nil || !reflect.DeepEqual(again, s) {
			t.Fatalf("%q is read, and written it is another: %v", text, err)
		}
	})
}
