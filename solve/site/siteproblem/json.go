package siteproblem

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// MaxCoordinate bounds the size of a coordinate, so that distances stay below 2^31.
const MaxCoordinate = 500_000_000

// ReadJSON reads a problem of siting in the form
//
//	{"kind":"maximal_covering","open":2,
//	 "classes":[{"id":"township","standard":30},{"id":"village","standard":60}],
//	 "sites":[{"id":"A","existing":true},{"id":"B"},{"id":"C"}],
//	 "customers":[{"id":"east","demand":120,"class":"village"},{"id":"west","class":"township"}],
//	 "travel":[[10,25,null],[70,null,15]]}
//
// kind is median, maximal_covering or set_covering. open counts the existing sites too and is absent for set covering. A demand that is
// absent is 1. A class may be absent where one class alone exists, and classes may be absent in a median problem. travel has a row for each
// customer and in it a number for each site, null where there is no way. Instead of travel every site and every customer
// may have "x" and "y", integers of size at most MaxCoordinate in a plane (metres of a map projection, say; degrees are not in a plane):
// the travel is the straight distance, rounded up, so that nobody is called covered who is not. Where coverage alone counts, links beyond the
// standard are left out.
//
// Refused: unknown fields, ids that are empty, over 200 bytes or used twice, both travel and coordinates or neither, anything that
// Problem.Check refuses.
func ReadJSON(r io.Reader) (*Problem, error) {
	var file fileProblem
	from := json.NewDecoder(r)
	from.DisallowUnknownFields()
	if err := from.Decode(&file); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSyntax, err)
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: more than one value", ErrSyntax)
	}
	p, err := file.problem()
	if err != nil {
		return nil, err
	}
	return p, p.Check()
}

type fileProblem struct {
	Kind      string         `json:"kind"`
	Open      *int           `json:"open"`
	Classes   []fileClass    `json:"classes"`
	Sites     []fileSite     `json:"sites"`
	Customers []fileCustomer `json:"customers"`
	Travel    [][]*int64     `json:"travel"`
}

type fileClass struct {
	ID       string `json:"id"`
	Standard *int64 `json:"standard"`
}

type fileSite struct {
	ID       string `json:"id"`
	Existing bool   `json:"existing"`
	place
}

type fileCustomer struct {
	ID     string `json:"id"`
	Demand *int64 `json:"demand"`
	Class  string `json:"class"`
	place
}

type place struct {
	X *int64 `json:"x"`
	Y *int64 `json:"y"`
}

func (f *fileProblem) problem() (*Problem, error) {
	kind := slices.Index(kindNames, f.Kind)
	switch {
	case kind < 0:
		return nil, fmt.Errorf("%w: kind %.40q", ErrShape, f.Kind)
	case (f.Open == nil) != (Kind(kind) == SetCovering):
		return nil, fmt.Errorf("%w: open is wanted for %s and %s alone", ErrShape, Median, MaximalCovering)
	case len(f.Customers) > MaxCustomers || len(f.Sites) > MaxSites:
		return nil, fmt.Errorf("%w: %d customers, %d sites", ErrSize, len(f.Customers), len(f.Sites))
	}
	p := &Problem{Kind: Kind(kind), Sites: len(f.Sites), Demand: make([]int64, len(f.Customers))}
	if f.Open != nil {
		p.Open = *f.Open
	}
	if err := f.names(p); err != nil {
		return nil, err
	}
	if err := f.classes(p); err != nil {
		return nil, err
	}
	if f.Travel != nil {
		return p, f.matrix(p)
	}
	return p, f.plane(p)
}

// names reads ids, demands and existing sites.
func (f *fileProblem) names(p *Problem) error {
	p.SiteNames, p.CustomerNames = make([]string, len(f.Sites)), make([]string, len(f.Customers))
	for j, s := range f.Sites {
		p.SiteNames[j] = s.ID
		if s.Existing {
			p.Existing = append(p.Existing, int32(j))
		}
	}
	for i, c := range f.Customers {
		p.CustomerNames[i], p.Demand[i] = c.ID, 1
		if c.Demand != nil {
			p.Demand[i] = *c.Demand
		}
	}
	for _, names := range [][]string{p.SiteNames, p.CustomerNames} {
		seen := make(map[string]bool, len(names))
		for _, name := range names {
			if len(name) == 0 || len(name) > 200 || seen[name] {
				return fmt.Errorf("%w: id %.40q is empty, too long or used twice", ErrShape, name)
			}
			seen[name] = true
		}
	}
	return nil
}

