package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mihe/data"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/evidence"
	"mihe/internal/record/form"
	"mihe/internal/register/party"
)

// The residents of the demonstration hold no role: one is a made-up elder of the register, the other lives elsewhere, stands in no register
// of the node, and may apply for the elder.
const (
	demoResident = "resident"
	demoRelative = "relative"
)

// demoResidents lists their accounts.
func demoResidents(node string) []DemoAccount {
	var list []DemoAccount
	for _, who := range []string{demoResident, demoRelative} {
		list = append(list, DemoAccount{Node: node, User: fmt.Sprintf("%s.%s", who, demoCounty.Code), Region: string(demoCounty.Code)})
	}
	return list
}

// residents makes sure that the form can be filled, that the elder and the relative can sign in, and that there is a mandate.
func (d *demonstration) residents(ctx context.Context) error {
	n := d.Nodes[0]
	if err := d.applicationForm(ctx, n); err != nil {
		return err
	}
	list := demoResidents(n.Slug)
	if d.filed(list[0]) >= 0 && d.filed(list[1]) >= 0 {
		return nil
	}
	elder, err := d.demoElder(ctx, n)
	if err != nil {
		return err
	}
	elder, err = tied(ctx, n, &list[0], access.NewAccount{Name: d.text("app.demo.resident"), Home: demoTownship, Person: elder})
	if err != nil {
		return err
	}
	kin, err := tied(ctx, n, &list[1], access.NewAccount{Name: d.text("app.demo.relative"), Home: demoElsewhere})
	if err != nil {
		return err
	}
	if err := demoMandate(ctx, n, elder, kin); err != nil {
		return err
	}
	return errors.Join(d.file(list[0]), d.file(list[1]))
}

// applicationForm registers the application form.
func (d *demonstration) applicationForm(ctx context.Context, n *Node) error {
	return d.numbered(ctx, n, eldercare.ApplicationForm, elderForm)
}

// numbered registers a shipped form, with a number that says that it is none.
func (d *demonstration) numbered(ctx context.Context, n *Node, id, file string) error {
	if _, err := n.Forms.Blank(ctx, id); fault.KindOf(err) != fault.NotFound || err == nil {
		return err
	}
	texts, err := data.Forms()
	if err != nil {
		return err
	}
	text := fmt.Sprintf("%s\nnumber: %q\napproval: %q\n", texts[file], d.text("app.demo.form.number"), d.text("app.demo.form.approval"))
	_, err = n.Forms.Register(ctx, access.System("demo-forms", form.CanRegister), []byte(text))
	return err
}

// demoElder finds somebody of the township who lives alone and is not visited.
func (d *demonstration) demoElder(ctx context.Context, n *Node) (id string, err error) {
	enough := errors.New("enough")
	w := party.ListWish{Region: demoTownship, BornBefore: "1956-01", Purpose: party.ServicePlanning, Groups: []party.Group{party.Attributes, party.Hardship}}
	_, err = n.Persons.List(ctx, access.System("demo-residents", party.CanList), w, func(one party.Listed) error {
		if one.Facts[party.LivesAlone].Value == "yes" && one.Facts[party.VisitedBy].Value == "no" {
			id = one.ID
			return enough
		}
		return nil
	})
	if errors.Is(err, enough) {
		err = nil
	}
	return id, err
}

// tied makes an account for a person, or gives one that is there a new password. It returns the person.
func tied(ctx context.Context, n *Node, one *DemoAccount, wish access.NewAccount) (person string, err error) {
	found, _, err := n.Accounts.List(ctx, access.Operator(), access.Filter{User: one.User}, 0, 1)
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		person = found[0].Person
		one.Password, err = demoPassword(ctx, n, found[0].ID)
	} else {
		var made access.Account
		wish.User, wish.Lasting = one.User, true
		made, one.Password, err = n.Accounts.Make(ctx, access.Operator(), wish)
		person = made.Person
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", one.User, err)
	}
	return person, nil
}

// demoMandate lets the relative apply for the elder and confirm visits, for a year from today, once.
func demoMandate(ctx context.Context, n *Node, elder, kin string) error {
	held := false
	err := n.Persons.DB.Read(ctx, func(q store.Queryer) error {
		_, err := n.Persons.MayAct(q, kin, elder, eldercare.Applying)
		held = err == nil
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		return err
	})
	if err != nil || held {
		return err
	}
	today := time.Now().In(calendar.China)
	_, err = n.Persons.Delegate(ctx, access.System("demo-residents", party.CanKeep), party.Mandate{
		For: elder, Who: kin, What: []string{eldercare.Applying, evidence.Confirming}, From: today.Format(time.DateOnly), Until: today.AddDate(1, 0, 0).Format(time.DateOnly),
		Shown: party.AtCounter,
	})
	return err
}
