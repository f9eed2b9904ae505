package siteproblem

import (
	"errors"
	"fmt"
	"slices"
)

// The largest problems that are read or solved; they bound the memory a hostile file can take (about 1 GB).
const (
	MaxCustomers = 1 << 22
	MaxSites     = 1 << 20
	MaxLinks     = 1 << 25
	// MaxDemand bounds the demand of one customer: 2^40.
	MaxDemand = 1 << 40
	// MaxObjective bounds what all customers unserved would cost, times Scale.
	MaxObjective = 1 << 61
)

// Reasons for which a problem is refused. A returned error wraps one of them and names the offending entry.
var (
	// ErrShape says that the problem is not one: a site that does not exist, more sites to open than there are, a missing standard.
	ErrShape = errors.New("not a siting problem")
	// ErrSize says that there are more customers, sites or links than are solved.
	ErrSize = errors.New("siting problem too large")
	// ErrOverflow says that demands or travels are so large that their products leave 64 bits.
	ErrOverflow = errors.New("numbers too large")
)

// Kind says which of the three problems it is.
type Kind int

// The kinds of problem, see the package comment.
const (
	Median Kind = iota
	MaximalCovering
	SetCovering
)

var kindNames = []string{"median", "maximal_covering", "set_covering"}

// String is the name in files.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return fmt.Sprintf("kind %d", int(k))
	}
	return kindNames[k]
}

// Class is a class of customers with the longest travel that counts as covered.
type Class struct {
	Name     string
	Standard int64
}

// Link is a site that a customer can reach, and its travel.
type Link struct {
	Site, Travel int32
}

// Problem is a problem of siting. Customer i has the links Links[Start[i]:Start[i+1]], in rising order of site, at most one for a site.
type Problem struct {
	Kind     Kind
	Sites    int     // candidates, the existing ones included
	Open     int     // sites open in the end, the existing ones included; 0 for SetCovering
	Existing []int32 // sites that stay open, rising
	Demand   []int64 // per customer
	Class    []int32 // per customer; nil where there are no classes
	Classes  []Class
	Start    []int32 // one more than customers
	Links    []Link

	SiteNames, CustomerNames []string // nil: they are numbered from 1
}

// Customers is the number of customers.
func (p *Problem) Customers() int { return len(p.Demand) }

// Of returns the links of customer i.
func (p *Problem) Of(i int) []Link { return p.Links[p.Start[i]:p.Start[i+1]] }

// Usable says whether a link of customer i serves it: any link in a median problem, one within the standard elsewhere.
func (p *Problem) Usable(i int, l Link) bool {
	return p.Kind == Median || int64(l.Travel) <= p.Classes[p.Class[i]].Standard
}

// Scale is how many units of a multiplier make one unit of the objective. A site that covers thousands of customers pays each a
// thousandth and less, so SetCovering counts finer.
func (p *Problem) Scale() int64 {
	if p.Kind == SetCovering {
		return 1_000_000
	}
	return 1000
}

// Penalty is M of the package comment for a median problem in which some reachable customer lacks a link to some site, else 0. O(links).
func (p *Problem) Penalty() int64 {
	if p.Kind != Median {
		return 0
	}
	penalty, lacks := int64(1), false
	for i, d := range p.Demand {
		links := p.Of(i)
		lacks = lacks || len(links) > 0 && len(links) < p.Sites
		penalty += d * longest(links)
	}
	if !lacks {
		return 0
	}
	return penalty
}

// Unserved is uᵢ of the package comment, what customer i costs when no open site serves it; penalty is what Penalty returns. An unreachable
// customer costs nothing in a median problem, and its demand in maximal covering.
func (p *Problem) Unserved(i int, penalty int64) int64 {
	links := p.Of(i)
	switch {
	case p.Kind == MaximalCovering:
		return p.Demand[i]
	case p.Kind == SetCovering:
		return 1
	case len(links) == 0:
		return 0
	case len(links) < p.Sites:
		return p.Demand[i] * penalty
	}
	return p.Demand[i] * longest(links)
}

func longest(links []Link) int64 {
	var t int32
	for _, l := range links {
		t = max(t, l.Travel)
	}
	return int64(t)
}

