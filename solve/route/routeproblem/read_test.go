package routeproblem_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"mihe/solve/route/routeproblem"
	"mihe/solve/route/routetest"
)

const homeCare = `{"patients":[{"id":"p1","time_window":[0,10.5],"required_caregivers":[{"service":"s1","duration":3}]},
{"id":"p2","time_window":[5,60],"required_caregivers":[{"service":"s1"},{"service":"s2","duration":4}],"synchronization":{"type":"sequential","distance":[1,2]}}],
"services":[{"id":"s1","default_duration":2},{"id":"s2"}],"caregivers":[{"id":"c1","abilities":["s1"]},{"id":"c2","abilities":["s1","s2"],"working_shift":[0,100]}],
"central_offices":[{"id":"d"}],"distances":[[0,1,2.25],[1,0,1],[2.25,1,0]]}`

const vroom = `{"vehicles":[{"id":1,"start_index":0,"end_index":0,"capacity":[4],"skills":[1,14],"time_window":[0,5000],"max_tasks":3},{"id":2,"start_index":0}],
"jobs":[{"id":10,"location_index":1,"service":300,"amount":[1],"skills":[1],"time_windows":[[0,100],[200,900]],"priority":5},{"id":11,"location_index":2,"delivery":[2]}],
"matrix":[[0,10,20],[10,0,15],[20,15,0]]}`

const solomon = `T1

VEHICLE
NUMBER     CAPACITY
  2         200

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME   DUE DATE   SERVICE TIME

    0      0         0          0          0       1000          0
    1      3         4         10          0        900         90
    2      1         1         30         10        900         90
`

func TestRead(t *testing.T) {
	p, format, err := routeproblem.Read([]byte(homeCare))
	if err != nil || format != routeproblem.HHCRSP {
		t.Fatal(format, err)
	}
	// 2.25 needs hundredths.
	if p.Scale != 100 || p.Travel[2] != 225 || p.Visits[0].Windows[0].Shut != 1050 || p.Visits[1].Duration != 200 || p.Requests[1].Gap.Shut != 200 {
		t.Errorf("home care: %+v", p)
	}
	p, format, err = routeproblem.Read([]byte(vroom))
	if err != nil || format != routeproblem.VROOM {
		t.Fatal(format, err)
	}
	if len(p.Visits[0].Windows) != 2 || p.Carers[1].To != routeproblem.Nowhere || p.Requests[0].Priority != 5 || p.Visits[1].Amount[0] != 2 {
		t.Errorf("VROOM: %+v", p)
	}
	p, format, err = routeproblem.Read([]byte(solomon))
	if err != nil || format != routeproblem.Solomon {
		t.Fatal(format, err)
	}
	// From (0, 0) to (1, 1) it is 1.41421..., cut to 1.4; to (3, 4) exactly 5.
	if p.Travel[2] != 14 || p.Travel[1] != 50 || len(p.Carers) != 2 || p.Carers[0].Shift.Shut != 10000 {
		t.Errorf("Solomon: %+v", p)
	}
}

// One degree along the equator is 111195.08 m on the mean sphere (2π·6371008.8/360): at 60 km/h 6671.7 s.
func TestCoordinates(t *testing.T) {
	p, err := routeproblem.ReadVROOM([]byte(`{"vehicles":[{"id":1,"start":[0,0]}],"jobs":[{"id":2,"location":[1,0]}],"speed":60}`))
	if err != nil || p.Travel[1] != 6672 {
		t.Errorf("ReadVROOM = %+v, %v", p, err)
	}
}

