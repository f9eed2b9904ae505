package siteproblem

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// ErrSolution says that a file is not a solution of the problem at hand. The error names the place.
var ErrSolution = errors.New("not a solution of this siting problem")

// Solution is a choice of sites with its certificate. Slices of sites and customers rise.
type Solution struct {
	// Cost is what is minimised: for Median demand times travel of the customers served, for MaximalCovering the demand not covered, for
	// SetCovering the number of open sites. The objective of the package comment is Cost, plus Penalty times the demand of Unserved for Median.
	Cost int64
	// Served is the demand that open sites serve.
	Served int64
	// LowerBound is at most the objective of any choice, as Multiplier proves.
	LowerBound  int64
	Facilities  []int32 // the open sites
	Unserved    []int32 // customers whom another choice could serve and this one does not
	Unreachable []int32 // customers whom no choice serves
	Multiplier  []int64 // per customer, in units of 1/Scale
}

// SiteName is what the file calls site j.
func (p *Problem) SiteName(j int) string { return nameOf(p.SiteNames, j) }

// CustomerName is what the file calls customer i.
func (p *Problem) CustomerName(i int) string { return nameOf(p.CustomerNames, i) }

func nameOf(names []string, i int) string {
	if names == nil {
		return strconv.Itoa(i + 1)
	}
	return names[i]
}

// Objective is what a solution costs in all: Cost, and for Median Penalty times the demand left unserved.
func (p *Problem) Objective(s *Solution) int64 {
	cost := s.Cost
	if p.Kind == Median && len(s.Unserved) > 0 {
		penalty := p.Penalty()
		for _, i := range s.Unserved {
			cost += penalty * p.Demand[i]
		}
	}
	return cost
}

// AppendJSON appends the solution in the form
//
//	{"kind":"median","cost":5819,"served":100,"lower_bound":5790,"penalty":0,"facilities":[7,12],"unserved":[],"unreachable":[],
//	 "scale":1000,"multipliers":[61000,58250]}
//
// Sites and customers are what the file calls them: strings where it names them, else numbers from 1. multipliers has one
// entry per customer, in their order.
func (s *Solution) AppendJSON(to []byte, p *Problem) []byte {
	to = append(to, `{"kind":"`...)
	to = append(to, p.Kind.String()...)
	to = strconv.AppendInt(append(to, `","cost":`...), s.Cost, 10)
	to = strconv.AppendInt(append(to, `,"served":`...), s.Served, 10)
	to = strconv.AppendInt(append(to, `,"lower_bound":`...), s.LowerBound, 10)
	to = strconv.AppendInt(append(to, `,"penalty":`...), p.Penalty(), 10)
	to = appendNames(append(to, `,"facilities":`...), p.SiteNames, s.Facilities)
	to = appendNames(append(to, `,"unserved":`...), p.CustomerNames, s.Unserved)
	to = appendNames(append(to, `,"unreachable":`...), p.CustomerNames, s.Unreachable)
	to = strconv.AppendInt(append(to, `,"scale":`...), p.Scale(), 10)
	to = append(to, `,"multipliers":[`...)
	for i, x := range s.Multiplier {
		if i > 0 {
			to = append(to, ',')
		}
		to = strconv.AppendInt(to, x, 10)
	}
	return append(to, "]}"...)
}

func appendNames(to []byte, names []string, which []int32) []byte {
	to = append(to, '[')
	for k, i := range which {
		if k > 0 {
			to = append(to, ',')
		}
		if names == nil {
			to = strconv.AppendInt(to, int64(i)+1, 10)
			continue
		}
		text, _ := json.Marshal(names[i]) // a string can always be written
		to = append(to, text...)
	}
	return append(to, ']')
}