func (f *fileProblem) classes(p *Problem) error {
	index := make(map[string]int32, len(f.Classes))
	for k, c := range f.Classes {
		if _, twice := index[c.ID]; twice || c.Standard == nil || *c.Standard < 0 {
			return fmt.Errorf("%w: class %.40q is given twice or has no standard", ErrShape, c.ID)
		}
		index[c.ID] = int32(k)
		p.Classes = append(p.Classes, Class{c.ID, *c.Standard})
	}
	if len(f.Classes) == 0 && p.Kind == Median {
		return nil
	}
	p.Class = make([]int32, len(f.Customers))
	for i, c := range f.Customers {
		if c.Class == "" && len(f.Classes) == 1 {
			continue
		}
		k, known := index[c.Class]
		if !known {
			return fmt.Errorf("%w: customer %.40q: class %.40q", ErrShape, c.ID, c.Class)
		}
		p.Class[i] = k
	}
	return nil
}

// matrix reads travel.
func (f *fileProblem) matrix(p *Problem) error {
	if len(f.Travel) != len(f.Customers) {
		return fmt.Errorf("%w: travel has %d rows for %d customers", ErrShape, len(f.Travel), len(f.Customers))
	}
	for i, s := range f.Sites {
		if s.X != nil || s.Y != nil {
			return fmt.Errorf("%w: site %.40q has coordinates beside travel", ErrShape, f.Sites[i].ID)
		}
	}
	p.Start = make([]int32, 1, len(f.Customers)+1)
	for i, row := range f.Travel {
		if c := f.Customers[i]; len(row) != len(f.Sites) || c.X != nil || c.Y != nil {
			return fmt.Errorf("%w: customer %.40q: %d travels to %d sites, or coordinates beside them", ErrShape, c.ID, len(row), len(f.Sites))
		}
		for j, t := range row {
			switch {
			case t == nil:
				continue
			case *t < 0 || *t > math.MaxInt32:
				return fmt.Errorf("%w: customer %.40q: travel %d", ErrShape, f.Customers[i].ID, *t)
			case len(p.Links) == MaxLinks:
				return fmt.Errorf("%w: more than %d links", ErrSize, MaxLinks)
			}
			p.Links = append(p.Links, Link{int32(j), int32(*t)})
		}
		p.Start = append(p.Start, int32(len(p.Links)))
	}
	return nil
}

// plane reads coordinates.
func (f *fileProblem) plane(p *Problem) error {
	sites, customers := make([]Point, len(f.Sites)), make([]Point, len(f.Customers))
	for j, s := range f.Sites {
		if !s.read(&sites[j]) {
			return fmt.Errorf("%w: site %.40q has no travel and no coordinates within %d", ErrShape, s.ID, MaxCoordinate)
		}
	}
	for i, c := range f.Customers {
		if !c.read(&customers[i]) {
			return fmt.Errorf("%w: customer %.40q has no travel and no coordinates within %d", ErrShape, c.ID, MaxCoordinate)
		}
	}
	return p.Straight(customers, sites)
}

func (c *place) read(to *Point) bool {
	if c.X == nil || c.Y == nil || max(*c.X, -*c.X, *c.Y, -*c.Y) > MaxCoordinate || min(*c.X, *c.Y) == math.MinInt64 {
		return false
	}
	*to = Point{*c.X, *c.Y}
	return true
}

// Read reads a problem in the form of ReadJSON where the text begins with a brace, else in that of ReadPMED.
func Read(text string) (*Problem, error) {
	if strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{") {
		return ReadJSON(strings.NewReader(text))
	}
	p, err := ReadPMED(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	return p, p.Check()
}
