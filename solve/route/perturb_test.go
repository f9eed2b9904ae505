package route_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mihe/solve/check/routecheck"
	"mihe/solve/route"
	"mihe/solve/route/routeproblem"
	"mihe/solve/route/routetest"
)

// day is a file of home health care routing as FORMAT.md of the benchmark describes it, read without package routeproblem.
type day struct {
	Patients   []patient   `json:"patients"`
	Services   []service   `json:"services"`
	Caregivers []caregiver `json:"caregivers"`
	Offices    []any       `json:"central_offices"`
	Distances  [][]float64 `json:"distances"`
}

type patient struct {
	ID     string     `json:"id"`
	Window [2]float64 `json:"time_window"`
	Needs  []need     `json:"required_caregivers"`
	Sync   *sync      `json:"synchronization,omitempty"`
}

type need struct {
	Service  string  `json:"service"`
	Duration float64 `json:"duration"`
}

type sync struct {
	Type     string    `json:"type"`
	Distance []float64 `json:"distance,omitempty"`
}

type service struct {
	ID       string  `json:"id"`
	Duration float64 `json:"default_duration"`
}

type caregiver struct {
	ID        string   `json:"id"`
	Abilities []string `json:"abilities"`
}

// plan is an answer.
type plan struct {
	Cost, Distance float64
	Routes         []struct {
		Caregiver string
		Visits    []struct {
			Patient, Service string
			Start            float64
		}
	}
	Unassigned []any
}

// cost computes what a plan costs by FORMAT.md: (distance + total lateness + greatest lateness)/3; false says what is wrong with it. Two services of one patient are
// told apart by their names.
func (d *day) cost(s *plan) (float64, string) {
	at, start := map[string]int{}, map[string]float64{}
	for i, p := range d.Patients {
		at[p.ID] = i
	}
	way, late, most := 0.0, 0.0, 0.0
	for _, r := range s.Routes {
		who := d.Caregivers[slices.IndexFunc(d.Caregivers, func(c caregiver) bool { return c.ID == r.Caregiver })]
		place, free := 0, 0.0
		for _, v := range r.Visits {
			p := d.Patients[at[v.Patient]]
			n := slices.IndexFunc(p.Needs, func(n need) bool { return n.Service == v.Service })
			key := fmt.Sprint(at[v.Patient], " ", n)
			if _, twice := start[key]; n < 0 || twice || !slices.Contains(who.Abilities, v.Service) {
				return 0, "who: " + key
			}
			if leg := d.Distances[place][at[v.Patient]+1]; v.Start < max(p.Window[0], free+leg)-1e-6 {
				return 0, "early: " + key
			}
			way += d.Distances[place][at[v.Patient]+1]
			late += max(0, v.Start-p.Window[1])
			most = max(most, v.Start-p.Window[1])
			place, free, start[key] = at[v.Patient]+1, v.Start+p.Needs[n].Duration, v.Start
		}
		way += d.Distances[place][0]
	}
	for i, p := range d.Patients {
		for n := range p.Needs {
			if _, made := start[fmt.Sprint(i, " ", n)]; !made {
				return 0, "not served: " + p.ID
			}
		}
		if p.Sync == nil {
			continue
		}
		least, greatest := 0.0, 0.0
		if p.Sync.Type == "sequential" {
			least, greatest = p.Sync.Distance[0], p.Sync.Distance[1]
		}
		if gap := start[fmt.Sprint(i, " 1")] - start[fmt.Sprint(i, " 0")]; gap < least-1e-6 || gap > greatest+1e-6 {
			return 0, "apart: " + p.ID
		}
	}
	return (way + late + most) / 3, ""
}

