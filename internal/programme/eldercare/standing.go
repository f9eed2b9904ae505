package eldercare

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"mihe/internal/base/region"
)

// State is where an elder stands in a diagnosis.
type State string

// The states. Whoever is due nothing for certain, or is in no register, is not counted.
const (
	NotCounted State = ""
	Served     State = "served"
	Lacking    State = "unserved"
)

// Why is what a state rests on.
type Why string

// Of the served: nothing but what a register says, or visits under a plan. Of the unserved: what is wanting first. Of those no longer counted:
// why. A plan that ended early is endedBy with its reason.
const (
	ByRegister  Why = "registered"
	ByVisits    Why = "confirmed"
	Denied      Why = "denied"      // enough visits would be there if some were not contradicted or suspect
	Unconfirmed Why = "unconfirmed" // enough visits took place by the word of whoever delivers, and too few are confirmed (E1)
	Short       Why = "short"       // too few visits took place
	Lapsed      Why = "lapsed"      // the assessment of ability is no longer valid, and there is no newer one
	NoService   Why = "no_service"  // no plan runs, and the register says that there is no service, or nothing
	NotDue      Why = "not_due"     // registered, and no longer certain to be due anything
	Left        Why = "left"        // no longer in the register of the place, or no longer old by the list
)

// endedBy is a plan that ended early, for one of the reasons of deliveries.
func endedBy(why string) Why { return Why("ended_" + why) }

// wanting orders what can be wanting: what comes first is told where an elder lacks several items.
func (w Why) wanting() int {
	order := []Why{Denied, Unconfirmed, Short}
	if i := slices.Index(order, w); i >= 0 {
		return i
	}
	switch w { //nolint:exhaustive // what is left is a plan that ended
	case Lapsed:
		return len(order) + 1
	case NoService:
		return len(order) + 2
	}
	return len(order)
}

// Stand is a state with what it rests on. Items are, of the unserved, those that are lacking, and of the served those that visits provide.
type Stand struct {
	State State    `json:"state"`
	Why   Why      `json:"why"`
	Items []string `json:"items,omitempty"`
}

// Standing is where one elder stands. Old is where they would stand by the rules of the diagnosis before, where that is elsewhere. Person is
// an identifier and nothing else.
type Standing struct {
	Person string
	Cell   Cell
	Stand
	Old *Stand
}

// before is where an elder stands by the rules of the diagnosis before.
func (s Standing) before() Stand {
	if s.Old != nil {
		return *s.Old
	}
	return s.Stand
}

// stand is where an elder stands, who is due some items for certain and lacks some of them.
func (e Elder) stand(due, lacks []string) Stand {
	switch {
	case len(due) == 0:
		if w, ended := e.ended(); ended {
			return Stand{NotCounted, w, nil}
		}
		return Stand{NotCounted, NotDue, nil}
	case len(lacks) > 0:
		s := Stand{Lacking, NoService, lacks}
		for _, i := range lacks {
			w, told := e.Under[i]
			if i == assessment && e.Assessed != "" {
				w, told = Lapsed, true
			}
			if told && w.wanting() < s.Why.wanting() {
				s.Why = w
			}
		}
		return s
	}
	s := Stand{Served, ByRegister, nil}
	for _, i := range due {
		if e.Under[i] == ByVisits {
			s.Why, s.Items = ByVisits, append(s.Items, i)
		}
	}
	return s
}

// standingsRecord is the kind of the records of standings.
const standingsRecord = "eldercare.standings"

// keptStandings is the standings of a diagnosis as they are kept: elders who stand alike together.
type keptStandings struct {
	V     int         `json:"v"`
	Alike []keptAlike `json:"alike"`
}

type keptAlike struct {
	Place     string    `json:"place"`
	Residence Residence `json:"residence"`
	Stand
	Old    *Stand   `json:"old,omitempty"`
	People []string `json:"people"`
}

// keep puts standings together, in a stated order.
func keep(list []Standing) keptStandings {
	by := map[string]*keptAlike{}
	for _, s := range list {
		one := keptAlike{Place: s.Cell.Place.String(), Residence: s.Cell.Residence, Stand: s.Stand, Old: s.Old}
		key := one.key()
		if by[key] == nil {
			by[key] = &one
		}
		by[key].People = append(by[key].People, s.Person)
	}
	k := keptStandings{V: 1, Alike: []keptAlike{}}
	for _, one := range by {
		slices.Sort(one.People)
		k.Alike = append(k.Alike, *one)
	}
	slices.SortFunc(k.Alike, func(a, b keptAlike) int { return cmp.Compare(a.key(), b.key()) })
	return k
}

// key tells those who stand alike from all others.
func (k keptAlike) key() string {
	text := func(s Stand) string { return fmt.Sprintf("%s|%s|%s", s.State, s.Why, strings.Join(s.Items, ",")) }
	key := fmt.Sprintf("%s|%s|%s", k.Place, k.Residence, text(k.Stand))
	if k.Old != nil {
		key += "|" + text(*k.Old)
	}
	return key
}

// readStandings reads them back.
func readStandings(body []byte) (list []Standing, err error) {
	var k keptStandings
	if err := json.Unmarshal(body, &k); err != nil {
		return nil, fmt.Errorf("standings: %w", err)
	}
	for _, one := range k.Alike {
		place, ok := region.ParseKey(one.Place)
		if !ok {
			return nil, fmt.Errorf("standings: %q is no place", one.Place)
		}
		for _, p := range one.People {
			list = append(list, Standing{p, Cell{place, one.Residence}, one.Stand, one.Old})
		}
	}
	return list, nil
}