func TestReadRefuses(t *testing.T) {
	home := func(old, change string) string { return strings.Replace(homeCare, old, change, 1) }
	job := func(old, change string) string { return strings.Replace(vroom, old, change, 1) }
	table := func(old, change string) string { return strings.Replace(solomon, old, change, 1) }
	for text, want := range map[string]error{
		"":                                     routeproblem.ErrSyntax,
		"{}":                                   routeproblem.ErrSyntax,
		homeCare + "1":                         routeproblem.ErrSyntax,
		home(`"p2"`, `"p1"`):                   routeproblem.ErrShape,
		home(`[0,10.5]`, `[11,10.5]`):          routeproblem.ErrShape,
		home(`[0,10.5]`, `[0]`):                routeproblem.ErrShape,
		home(`"sequential"`, `"parallel"`):     routeproblem.ErrShape,
		home(`[1,2]`, `[3,2]`):                 routeproblem.ErrShape,
		home(`[0,1,2.25],`, ``):                routeproblem.ErrShape,
		home(`2.25`, `-2.25`):                  routeproblem.ErrShape,
		home(`2.25`, `1e300`):                  routeproblem.ErrShape,
		home(`2.25`, `1e17`):                   routeproblem.ErrLarge,
		home(`"service":"s1"`, `"service":""`): routeproblem.ErrShape,
		home(`["s1"]`, `["s9"]`):               routeproblem.ErrShape,
		home(`"patients"`, `"objective":"x","patients"`):  routeproblem.ErrUnsupported,
		home(`"patients"`, `"depots":[],"patients"`):      routeproblem.ErrUnsupported,
		job(`"max_tasks"`, `"breaks"`):                    routeproblem.ErrUnsupported,
		job(`"jobs"`, `"shipments":[],"jobs"`):            routeproblem.ErrUnsupported,
		job(`"delivery"`, `"pickup"`):                     routeproblem.ErrUnsupported,
		job(`"location_index":1`, `"location_index":3`):   routeproblem.ErrShape,
		job(`"id":11`, `"id":10`):                         routeproblem.ErrShape,
		job(`[[0,100],[200,900]]`, `[[0,300],[200,900]]`): routeproblem.ErrShape,
		job(`[[0,100],[200,900]]`, `[]`):                  routeproblem.ErrShape,
		table("90\n", "\n"):                               routeproblem.ErrSyntax,
		table("    2      1", "    3      1"):             routeproblem.ErrShape,
		table("  2         200", "  x         200"):       routeproblem.ErrSyntax,
	} {
		if _, _, err := routeproblem.Read([]byte(text)); !errors.Is(err, want) {
			t.Errorf("Read(%.60s...) = %v, want %v", text, err, want)
		}
	}
}

// A number with more decimals than a tick can hold, and one so large that ticks must be coarser, are rounded; the rest stays exact.
func TestScale(t *testing.T) {
	p, err := routeproblem.ReadHHCRSP([]byte(strings.ReplaceAll(homeCare, "2.25", "2.25000000000000044")))
	if err != nil || p.Scale != 1e9 || p.Travel[2] != 2250000000 {
		t.Errorf("seventeen decimals: %v, %v", p, err)
	}
	p, err = routeproblem.ReadHHCRSP([]byte(strings.ReplaceAll(strings.Replace(homeCare, "10.5", "1e12", 1), "2.25", "2.250000001")))
	if err != nil || p.Scale >= 1e9 || p.Visits[0].Windows[0].Shut != 1e12*p.Scale {
		t.Errorf("a window of 1e12: %v, %v", p, err)
	}
}

