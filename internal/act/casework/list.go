package casework

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Ask chooses cases for a queue.
type Ask struct {
	Owner access.Right // whose turn it is; None: every turn that is the actor's; CanOwn: everybody's outside the office
	Mine  bool         // only those assigned to the actor
	Late  bool         // only those whose limit has passed
	After string       // the cursor of the page before
	Limit int          // 1 to 200; 0 means 50
}

// Filter is a queue as the store is asked for it.
type Filter struct {
	Turns    []Owned // without any, nothing is found
	Assignee string  // or empty
	LateOn   string  // today, for cases whose limit has passed; or empty
	After    string
	Limit    int
}

// Owned is whose turn it is, and where that concerns the actor.
type Owned struct {
	Owner  access.Right
	Places []region.Key // empty: everywhere
	// Without are counties and townships that once lay in one of the places and no longer do: cases were written down as lying there.
	Without []region.Key
}

// Entry is a case in a queue. It does not say whom the case is about.
type Entry struct {
	ID, Machine, Item string
	State             State
	Turn              Turn
	Late              bool
	Assignee          string
	Offered           bool // by another office
}

var cursor = regexp.MustCompile(`^\d{4}-\d{2}-\d{2} case_[0-9a-z]{26}$`)

// Queue returns a page of the open cases whose next step is that of a right which the actor holds, the oldest deadline first,
// and the cursor of the next page, empty on the last. Cases that wait for the person are shown to whoever may read them.
func (s *Service) Queue(ctx context.Context, who access.Actor, ask Ask) (list []Entry, next string, err error) {
	f := Filter{After: ask.After, Limit: ask.Limit}
	if f.Limit == 0 {
		f.Limit = 50
	}
	if f.Limit < 1 || f.Limit > 200 || f.After != "" && !cursor.MatchString(f.After) {
		return nil, "", invalid("after", "casework.queue.page")
	}
	if f.Turns = s.turns(who, ask.Owner); len(f.Turns) == 0 {
		return nil, "", who.Check(denying(ask.Owner))
	}
	today := calendar.Day(s.Now())
	if ask.Mine {
		f.Assignee = who.ID
	}
	if ask.Late {
		f.LateOn = today
	}
	f.Limit++ // one more tells whether there is a next page
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		cases, err := s.Store.Queue(q, s.Node, f)
		for _, c := range cases {
			list = append(list, Entry{c.ID, c.Machine, c.Item, c.State, c.Turn(), c.Late(today), c.Assignee, c.Offer != nil})
		}
		return err
	})
	if len(list) == f.Limit {
		list = list[:f.Limit-1]
		last := list[len(list)-1]
		next = last.Turn.DueOn + " " + last.ID
	}
	return list, next, err
}

// denying is the right to name in a refusal.
func denying(owner access.Right) access.Right {
	if owner == access.None || owner == CanOwn {
		return CanRead
	}
	return owner
}

// turns lists the owners of waiting states whose right the actor holds, and where.
func (s *Service) turns(who access.Actor, only access.Right) (list []Owned) {
	var owners []access.Right
	outside := map[access.Right]bool{CanOwn: true} // who act in single cases, and see no queue
	for _, m := range s.Machines {
		outside[m.Guest] = true
		for _, w := range m.Waiting {
			owners = append(owners, w.Owner)
		}
		for _, t := range m.of(TakeOver) {
			owners = append(owners, t.Right)
		}
	}
	slices.Sort(owners)
	for _, owner := range slices.Compact(owners) {
		right := owner
		if outside[owner] {
			if only != CanOwn {
				continue
			}
			right = CanRead
		}
		places, everywhere := who.Places(right)
		if (only == access.None || only == owner || outside[owner]) && (everywhere || len(places) > 0) {
			list = append(list, s.today(owner, places, everywhere)...)
		}
	}
	return list
}

// today is where a turn lies on today's map. A case is kept with the units in which its place lay when the last step was taken; units that have
// moved since are left out of the places that lost them, and looked for by themselves where they belong now.
func (s *Service) today(owner access.Right, places []region.Key, everywhere bool) []Owned {
	o := Owned{Owner: owner, Places: places}
	if everywhere || slices.ContainsFunc(places, func(k region.Key) bool { return k.Level == region.Nation }) {
		return []Owned{o}
	}
	gained := Owned{Owner: owner}
	view := s.Regions.At(calendar.Day(s.Now()))
	for _, m := range view.Moves() {
		has := slices.ContainsFunc(places, func(p region.Key) bool { return view.Contains(p, m.Now) })
		switch {
		case has && !slices.ContainsFunc(places, m.Always):
			gained.Places = append(gained.Places, m.Key)
		case !has && slices.ContainsFunc(places, func(p region.Key) bool { return slices.Contains(m.Was, p) }):
			o.Without = append(o.Without, m.Key)
		}
	}
	if len(gained.Places) == 0 {
		return []Owned{o}
	}
	return []Owned{o, gained}
}

