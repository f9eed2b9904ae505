package eldercare

import (
	"context"
	"slices"
	"strings"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/form"
	"mihe/internal/register/party"
)

// Blank is the form for one person, before it is filled: what the register holds is shown, and the rest is asked.
type Blank struct {
	Person, Name string
	Layout       *form.Layout
	Held         map[string]Held // by field of the layout; what the register does not say is absent
	Officer      bool            // writes it down for the person, and says how the person asked
	Mandate      string          // by which a relative applies
	Open         *casework.Case  // of the application that is open already
	Minutes      float64         // that the questions take
	Measured     bool            // whether somebody has measured that
}

// Held is what the register says: a value of the layout's field, or a month.
type Held struct {
	Value        any // string or bool
	Source, AsOf string
}

// needed is what is opened of the applicant: who it is, and what the list asks for.
var needed = []party.Group{party.Identity, party.Attributes, party.Hardship, party.Health}

// Blank opens the form for a person, to whoever may apply for that person. What it shows of the person is one reading in the ledger.
func (s *Service) Blank(ctx context.Context, who access.Actor, person string) (*Blank, error) {
	var sd side
	b := &Blank{Person: person, Held: map[string]Held{}}
	err := s.DB.Read(ctx, func(q store.Queryer) (err error) {
		if sd, err = s.sideOf(q, who, person); err != nil {
			return err
		}
		b.Officer, b.Mandate = sd.officer, sd.mandate
		c, found, err := s.Desk.OpenOf(q, person, Entitlement, WholeList)
		if found {
			b.Open = &c
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if b.Layout, err = s.form(ctx); err != nil {
		return nil, err
	}
	known, err := s.Persons.Show(ctx, sd.who, person, party.View{Purpose: Applications, Groups: needed})
	if err != nil {
		return nil, err
	}
	b.Name = known.Names.Name
	b.hold(known)
	minutes, err := form.FieldMinutes()
	if err != nil {
		return nil, err
	}
	if cost, holds := form.BurdenOf(b.Layout, 1, s.today(), minutes); holds {
		b.Minutes, b.Measured = 60*cost.Hours/float64(cost.Times), cost.Verified
	}
	return b, nil
}

// hold puts what the register says at the fields that show it.
func (b *Blank) hold(k party.Known) {
	facts := known(k.ID, k.Region, k.Facts, false).Facts // a grade is found by assessing, not asked for
	for _, f := range b.Layout.Fields {
		element, of := strings.CutPrefix(f.Element, "person.")
		told, says := k.Facts[party.Field(element)]
		if f.Source == "" || !of || !says {
			continue
		}
		h := Held{facts[f.ID], told.Source, told.AsOf}
		if party.Field(element) == party.Born {
			h.Value = told.Value // the month that the register gives
		}
		b.Held[f.ID] = h
	}
}

// Choice is a person for whom somebody may apply.
type Choice struct {
	Person, Name string
	Own          bool
	Mandate      string
	Until        string         // first day on which the mandate no longer holds
	Open         *casework.Case // of the application that is open already
}

// Choices lists for whom the actor may apply: for themselves, where the register knows them, and for whom a mandate names.
func (s *Service) Choices(ctx context.Context, who access.Actor) (list []Choice, err error) {
	mandates, err := s.Persons.Represented(ctx, who)
	if err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		list = nil
		if _, known, err := s.Persons.HomeOf(q, who.Person); err != nil {
			return err
		} else if known {
			list = append(list, Choice{Person: who.Person, Own: true})
		}
		for _, m := range mandates {
			twice := slices.ContainsFunc(list, func(c Choice) bool { return c.Person == m.For })
			if slices.Contains(m.What, Applying) && !twice {
				list = append(list, Choice{Person: m.For, Mandate: m.ID, Until: m.Until})
			}
		}
		for i := range list {
			c, found, err := s.Desk.OpenOf(q, list[i].Person, Entitlement, WholeList)
			if err != nil {
				return err
			}
			if found {
				list[i].Open = &c
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.named(ctx, who, list)
}

// named puts names to choices, each read on its own: one's own, or that of whom one represents. Who is not there any more is left out.
func (s *Service) named(ctx context.Context, who access.Actor, list []Choice) (named []Choice, err error) {
	for _, c := range list {
		as := who
		if !c.Own {
			as.OnBehalfOf = c.Person
		}
		k, err := s.Persons.Show(ctx, as, c.Person, party.View{Purpose: Applications, Groups: []party.Group{party.Identity}})
		if fault.KindOf(err) == fault.NotFound && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		c.Name = k.Names.Name
		named = append(named, c)
	}
	return named, nil
}

// Sheet finds a sheet of the form by the code on it.
func (s *Service) Sheet(ctx context.Context, who access.Actor, code string) (form.Sheet, *form.Layout, error) {
	sheet, l, err := s.Forms.Find(ctx, who, code)
	if err == nil && l.ID != ApplicationForm {
		err = fault.New(fault.NotFound, "access.absent")
	}
	return sheet, l, err
}
