// Package routetest makes routing problems by seed for tests and benchmarks (测试用例生成). None is taken from a published set: parameters
// were tuned on these, so that published instances stay a fair judge.
package routetest

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
)

// HomeCare returns a file of home health care routing with the given number of patients and caregivers, in the manner of Mankowska, Meisel and
// Bierwirth: places uniform in a square of 100 by 100, windows of two hours within ten, six services in two trades, three in ten
// patients with two visits, half of them at once and half in sequence. Same seed, same bytes.
func HomeCare(seed uint64, patients, caregivers int) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	type m = map[string]any
	var list, staff, services []m
	x := [][2]float64{{float64(r.IntN(100)), float64(r.IntN(100))}}
	service := func(trade int) string { return fmt.Sprintf("s%d", 1+3*trade+r.IntN(3)) }
	for i := range patients {
		at := [2]float64{float64(r.IntN(100)), float64(r.IntN(100))}
		x = append(x, at)
		open := r.IntN(480)
		p := m{"id": fmt.Sprintf("p%d", i+1), "location": at, "time_window": []int{open, open + 120}}
		need := func(trade int) m { return m{"service": service(trade), "duration": 10 + r.IntN(11)} }
		switch r.IntN(20) {
		case 0, 1, 2:
			p["required_caregivers"] = []m{need(0), need(1)}
			p["synchronization"] = m{"type": "simultaneous"}
		case 3, 4, 5:
			p["required_caregivers"] = []m{need(0), need(1)}
			low := r.IntN(60)
			p["synchronization"] = m{"type": "sequential", "distance": []int{low, low + r.IntN(60)}}
		default:
			p["required_caregivers"] = []m{need(r.IntN(2))}
		}
		list = append(list, p)
	}
	for i := range caregivers {
		skills := []string{}
		trade := i % 2
		for k := range 3 {
			if r.IntN(4) > 0 || i < 2 {
				skills = append(skills, fmt.Sprintf("s%d", 1+3*trade+k))
			}
		}
		staff = append(staff, m{"id": fmt.Sprintf("c%d", i+1), "abilities": skills})
	}
	for k := range 6 {
		services = append(services, m{"id": fmt.Sprintf("s%d", k+1), "default_duration": 15})
	}
	distances := make([][]json.Number, len(x))
	for i, a := range x {
		for _, b := range x {
			distances[i] = append(distances[i], json.Number(fmt.Sprintf("%.3f", math.Hypot(a[0]-b[0], a[1]-b[1]))))
		}
	}
	text, err := json.Marshal(m{
		"patients": list, "caregivers": staff, "services": services, "central_offices": []m{{"id": "d"}}, "distances": distances,
	})
	if err != nil {
		panic(err) // maps, strings and finite numbers
	}
	return text
}

// Windows returns a file in Solomon's format: customers uniform in a square of 100 by 100 or, where clusters is positive, about so many centres.
// Windows are width long and lie where the depot can reach them and be reached in time.
func Windows(seed uint64, customers, vehicles, capacity, horizon, width, clusters int) []byte {
	r := rand.New(rand.NewPCG(seed, 2))
	centres := make([][2]int, clusters)
	for i := range centres {
		centres[i] = [2]int{10 + r.IntN(80), 10 + r.IntN(80)}
	}
	text := fmt.Appendf(nil, "G%d\n\nVEHICLE\nNUMBER     CAPACITY\n%4d %11d\n\nCUSTOMER\nCUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE TIME\n\n", seed, vehicles, capacity)
	text = fmt.Appendf(text, "0 50 50 0 0 %d 0\n", horizon)
	for i := range customers {
		at := [2]int{r.IntN(100), r.IntN(100)}
		if clusters > 0 {
			c := centres[r.IntN(clusters)]
			at = [2]int{c[0] + r.IntN(13) - 6, c[1] + r.IntN(13) - 6}
		}
		away := int(math.Hypot(float64(at[0]-50), float64(at[1]-50))) + 1
		open := away + r.IntN(max(1, horizon-2*away-10-width))
		text = fmt.Appendf(text, "%d %d %d %d %d %d 10\n", i+1, at[0], at[1], 1+r.IntN(40), open, min(open+width, horizon-away-10))
	}
	return text
}

// CareDay returns a day of a county's home care: like HomeCare, but with the objective care, shifts of nine hours, windows of two to four hours, one
// patient in ten with two visits, one to three carers whom the patient knows, some who may not come, and a few patients who must be served.
func CareDay(seed uint64, patients, caregivers int) []byte {
	var f map[string]any
	if err := json.Unmarshal(HomeCare(seed, patients, caregivers), &f); err != nil {
		panic(err) // what was just written
	}
	r := rand.New(rand.NewPCG(seed, 3))
	f["objective"] = "care"
	carer := func() string { return fmt.Sprintf("c%d", 1+r.IntN(caregivers)) }
	for i, p := range f["patients"].([]any) {
		patient := p.(map[string]any)
		open := r.IntN(360)
		patient["time_window"] = []int{open, open + 120 + r.IntN(120)}
		if needs := patient["required_caregivers"].([]any); len(needs) == 2 && i%3 > 0 {
			patient["required_caregivers"] = needs[:1]
			delete(patient, "synchronization")
		}
		usual := []string{}
		for range 1 + r.IntN(3) {
			usual = append(usual, carer())
		}
		patient["usual_caregivers"] = usual
		if r.IntN(10) == 0 {
			patient["incompatible_caregivers"] = []string{carer()}
		}
		if r.IntN(20) == 0 {
			patient["must"] = true
		}
		patient["priority"] = r.IntN(3)
	}
	for _, c := range f["caregivers"].([]any) {
		open := 60 * r.IntN(2)
		c.(map[string]any)["working_shift"] = []int{open, open + 540}
	}
	text, err := json.Marshal(f)
	if err != nil {
		panic(err) // as in HomeCare
	}
	return text
}