// View returns a case with its actions to the person, a relative under a mandate, or an officer who may read it. That an
// officer or a relative looked stands in the ledger, among the uses of the person's data.
func (s *Service) View(ctx context.Context, who access.Actor, id, mandate string) (c Case, actions []Action, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		actions = nil
		if c, err = s.readable(tx, who, id, Way{Mandate: mandate, Channel: access.Web}); err != nil {
			return err
		}
		bodies, err := s.Store.Actions(tx, s.Node, id)
		if err != nil {
			return err
		}
		for _, body := range bodies {
			a, err := parseAction(body)
			if err != nil {
				return err
			}
			actions = append(actions, a)
		}
		if who.SignedIn() && who.Person == c.Person {
			return nil
		}
		return s.viewed(tx, who, c)
	})
	return c, actions, err
}

// number is the form of a short number, as Case.Number writes it.
var number = regexp.MustCompile(`^[0-9A-Z]{4}-[0-9A-Z]{4}$`)

// Find returns the identifiers of the cases with a short number that the actor may know of. Small letters and a missing hyphen
// are forgiven: numbers are read out over the telephone.
func (s *Service) Find(ctx context.Context, who access.Actor, said string) (ids []string, err error) {
	said = strings.ToUpper(strings.TrimSpace(said))
	if len(said) == 8 {
		said = said[:4] + "-" + said[4:]
	}
	if !number.MatchString(said) {
		return nil, nil
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		cases, err := s.Store.ByNumber(q, s.Node, said)
		for _, c := range cases {
			if _, absent := s.readable(q, who, c.ID, Way{}); absent == nil {
				ids = append(ids, c.ID)
			}
		}
		return err
	})
	return ids, err
}

// Own returns the cases of the actor's own person, the oldest first: to follow them, and to take them away.
func (s *Service) Own(ctx context.Context, who access.Actor) (list []Case, err error) {
	if !who.SignedIn() {
		return nil, fault.New(fault.NotFound, "access.absent")
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		list, err = s.Store.Of(q, s.Node, who.Person)
		return err
	})
	return list, err
}

// Followed is a case that a relative follows, with the mandate by which.
type Followed struct {
	Case
	By string
}

// Behalf returns the cases of others that the actor may follow under a mandate, the oldest of each person first. Each that is listed is
// an entry of the ledger, as when it is opened.
func (s *Service) Behalf(ctx context.Context, who access.Actor) (list []Followed, err error) {
	if s.Held == nil || s.Represents == nil || !who.SignedIn() {
		return nil, nil
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		list = nil
		held, err := s.Held(tx, who.Person)
		if err != nil {
			return err
		}
		for _, m := range held {
			cases, err := s.Store.Of(tx, s.Node, m.Person)
			if err != nil {
				return err
			}
			for _, c := range cases {
				may, err := s.Represents(tx, who.Person, c, m.Mandate)
				if err != nil {
					return err
				}
				if !may || slices.ContainsFunc(list, func(f Followed) bool { return f.ID == c.ID }) {
					continue
				}
				list = append(list, Followed{c, m.Mandate})
				if err := s.viewed(tx, who, c); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return list, err
}

// viewed notes that somebody else than the person has seen a case.
func (s *Service) viewed(tx *store.Tx, who access.Actor, c Case) error {
	e := who.Entry("casework.case.viewed", c.Place)
	e.Subjects, e.CausedBy = c.subjects(), c.ID
	_, err := s.Log.Append(tx, e)
	return err
}

// readable returns a case that the actor may know of. An officer of the place that was offered a case reads it too.
func (s *Service) readable(q store.Queryer, who access.Actor, id string, w Way) (Case, error) {
	c, err := s.Store.Case(q, s.Node, id)
	if err != nil {
		return Case{}, err
	}
	if who.SignedIn() && who.Person == c.Person {
		return c, nil
	}
	if w.Mandate != "" {
		return c, s.personSide(q, who, c, w, &Action{})
	}
	if c.Offer != nil && who.May(CanRead, c.Offer.To) || who.May(CanAssist, c.Place) {
		return c, nil
	}
	if m := s.machines[c.Machine]; m != nil && m.Guest != access.None && who.May(m.Guest, c.Place) {
		tied, err := s.tied(q, who, c)
		if err == nil && !tied && !who.May(CanRead, c.Place) {
			err = fault.New(fault.NotFound, "access.absent") // another's: not even that there is such a case
		}
		return c, err
	}
	return c, who.CheckAt(CanRead, c.Place)
}
