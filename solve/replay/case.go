package replay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"mihe/solve/leximin/leximinproblem"
)

// ErrCase says that a file is no case to replay. The error names the place.
var ErrCase = errors.New("not a case to replay")

// Case is what happened: who asked for what, in which order, and what there was to give.
//
//	{"groups":[{"id":"town","need":100,"served":60},{"id":"village","need":80,"served":20}],
//	 "providers":[{"id":"centre","capacity":30}],
//	 "requests":[{"id":"r1","group":"town","units":20,"value":3,"providers":["centre"]},
//	             {"id":"r2","group":"village","units":25,"value":2}],
//	 "gap":{"high":"town","low":"village"}}
//
// Units are whole. Requests stand in the order in which they came; providers are tried in the order in which a request names them, and all are open to one that names
// none. The gap is that between the rates (served units over need) of two groups.
type Case struct {
	Groups    []Group    `json:"groups"`
	Providers []Provider `json:"providers"`
	Requests  []Request  `json:"requests"`
	Gap       Gap        `json:"gap"`
}

// Group is a group of residents: the units it needs in all, and those it has had before.
type Group struct {
	ID     string `json:"id"`
	Need   int64  `json:"need"`
	Served int64  `json:"served"`
}

// Provider gives at most Capacity units.
type Provider struct {
	ID       string `json:"id"`
	Capacity int64  `json:"capacity"`
}

// Request asks for Units for a group, each worth Value to whoever counts utility alone. It may be served in part.
type Request struct {
	ID        string   `json:"id"`
	Group     string   `json:"group"`
	Units     int64    `json:"units"`
	Value     int64    `json:"value"`
	Providers []string `json:"providers,omitempty"`
}

// Gap names the two groups whose rates are compared.
type Gap struct {
	High string `json:"high"`
	Low  string `json:"low"`
}

// maxID bounds an identifier, in bytes.
const maxID = 200

// Read reads a case. It refuses unknown fields, a second value, and what Case.index refuses.
func Read(text []byte) (*Case, error) {
	from := json.NewDecoder(bytes.NewReader(text))
	from.DisallowUnknownFields()
	c := &Case{}
	if err := from.Decode(c); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCase, err)
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: more than one value", ErrCase)
	}
	if _, err := c.index(); err != nil {
		return nil, err
	}
	return c, nil
}

// index is a case with numbers in the place of names.
type index struct {
	group, provider map[string]int
	open            [][]int // the providers of each request, in order
	owner           []int   // the group of each request
}

// index refuses names that are empty, too long, given twice or unknown, a group without need or served beyond it, amounts that are
// negative or too large to be divided exactly, and a gap between a group and itself.
func (c *Case) index() (*index, error) {
	x := &index{group: map[string]int{}, provider: map[string]int{}}
	for i, g := range c.Groups {
		if err := note(x.group, "groups", g.ID, i); err != nil {
			return nil, err
		}
		if g.Need < 1 || g.Need > leximinproblem.MaxAmount || g.Served < 0 || g.Served > g.Need {
			return nil, fmt.Errorf("%w: groups: %q needs %d and has had %d", ErrCase, g.ID, g.Need, g.Served)
		}
	}
	for i, p := range c.Providers {
		if err := note(x.provider, "providers", p.ID, i); err != nil {
			return nil, err
		}
		if p.Capacity < 0 || p.Capacity > leximinproblem.MaxAmount {
			return nil, fmt.Errorf("%w: providers: %q has capacity %d", ErrCase, p.ID, p.Capacity)
		}
	}
	all := make([]int, len(c.Providers))
	for i := range all {
		all[i] = i
	}
	requests := map[string]int{}
	for i, r := range c.Requests {
		if err := note(requests, "requests", r.ID, i); err != nil {
			return nil, err
		}
		g, known := x.group[r.Group]
		if !known || r.Units < 1 || r.Units > leximinproblem.MaxAmount || r.Value < 0 || r.Value > leximinproblem.MaxAmount {
			return nil, fmt.Errorf("%w: requests: %q of group %q asks for %d units of value %d", ErrCase, r.ID, r.Group, r.Units, r.Value)
		}
		open := all
		if len(r.Providers) > 0 {
			open = nil
			named := map[string]int{}
			for _, id := range r.Providers {
				k, known := x.provider[id]
				if err := note(named, "requests: "+r.ID, id, k); err != nil || !known {
					return nil, errors.Join(err, fmt.Errorf("%w: requests: %q names provider %q", ErrCase, r.ID, id))
				}
				open = append(open, k)
			}
		}
		x.owner, x.open = append(x.owner, g), append(x.open, open)
	}
	for _, id := range []string{c.Gap.High, c.Gap.Low} {
		if _, known := x.group[id]; !known || c.Gap.High == c.Gap.Low {
			return nil, fmt.Errorf("%w: gap: from %q to %q", ErrCase, c.Gap.High, c.Gap.Low)
		}
	}
	return x, nil
}

func note(names map[string]int, list, id string, at int) error {
	if _, twice := names[id]; twice || id == "" || len(id) > maxID {
		return fmt.Errorf("%w: %s: the name %.20q is empty, too long or given twice", ErrCase, list, id)
	}
	names[id] = at
	return nil
}
