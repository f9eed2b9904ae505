package eldercare

import (
	"context"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/form"
	"mihe/internal/register/party"
)

// What an application is made of.
const (
	// Applying is what a mandate must name for somebody to apply for another and to follow that case.
	Applying = "eldercare.apply"
	// ApplicationForm is the form, and WholeList the item of the case: whoever applies need not know which items there are.
	ApplicationForm = "eldercare_application"
	WholeList       = "list"
	// Applications is the purpose for which what the registers hold of the applicant is opened.
	Applications access.Purpose = "eldercare_application"
)

// Application is what somebody asks for, for themselves or for another.
type Application struct {
	Person  string
	Channel access.Channel // of an officer who writes it down: counter, paper or voice; left out by others
	Code    string         // of the sheet that it is keyed in from, or empty
	Answers map[string]string
}

// Receipt is what came of it.
type Receipt struct {
	Case    casework.Case
	Form    string // identifier of the filled form
	Mandate string // by which a relative applied, and follows the case; or empty
}

// side is how an actor came to speak for a person.
type side struct {
	who     access.Actor // who represents the person under a mandate
	home    party.Person
	mandate string
	officer bool
}

// sideOf finds out how the actor may speak for a person: as the person, under a mandate, or as an officer of the place. To anybody else
// it is not told whether there is such a person.
func (s *Service) sideOf(q store.Queryer, who access.Actor, person string) (sd side, err error) {
	sd.who = who
	home, found, err := s.Persons.HomeOf(q, person)
	if err != nil {
		return sd, err
	}
	sd.home = home
	if found && who.SignedIn() {
		if who.Person == person {
			return sd, nil
		}
		if m, err := s.Persons.MayAct(q, who.Person, person, Applying); err == nil {
			sd.mandate, sd.who.OnBehalfOf = m.ID, person
			return sd, nil
		} else if fault.KindOf(err) != fault.NotFound {
			return sd, err
		}
	}
	if who.Check(casework.CanAssist) != nil {
		return sd, fault.New(fault.Invalid, "eldercare.apply.mandate").At("person")
	}
	if !found {
		return sd, fault.New(fault.NotFound, "access.absent")
	}
	sd.officer = true
	if err := who.CheckAt(casework.CanAssist, home.Region); err != nil {
		return sd, err
	}
	return sd, who.CheckAt(form.CanFill, home.Region)
}

// channel is by which way the application came.
func (sd side) channel(a Application) (access.Channel, error) {
	switch {
	case !sd.officer:
		return access.Web, nil
	case a.Code != "":
		return access.Paper, nil
	case a.Channel == access.Counter, a.Channel == access.Paper, a.Channel == access.Voice:
		return a.Channel, nil
	}
	return "", fault.New(fault.Invalid, "eldercare.apply.channel").At("channel")
}

// Apply keeps the filled form and opens the case at the township of the person's home, both or neither (一件事一次办): one application asks
// for whatever of the list is due. Whoever has an open one is told its number.
func (s *Service) Apply(ctx context.Context, who access.Actor, a Application) (r Receipt, err error) {
	var sd side
	if err := s.DB.Read(ctx, func(q store.Queryer) error { sd, err = s.sideOf(q, who, a.Person); return err }); err != nil {
		return Receipt{}, err
	}
	way := casework.Way{Mandate: sd.mandate}
	if way.Channel, err = sd.channel(a); err != nil {
		return Receipt{}, err
	}
	ready, err := s.answered(ctx, sd, way.Channel, a)
	if err != nil {
		return Receipt{}, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		now, err := s.sideOf(tx, who, a.Person) // a mandate may have been revoked meanwhile
		if err != nil {
			return err
		}
		f, err := s.Forms.FillIn(tx, now.who, ready)
		if err != nil {
			return err
		}
		c, err := s.Desk.OpenIn(tx, who, casework.Opening{
			Machine: Entitlement, Item: WholeList, Person: a.Person, Place: now.home.Region, Facts: []string{f.ID}, Way: way,
		})
		r = Receipt{Case: c, Form: f.ID, Mandate: now.mandate}
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	return r, nil
}

// form is the edition that may be filled today. Where the county has registered none, nobody can apply yet, which is said as it is.
func (s *Service) form(ctx context.Context) (*form.Layout, error) {
	l, err := s.Forms.Blank(ctx, ApplicationForm)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		err = fault.Wrap(err, fault.Conflict, "eldercare.apply.form")
	}
	return l, err
}

// answered checks and seals the answers. A sheet of paper must be this person's, and of this form.
func (s *Service) answered(ctx context.Context, sd side, ch access.Channel, a Application) (form.Ready, error) {
	l, err := s.form(ctx)
	if err != nil {
		return form.Ready{}, err
	}
	w := form.NewFilling{
		Version: l.Version(), Subject: a.Person, Region: sd.home.Region, Channel: ch, Answers: a.Answers, Basis: access.TheirOwn, Code: a.Code,
	}
	if a.Code != "" {
		sheet, of, err := s.Forms.Find(ctx, sd.who, a.Code)
		if err != nil {
			return form.Ready{}, err
		}
		if sheet.Subject != a.Person || of.ID != ApplicationForm {
			return form.Ready{}, fault.New(fault.Invalid, "eldercare.apply.sheet").At("code")
		}
	}
	return s.Forms.Prepare(ctx, sd.who, w)
}