// ReadSolution reads what AppendJSON writes, for problem p, whose Check must have passed. It refuses unknown or missing fields, another
// kind, scale or penalty, names that the problem does not have and a number of multipliers other than that of customers. Whether the
// solution is feasible, its cost true and its bound proven it does not ask.
func ReadSolution(r io.Reader, p *Problem) (*Solution, error) {
	var file struct {
		Kind        *string            `json:"kind"`
		Cost        *int64             `json:"cost"`
		Served      *int64             `json:"served"`
		LowerBound  *int64             `json:"lower_bound"`
		Penalty     *int64             `json:"penalty"`
		Facilities  *[]json.RawMessage `json:"facilities"`
		Unserved    *[]json.RawMessage `json:"unserved"`
		Unreachable *[]json.RawMessage `json:"unreachable"`
		Scale       *int64             `json:"scale"`
		Multipliers *[]*int64          `json:"multipliers"`
	}
	from := json.NewDecoder(r)
	from.DisallowUnknownFields()
	if err := from.Decode(&file); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSolution, err)
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: more than one value", ErrSolution)
	}
	for _, field := range []struct {
		name   string
		absent bool
	}{
		{"kind", file.Kind == nil},
		{"cost", file.Cost == nil},
		{"served", file.Served == nil},
		{"lower_bound", file.LowerBound == nil},
		{"penalty", file.Penalty == nil},
		{"facilities", file.Facilities == nil},
		{"unserved", file.Unserved == nil},
		{"unreachable", file.Unreachable == nil},
		{"scale", file.Scale == nil},
		{"multipliers", file.Multipliers == nil},
	} {
		if field.absent {
			return nil, fmt.Errorf("%w: %s is missing", ErrSolution, field.name)
		}
	}
	switch {
	case *file.Kind != p.Kind.String() || *file.Scale != p.Scale() || *file.Penalty != p.Penalty():
		return nil, fmt.Errorf("%w: kind %.40q, scale %d, penalty %d", ErrSolution, *file.Kind, *file.Scale, *file.Penalty)
	case len(*file.Multipliers) != p.Customers():
		return nil, fmt.Errorf("%w: %d multipliers for %d customers", ErrSolution, len(*file.Multipliers), p.Customers())
	}
	s := &Solution{Cost: *file.Cost, Served: *file.Served, LowerBound: *file.LowerBound, Multiplier: make([]int64, p.Customers())}
	for i, x := range *file.Multipliers {
		if x == nil {
			return nil, fmt.Errorf("%w: multiplier %d is null", ErrSolution, i+1)
		}
		s.Multiplier[i] = *x
	}
	return s, s.bind(p, *file.Facilities, *file.Unserved, *file.Unreachable)
}

// bind finds what the file calls sites and customers.
func (s *Solution) bind(p *Problem, facilities, unserved, unreachable []json.RawMessage) (err error) {
	sites, customers := newIndex(p.SiteNames, p.Sites), newIndex(p.CustomerNames, p.Customers())
	if s.Facilities, err = sites.find(facilities); err != nil {
		return fmt.Errorf("%w: facilities: %w", ErrSolution, err)
	}
	if s.Unserved, err = customers.find(unserved); err != nil {
		return fmt.Errorf("%w: unserved: %w", ErrSolution, err)
	}
	if s.Unreachable, err = customers.find(unreachable); err != nil {
		return fmt.Errorf("%w: unreachable: %w", ErrSolution, err)
	}
	return nil
}

// index finds things by name, or by number from 1 where byName is nil.
type index struct {
	byName map[string]int32
	size   int
}

func newIndex(names []string, size int) index {
	x := index{size: size}
	if names != nil {
		x.byName = make(map[string]int32, len(names))
		for i, name := range names {
			x.byName[name] = int32(i)
		}
	}
	return x
}

func (x index) find(given []json.RawMessage) ([]int32, error) {
	if len(given) > x.size {
		return nil, fmt.Errorf("%d of %d", len(given), x.size)
	}
	var found []int32
	for _, text := range given {
		i, ok := int32(0), false
		if x.byName != nil {
			var name string
			if text[0] == '"' && json.Unmarshal(text, &name) == nil {
				i, ok = x.byName[name]
			}
		} else if n, err := strconv.ParseInt(string(text), 10, 64); err == nil && n >= 1 && n <= int64(x.size) {
			i, ok = int32(n-1), true
		}
		if !ok {
			return nil, fmt.Errorf("the problem has no %.40s", text)
		}
		found = append(found, i)
	}
	return found, nil
}