// changes are what instances are put through; each leaves everybody servable.
var changes = map[string]func(r *rand.Rand, d *day){
	"none": func(*rand.Rand, *day) {},
	"windows": func(r *rand.Rand, d *day) {
		for i := range d.Patients {
			w := &d.Patients[i].Window
			by := math.Round(200*r.Float64() - 60)
			w[0], w[1] = max(0, w[0]+by), max(0, w[1]+by)
			if r.IntN(4) == 0 {
				w[1] = w[0] // one moment
			}
		}
	},
	"distances": func(r *rand.Rand, d *day) {
		for i := range d.Distances {
			for j := range d.Distances {
				d.Distances[i][j] *= 0.5 + r.Float64()
			}
		}
	},
	"nowhere": func(_ *rand.Rand, d *day) {
		for i := range d.Distances {
			clear(d.Distances[i])
		}
	},
	"fewer carers": func(r *rand.Rand, d *day) {
		for range len(d.Caregivers) {
			at := r.IntN(len(d.Caregivers))
			if less := slices.Delete(slices.Clone(d.Caregivers), at, at+1); d.servable(less) {
				d.Caregivers = less
			}
		}
	},
	"single": func(_ *rand.Rand, d *day) {
		for i := range d.Patients {
			d.Patients[i].Needs, d.Patients[i].Sync = d.Patients[i].Needs[:1], nil
		}
	},
	"one carer": func(_ *rand.Rand, d *day) {
		all := caregiver{ID: "alone"}
		for _, s := range d.Services {
			all.Abilities = append(all.Abilities, s.ID)
		}
		d.Caregivers = []caregiver{all}
		for i := range d.Patients {
			d.Patients[i].Needs, d.Patients[i].Sync = d.Patients[i].Needs[:1], nil
		}
	},
	"names": func(r *rand.Rand, d *day) {
		odd := []string{"0", "-1", "1e3", " ", "a\"b\\c", "病人", "null", "é\u0301", "<&>", "p1"}
		for i := range d.Patients {
			d.Patients[i].ID = odd[i%len(odd)] + fmt.Sprint(len(d.Patients)-i)
		}
		for i := range d.Caregivers {
			d.Caregivers[i].ID = fmt.Sprint(i) // as services and patients may be called
		}
		name := map[string]string{}
		for i := range d.Services {
			name[d.Services[i].ID] = fmt.Sprint(len(d.Services) - i)
			d.Services[i].ID = name[d.Services[i].ID]
		}
		d.services(func(s string) string { return name[s] })
		r.Shuffle(len(d.Services), func(i, j int) { d.Services[i], d.Services[j] = d.Services[j], d.Services[i] })
	},
	"times": func(_ *rand.Rand, d *day) { d.scale(0.37) },
	"large": func(_ *rand.Rand, d *day) { d.scale(86400) },
	"skills": func(r *rand.Rand, d *day) {
		for k := range 300 {
			s := fmt.Sprint("more", k)
			d.Services = append(d.Services, service{s, 1})
			for i := range d.Caregivers {
				if r.IntN(2) == 0 {
					d.Caregivers[i].Abilities = append(d.Caregivers[i].Abilities, s)
				}
			}
		}
	},
	"order": func(r *rand.Rand, d *day) {
		order := r.Perm(len(d.Patients))
		old := *d
		d.Patients, d.Distances = nil, [][]float64{{old.Distances[0][0]}}
		for _, i := range order {
			d.Patients = append(d.Patients, old.Patients[i])
			d.Distances[0] = append(d.Distances[0], old.Distances[0][i+1])
			row := []float64{old.Distances[i+1][0]}
			for _, j := range order {
				row = append(row, old.Distances[i+1][j+1])
			}
			d.Distances = append(d.Distances, row)
		}
	},
}

func (d *day) services(name func(string) string) {
	for i := range d.Caregivers {
		for k := range d.Caregivers[i].Abilities {
			d.Caregivers[i].Abilities[k] = name(d.Caregivers[i].Abilities[k])
		}
	}
	for i := range d.Patients {
		for k := range d.Patients[i].Needs {
			d.Patients[i].Needs[k].Service = name(d.Patients[i].Needs[k].Service)
		}
	}
}

