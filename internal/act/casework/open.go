package casework

import (
	"context"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Opening is what a case begins with.
type Opening struct {
	Machine string
	Item    string     // code of what is asked for
	Person  string     // whom it is about
	Place   region.Key // whose office is to handle it
	Facts   []string   // identifiers of forms and other records
	EndBy   string     // the day by which all of it must have ended, where one is set from outside; or empty
	Way
}

// Way is how somebody on the person's side acts: under a mandate, or by which channel. An officer who writes down what a
// person says at a counter names the counter, not the page on which it is written.
type Way struct {
	Mandate string         // by which a relative acts; empty for oneself and for officers
	Channel access.Channel // Web, Counter, Paper or Voice
}

// Open opens a case: by the person, by a relative under a mandate, or by an officer on the person's behalf. A person has one
// open case about an item; who asks again is told so, and can follow that one.
func (s *Service) Open(ctx context.Context, who access.Actor, o Opening) (c Case, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		c, err = s.OpenIn(tx, who, o)
		return err
	})
	return c, err
}

// OpenIn is Open inside a use case of another room.
func (s *Service) OpenIn(tx *store.Tx, who access.Actor, o Opening) (Case, error) {
	m, view, today := s.machines[o.Machine], s.Regions.At(calendar.Day(s.Now())), calendar.Day(s.Now())
	if now, found := view.Answers(o.Place); found { // somebody is registered where nobody answers any more
		o.Place = now
	}
	_, stands := view.Unit(o.Place)
	switch {
	case m == nil:
		return Case{}, fault.New(fault.NotFound, "access.absent")
	case (o.Person != "" || !m.Nameless) && ident.Check("person", o.Person) != nil:
		return Case{}, invalid("person", "casework.open.person")
	case !onDay(o.EndBy):
		return Case{}, invalid("end_by", "casework.open.end")
	case !stands || !view.Contains(s.Home, o.Place):
		return Case{}, invalid("place", "casework.open.place")
	case !code.MatchString(o.Item):
		return Case{}, invalid("item", "casework.act.code")
	}
	if err := refs("facts", o.Facts); err != nil {
		return Case{}, err
	}
	a := Action{Kind: Open, Opening: &Opened{o.Machine, o.Item, o.Person}, Facts: o.Facts}
	a.Place, a.In, a.DayOn, a.EndBy = o.Place, placesOf(view, o.Place), today, o.EndBy
	if err := s.personSide(tx, who, Case{Machine: o.Machine, Person: o.Person, Outcome: a.Outcome}, o.Way, &a); err != nil {
		return Case{}, err
	}
	if open, found, err := s.Store.Open(tx, s.Node, o.Person, o.Machine, o.Item); err != nil {
		return Case{}, err
	} else if found && !m.Several {
		return Case{}, fault.New(fault.Conflict, "casework.open.twice", "number", Case{ID: open}.Number())
	}
	id, err := ident.New("case", s.Now(), s.Random)
	if err != nil {
		return Case{}, err
	}
	a.Case = id
	if err := a.enter(m, s.Calendar(), Transition{Kind: Open, To: m.Start}); err != nil {
		return Case{}, err
	}
	return s.record(tx, who, Case{}, a)
}

// onDay tells whether a text is a day, or empty.
func onDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return text == "" || err == nil
}

// OpenOf finds the open case of a person about an item. It asks for no right: the use case that calls it has asked for its own.
func (s *Service) OpenOf(q store.Queryer, person, machine, item string) (c Case, found bool, err error) {
	id, found, err := s.Store.Open(q, s.Node, person, machine, item)
	if err != nil || !found {
		return Case{}, false, err
	}
	c, err = s.Store.Case(q, s.Node, id)
	return c, err == nil, err
}

// Side checks that an actor may act on the side of a person in cases of a machine at a place, for the rooms that keep what a person says
// beside the cases.
func (s *Service) Side(q store.Queryer, who access.Actor, machine, person string, at region.Key, w Way) error {
	return s.personSide(q, who, Case{Machine: machine, Person: person, Outcome: Outcome{Place: at}}, w, &Action{})
}

// personSide checks that the actor may act on the side of the person of a case, and notes how in the action.
func (s *Service) personSide(q store.Queryer, who access.Actor, c Case, w Way, a *Action) error {
	switch w.Channel {
	case access.Web, access.Counter, access.Paper, access.Voice:
	default:
		return invalid("channel", "casework.act.channel")
	}
	a.Channel = string(w.Channel)
	if who.Person == c.Person && who.SignedIn() && w.Mandate == "" {
		return nil
	}
	a.OnBehalfOf, a.Mandate = c.Person, w.Mandate
	if w.Mandate == "" {
		return who.CheckAt(CanAssist, c.Place)
	}
	if s.Represents == nil || !who.SignedIn() || !code.MatchString(w.Mandate) {
		return fault.New(fault.NotFound, "access.absent")
	}
	may, err := s.Represents(q, who.Person, c, w.Mandate)
	if err == nil && !may {
		err = fault.New(fault.NotFound, "access.absent") // that there is such a case is not told
	}
	return err
}