// Check refuses a problem that is malformed or too large. Cost O(customers + links).
func (p *Problem) Check() error {
	n := p.Customers()
	switch {
	case p.Kind < Median || p.Kind > SetCovering:
		return fmt.Errorf("%w: %v", ErrShape, p.Kind)
	case n > MaxCustomers || p.Sites > MaxSites || len(p.Links) > MaxLinks:
		return fmt.Errorf("%w: %d customers, %d sites, %d links", ErrSize, n, p.Sites, len(p.Links))
	case p.Sites < 1:
		return fmt.Errorf("%w: no site", ErrShape)
	case p.Kind == SetCovering && p.Open != 0:
		return fmt.Errorf("%w: set covering finds out how many sites to open", ErrShape)
	case p.Kind != SetCovering && (p.Open < max(1, len(p.Existing)) || p.Open > p.Sites):
		return fmt.Errorf("%w: %d of %d sites to open, %d exist", ErrShape, p.Open, p.Sites, len(p.Existing))
	case !slices.Equal(p.Existing, rising(p.Existing, p.Sites)):
		return fmt.Errorf("%w: the existing sites are not %d different ones in rising order", ErrShape, len(p.Existing))
	case p.SiteNames != nil && len(p.SiteNames) != p.Sites || p.CustomerNames != nil && len(p.CustomerNames) != n:
		return fmt.Errorf("%w: %d names of sites, %d of customers", ErrShape, len(p.SiteNames), len(p.CustomerNames))
	}
	if err := p.checkClasses(); err != nil {
		return err
	}
	if err := p.checkLinks(); err != nil {
		return err
	}
	return p.checkAmounts()
}

// rising returns the entries that are sites and larger than all before them.
func rising(sites []int32, n int) []int32 {
	var good []int32
	last := int32(-1)
	for _, j := range sites {
		if j > last && int(j) < n {
			good, last = append(good, j), j
		}
	}
	return good
}

func (p *Problem) checkClasses() error {
	if p.Class == nil && p.Kind == Median {
		return nil
	}
	if len(p.Class) != p.Customers() {
		return fmt.Errorf("%w: %d classes for %d customers", ErrShape, len(p.Class), p.Customers())
	}
	for i, c := range p.Class {
		if c < 0 || int(c) >= len(p.Classes) {
			return fmt.Errorf("%w: customer %s has class %d of %d", ErrShape, p.CustomerName(i), c, len(p.Classes))
		}
	}
	return nil
}

func (p *Problem) checkLinks() error {
	n := p.Customers()
	if len(p.Start) != n+1 || p.Start[0] != 0 || int(p.Start[n]) != len(p.Links) || !slices.IsSorted(p.Start) {
		return fmt.Errorf("%w: links do not belong to customers", ErrShape)
	}
	for i := range n {
		last := int32(-1)
		for _, l := range p.Of(i) {
			if l.Site <= last || int(l.Site) >= p.Sites || l.Travel < 0 {
				return fmt.Errorf("%w: customer %s: site %d at %d", ErrShape, p.CustomerName(i), l.Site+1, l.Travel)
			}
			last = l.Site
		}
	}
	return nil
}

// checkAmounts keeps every sum of the package comment within 64 bits. Penalty itself must not wrap: travels are below 2^31, demands at
// most 2^40, so the first guard comes before it.
func (p *Problem) checkAmounts() error {
	scale := p.Scale()
	var people, travel int64
	for i, d := range p.Demand {
		if d < 0 || d > MaxDemand {
			return fmt.Errorf("%w: demand %d of customer %s", demandError(d), d, p.CustomerName(i))
		}
		if people += d; people > MaxObjective/scale {
			return fmt.Errorf("%w: demands add to more than %d", ErrOverflow, MaxObjective/scale)
		}
		t := longest(p.Of(i))
		if p.Kind != Median {
			continue
		}
		if t > 0 && d > MaxObjective/scale/t || travel > MaxObjective/scale-d*t {
			return fmt.Errorf("%w: demand times travel adds to more than %d", ErrOverflow, MaxObjective/scale)
		}
		travel += d * t
	}
	if penalty := p.Penalty(); penalty > 0 && people > MaxObjective/scale/penalty {
		return fmt.Errorf("%w: demand %d times the penalty %d for the unserved", ErrOverflow, people, penalty)
	}
	return nil
}

func demandError(d int64) error {
	if d < 0 {
		return ErrShape
	}
	return ErrOverflow
}