func (d *day) scale(by float64) {
	for i := range d.Patients {
		p := &d.Patients[i]
		p.Window[0], p.Window[1] = p.Window[0]*by, p.Window[1]*by
		for k := range p.Needs {
			p.Needs[k].Duration *= by
		}
		if p.Sync != nil {
			for k := range p.Sync.Distance {
				p.Sync.Distance[k] *= by
			}
		}
	}
	for i := range d.Distances {
		for j := range d.Distances {
			d.Distances[i][j] *= by
		}
	}
}

// servable says that these carers can make every visit, two of them where two are wanted.
func (d *day) servable(carers []caregiver) bool {
	can := func(c caregiver, n need) bool { return slices.Contains(c.Abilities, n.Service) }
	for _, p := range d.Patients {
		ways := 0
		for i, a := range carers {
			if len(p.Needs) == 1 && can(a, p.Needs[0]) {
				ways++
			}
			for j, b := range carers {
				if len(p.Needs) == 2 && i != j && can(a, p.Needs[0]) && can(b, p.Needs[1]) {
					ways++
				}
			}
		}
		if ways == 0 {
			return false
		}
	}
	return true
}

// planned plans the day, has two judges look at the plan, and returns what it costs.
func planned(t *testing.T, name string, d *day, o route.Options) float64 {
	t.Helper()
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := routeproblem.Read(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	answer := solve(t, p, o).AppendJSON(nil, p)
	again, err := routeproblem.ReadSolution(answer, p)
	if err != nil {
		t.Fatalf("%s: the plan cannot be read: %v", name, err)
	}
	if flaws := routecheck.Check(p, again); flaws != nil {
		t.Errorf("%s: read again: %v", name, flaws)
	}
	var s plan
	if err := json.Unmarshal(answer, &s); err != nil {
		t.Fatal(err)
	}
	cost, wrong := d.cost(&s)
	if wrong != "" || len(s.Unassigned) > 0 || math.Abs(cost-s.Cost) > 1e-3+1e-9*cost {
		t.Errorf("%s: cost %v, computed anew %v; %s; not served: %v", name, s.Cost, cost, wrong, s.Unassigned)
	}
	return s.Cost
}

func parsed(t *testing.T, text []byte) *day {
	t.Helper()
	var d day
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	return &d
}

// Instances that nobody has seen before are planned as allowed: windows shifted, distances jittered, carers gone, everything renamed, reordered or scaled, alone and two at a time.
func TestPerturbed(t *testing.T) {
	days := map[string][]byte{"small": routetest.HomeCare(1, 12, 4), "medium": routetest.HomeCare(2, 40, 10)}
	if dir := os.Getenv("MIHE_CONFORMANCE"); dir != "" {
		for _, name := range []string{"toy.json", "mankowska/InstanzCPLEX_HCSRP_10_2.json", "mankowska/InstanzCPLEX_HCSRP_25_4.json"} {
			text, err := os.ReadFile(filepath.Join(dir, "hhcrsp", "instances", name))
			if err != nil {
				t.Fatal(err)
			}
			days[name] = text
		}
	}
	for name, text := range days {
		seed := uint64(len(text))
		for one, change := range changes {
			for two, then := range changes {
				if two != "none" && two != "windows" && two != "distances" {
					continue
				}
				r := rand.New(rand.NewPCG(seed, uint64(len(one)*100+len(two))))
				d := parsed(t, text)
				change(r, d)
				then(r, d)
				if d.servable(d.Caregivers) {
					planned(t, name+", "+one+", "+two, d, route.Options{Iterations: 60, Seed: seed, Workers: 1})
				} else {
					t.Errorf("%s: %s, %s leaves somebody whom nobody can serve", name, one, two)
				}
			}
		}
	}
}

// The best plan of toy.json costs 111.333 under other names, in another order and on another scale.
func TestToyRenamed(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(conformance(t), "instances", "toy.json"))
	if err != nil {
		t.Fatal(err)
	}
	for change, by := range map[string]float64{"none": 1, "names": 1, "order": 1, "skills": 1, "times": 0.37, "large": 86400} {
		d := parsed(t, text)
		changes[change](rand.New(rand.NewPCG(1, 1)), d)
		if got, want := planned(t, change, d, route.Options{Iterations: 500}), by*334/3; math.Abs(got-want) > 1e-3*max(1, by) {
			t.Errorf("toy.json, %s: cost %v, want %v", change, got, want)
		}
	}
}