func TestSolutionRoundTrip(t *testing.T) {
	p, err := routeproblem.ReadHHCRSP([]byte(homeCare))
	if err != nil {
		t.Fatal(err)
	}
	s := &routeproblem.Solution{
		Value: routeproblem.Value{Cost: 1000, Unserved: 1}, Distance: 900, Late: 50, MaxLate: 50,
		Routes:     []routeproblem.Route{{0, []routeproblem.Stop{{1, 500}}}, {1, []routeproblem.Stop{{2, 625}}}},
		Unassigned: []routeproblem.Unassigned{{Request: 0, Constraints: []routeproblem.Constraint{routeproblem.ShiftBound}, Reason: "late \"shift\""}},
	}
	text := s.AppendJSON(nil, p)
	want := `{"objective":"lateness","cost":3.33333,"distance":9,"total_tardiness":0.5,"max_tardiness":0.5,"must":0,"unserved":1,"strangers":0,"unspoken":0,"spread":0,` +
		`"routes":[{"caregiver":"c1","visits":[{"patient":"p2","service":"s1","visit":1,"start":5}]},{"caregiver":"c2","visits":[{"patient":"p2","service":"s2","visit":2,"start":6.25}]}],` +
		`"unassigned":[{"patient":"p1","constraint":"shift","constraints":["shift"],"reason":"late \"shift\""}]}`
	if string(text) != want {
		t.Errorf("AppendJSON = %s\nwant %s", text, want)
	}
	got, err := routeproblem.ReadSolution(text, p)
	if err != nil || !bytes.Equal(got.AppendJSON(nil, p), text) || got.Value != s.Value {
		t.Errorf("ReadSolution = %+v, %v", got, err)
	}
	for _, change := range [][2]string{
		{`"cost":3.33333,`, ``},
		{`"caregiver":"c2"`, `"caregiver":"c1"`},
		{`"caregiver":"c2"`, `"caregiver":"c9"`},
		{`"visit":2`, `"visit":1`},
		{`"start":5`, `"start":null`},
		{`"patient":"p1"`, `"patient":"p9"`},
		{`"spread"`, `"extra"`},
		{`"constraints":["shift"]`, `"constraints":["window"]`},
		{`"distance":9`, `"distance":9e99`},
		{`"objective":"lateness"`, `"objective":"care"`},
		{`"service":"s2"`, `"service":"s1"`},
	} {
		bad := strings.Replace(want, change[0], change[1], 1)
		if _, err := routeproblem.ReadSolution([]byte(bad), p); !errors.Is(err, routeproblem.ErrSolution) {
			t.Errorf("ReadSolution with %s for %s = %v, want ErrSolution", change[1], change[0], err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{homeCare, vroom, solomon, `{"vehicles":[{"id":1,"start":[0,0]}],"jobs":[{"id":2,"location":[1,0]}],"speed":60}`} {
		f.Add([]byte(text))
	}
	f.Add(routetest.CareDay(1, 4, 3))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, _, err := routeproblem.Read(text)
		if err != nil {
			return
		}
		if err := p.Check(); err != nil {
			t.Fatalf("what Read accepts, Check refuses: %v", err)
		}
		empty := &routeproblem.Solution{}
		if _, err := routeproblem.ReadSolution(empty.AppendJSON(nil, p), p); err != nil {
			t.Fatalf("an empty plan is not read again: %v", err)
		}
	})
}

func FuzzReadSolution(f *testing.F) {
	p, err := routeproblem.ReadHHCRSP([]byte(homeCare))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"cost":3.33333,"distance":9,"total_tardiness":0.5,"max_tardiness":0.5,"routes":[{"caregiver":"c1","visits":[{"patient":"p1","service":"s1","start":5}]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := routeproblem.ReadSolution(text, p)
		if err != nil {
			return
		}
		again, err := routeproblem.ReadSolution(s.AppendJSON(nil, p), p)
		if err != nil || again.Value != s.Value {
			t.Fatalf("a solution read and written is another: %v, %+v, %+v", err, s, again)
		}
	})
}

// What a file may say beyond the benchmark reaches the problem.
func TestReadHHCRSPBeyondTheBenchmark(t *testing.T) {
	text := `{"objective":"care","services":[{"id":"s"}],"central_offices":[{"id":"d"}],"distances":[[0,1],[1,0]],
		"caregivers":[{"id":"a","abilities":["s"],"worked":12.5},{"id":"b","abilities":["s"]}],
		"patients":[{"id":"p","required_caregivers":[{"service":"s","duration":3}],"usual_caregivers":["b","a"],"speaking_caregivers":["b"],"incompatible_caregivers":["a"]}]}`
	p, err := routeproblem.ReadHHCRSP([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	q := p.Requests[0]
	if !slices.Equal(q.Usual, []int32{0, 1}) || !slices.Equal(q.Speakers, []int32{1}) || !slices.Equal(q.Barred, []int32{0}) || p.Carers[0].Worked != 125 || p.Scale != 10 {
		t.Errorf("read %+v and %+v at %d", q, p.Carers, p.Scale)
	}
	if _, err := routeproblem.ReadHHCRSP([]byte(strings.Replace(text, `"speaking_caregivers":["b"]`, `"speaking_caregivers":["x"]`, 1))); err == nil {
		t.Error("a carer who is not in the file was accepted")
	}
}
