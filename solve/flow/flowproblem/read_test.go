package flowproblem_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"mihe/solve/flow/flowproblem"
)

const small = "c two arcs abreast\np min 3 3\nn 1 5\nn 3 -5\na 1 2 0 9 1\na 2 3 0 3 2\na 2 3 0 9 4\n"

func TestReadDIMACSRefuses(t *testing.T) {
	for text, want := range map[string]error{
		"":                          flowproblem.ErrSyntax,
		"n 1 1\n":                   flowproblem.ErrSyntax,
		"p max 1 0\n":               flowproblem.ErrSyntax,
		"p min 0 0\n":               flowproblem.ErrSyntax,
		"p min 1 0\np min 1 0\n":    flowproblem.ErrSyntax,
		"p min 1 0 0\n":             flowproblem.ErrSyntax,
		"p min 1.5 0\n":             flowproblem.ErrSyntax,
		"p min 99999999 0\n":        flowproblem.ErrSize,
		"p min 2 1\n":               flowproblem.ErrSyntax,
		"p min 2 0\na 1 2 0 1 1\n":  flowproblem.ErrSyntax,
		"p min 2 1\na 1 3 0 1 1\n":  flowproblem.ErrShape,
		"p min 2 1\na 1 2 2 1 1\n":  flowproblem.ErrShape,
		"p min 2 1\na 1 2 -1 1 1\n": flowproblem.ErrShape,
		"p min 2 1\na 1 2 0 1\n":    flowproblem.ErrSyntax,
		"p min 2 1\na 1 2 0 1 99999999999999999999": flowproblem.ErrSyntax,
		"p min 2 0\nn 1 1\nn 1 1\n":                 flowproblem.ErrSyntax,
		"p min 2 0\nn 3 1\n":                        flowproblem.ErrShape,
		"p min 2 0\nx\n":                            flowproblem.ErrSyntax,
	} {
		_, err := flowproblem.ReadDIMACS(strings.NewReader(text))
		if !errors.Is(err, want) || !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("ReadDIMACS(%q) = %v, want a line and %v", text, err, want)
		}
	}
}

func TestUnbalanced(t *testing.T) {
	p, err := flowproblem.ReadDIMACS(strings.NewReader("p min 2 0\nn 1 4\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Check(); !errors.Is(err, flowproblem.ErrUnbalanced) {
		t.Errorf("Check = %v, want ErrUnbalanced", err)
	}
}

func TestSolutionRoundTrip(t *testing.T) {
	p, err := flowproblem.ReadDIMACS(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	for _, flow := range [][]int64{{5, 3, 2}, {3, 3, 0}} {
		s := &flowproblem.Solution{Cost: 19, Flow: flow, Potential: []int64{0, 1, 5}}
		got, err := flowproblem.ReadSolution(bytes.NewReader(s.AppendJSON(nil, p)), p)
		if err != nil || !reflect.DeepEqual(got, s) {
			t.Errorf("ReadSolution(%s) = %+v, %v", s.AppendJSON(nil, p), got, err)
		}
	}
	for _, text := range []string{
		`{}`, `null`, `{"cost":1,"flows":[],"potentials":[0,0]}`, `{"cost":1,"flows":[[1,3,1]],"potentials":[0,0,0]}`,
		`{"cost":1,"flows":[[1,2,0]],"potentials":[0,0,0]}`, `{"cost":1,"flows":[[1,2]],"potentials":[0,0,0]}`,
		`{"cost":1,"flows":[[1,2,1],[1,2,1]],"potentials":[0,0,0]}`, `{"cost":1.5,"flows":[],"potentials":[0,0,0]}`,
		`{"cost":1,"flows":[],"potentials":[0,0,null]}`, `{"cost":1,"flows":[],"potentials":[0,0,0],"x":1}`,
		`{"cost":1,"flows":[],"potentials":[0,0,0]} 1`,
	} {
		if _, err := flowproblem.ReadSolution(strings.NewReader(text), p); !errors.Is(err, flowproblem.ErrSolution) {
			t.Errorf("ReadSolution(%s) = %v, want ErrSolution", text, err)
		}
	}
}

func FuzzReadDIMACS(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte("p min 2 1\na 1 2 0 1 -1\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := flowproblem.ReadDIMACS(bytes.NewReader(text))
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := flowproblem.WriteDIMACS(&out, p); err != nil {
			t.Fatal(err)
		}
		again, err := flowproblem.ReadDIMACS(&out)
		if err != nil || !reflect.DeepEqual(p.Supply, again.Supply) || len(p.Arcs) != len(again.Arcs) {
			t.Fatalf("a problem read and written is another: %v", err)
		}
	})
}

func FuzzReadSolution(f *testing.F) {
	f.Add([]byte(`{"cost":19,"flows":[[1,2,5],[2,3,3],[2,3,2]],"potentials":[0,1,5]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := flowproblem.ReadDIMACS(strings.NewReader(small))
		if err != nil {
			t.Fatal(err)
		}
		if s, err := flowproblem.ReadSolution(bytes.NewReader(text), p); err == nil && len(s.Flow) != len(p.Arcs) {
			t.Fatal("a flow is missing")
		}
	})
}