// Files that are small or odd and allowed; the costs are found by hand.
func TestOdd(t *testing.T) {
	const head = `"services":[{"id":"s","default_duration":5},{"id":"u","type":"x","default_duration":null}],"central_offices":[{"id":"d","distance_matrix_index":0}],`
	for name, x := range map[string]struct {
		file string
		cost float64
		left int
	}{
		"nobody":        {`{"patients":[],"caregivers":[{"id":"c","abilities":["s"]}],` + head + `"distances":[[0]]}`, 0, 0},
		"no carers":     {`{"patients":[{"id":"1","required_caregivers":[{"service":"s"}]}],"caregivers":[],` + head + `"distances":[[0,1],[1,0]]}`, 0, 1},
		"no abilities":  {`{"patients":[{"id":"1","required_caregivers":[{"service":"s"}]}],"caregivers":[{"id":"1","abilities":[]}],` + head + `"distances":[[0,1],[1,0]]}`, 0, 1},
		"no window":     {`{"patients":[{"id":"1","time_window":null,"synchronization":null,"incompatible_caregivers":null,"required_services":[{"service":"s","duration":null}]}],"caregivers":[{"id":"1","abilities":["s","s"]}],` + head + `"distances":[[0,4],[2,0]]}`, 2, 0},
		"early":         {`{"patients":[{"id":"1","time_window":[-30,3],"required_caregivers":[{"service":"s"}]}],"caregivers":[{"id":"1","abilities":["s"]}],` + head + `"distances":[[0,4],[4,0]]}`, 10. / 3, 0},
		"one moment":    {`{"patients":[{"id":"1","time_window":[0,0],"required_caregivers":[{"service":"s","duration":0}]}],"caregivers":[{"id":"1","abilities":["s"]}],` + head + `"distances":[[0,0],[0,0]]}`, 0, 0},
		"two at once":   {`{"patients":[{"id":"1","time_window":[0,1],"required_caregivers":[{"service":"s"},{"service":"s"}],"synchronization":{"type":"simultaneous","distance":[0,0]}}],"caregivers":[{"id":"1","abilities":["s"]},{"id":"2","abilities":["s"]}],` + head + `"distances":[[0,1],[1,0]]}`, 4. / 3, 0},
		"null distance": {`{"patients":[{"id":"1","time_window":[0,1],"required_caregivers":[{"service":"s"},{"service":"s"}],"synchronization":{"type":"simultaneous","distance":null}}],"caregivers":[{"id":"1","abilities":["s"]}],` + head + `"distances":[[0,1],[1,0]]}`, 0, 1},
		"in sequence":   {`{"patients":[{"id":"1","time_window":[0,1],"required_caregivers":[{"service":"s"},{"service":"s"}],"synchronization":{"type":"sequential","distance":[7,7]}}],"caregivers":[{"id":"1","abilities":["s"]},{"id":"2","abilities":["s"]}],` + head + `"distances":[[0,1],[1,0]]}`, 18. / 3, 0},
	} {
		p := read(t, []byte(x.file))
		s := solve(t, p, route.Options{Iterations: 50})
		if got := float64(s.Value.Cost) / 3 / float64(p.Scale); math.Abs(got-x.cost) > 1e-9 || len(s.Unassigned) != x.left {
			t.Errorf("%s: cost %v, %d not served; want %v, %d", name, got, len(s.Unassigned), x.cost, x.left)
		}
	}
}
