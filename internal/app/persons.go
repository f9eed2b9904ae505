package app

import (
	"context"
	"crypto/rand"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/act/feedback"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/consent"
	"mihe/internal/record/consent/consentdb"
	"mihe/internal/record/evidence"
	"mihe/internal/record/evidence/evidenceweb"
	"mihe/internal/record/form"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partydb"
	"mihe/internal/register/party/partyweb"
)

// duties are the purposes that the law lets an office pursue without asking, with the groups that it needs for them.
// Programmes add their own.
var duties = []consent.Duty{
	{
		Purpose: party.RegisterKeeping, Groups: party.Groups,
		Law: "Personal Information Protection Law, 8 and 13 (1) 3",
	},
	{
		Purpose: party.ServicePlanning, Groups: []party.Group{party.Attributes, party.Hardship, party.Health},
		Law: "Law on the Protection of the Rights and Interests of the Elderly (2018), 30 and 37",
	},
	{
		Purpose: eldercare.Applications, Groups: []party.Group{party.Identity, party.Attributes, party.Hardship, party.Health},
		Law: "Law on the Protection of the Rights and Interests of the Elderly (2018), 30 and 37",
	},
	{
		Purpose: eldercare.Reporting, Groups: []party.Group{party.Identity},
		Law: "Law on the Protection of the Rights and Interests of the Elderly (2018), 30 and 37; Personal Information Protection Law, 13 (1) 3",
	},
	{
		Purpose: feedback.Handling, Groups: []party.Group{party.Identity, party.Contact},
		Law: "Personal Information Protection Law, 13 (1) 3",
	},
	{
		Purpose: delivery.Paying, Groups: []party.Group{party.Identity},
		Law: "Law on the Protection of the Rights and Interests of the Elderly (2018), 30 and 37; Personal Information Protection Law, 13 (1) 3",
	},
	{
		Purpose: delivery.Visiting, Groups: []party.Group{party.Identity},
		Law: "Law on the Protection of the Rights and Interests of the Elderly (2018), 30 and 37; Personal Information Protection Law, 13 (1) 3",
	},
	{
		Purpose: delivery.Coming, Groups: []party.Group{party.Identity, party.Contact},
		Law: "Law on the Protection of the Rights and Interests of the Elderly (2018), 30 and 37; Personal Information Protection Law, 13 (1) 3",
	},
	{
		Purpose: delivery.Asking, Groups: []party.Group{party.Identity, party.Contact},
		Law: "Law on the Protection of the Rights and Interests of the Elderly (2018), 30 and 37; Personal Information Protection Law, 13 (1) 3",
	},
	{
		Purpose: evidence.Issuing, Groups: []party.Group{party.Identity},
		Law: "Law on the Protection of the Rights and Interests of the Elderly (2018), 30 and 37; Personal Information Protection Law, 13 (1) 3",
	},
	{
		Purpose: telling, Groups: []party.Group{party.Identity, party.Contact},
		Law: "Personal Information Protection Law, 13 (1) 3",
	},
	{
		Purpose: eldercare.Reaching, Groups: party.Groups,
		Law: "Law on the Protection of the Rights and Interests of the Elderly (2018), 30 and 37",
	},
}

// purposes are those for which an officer opens one person on a page. Going to people by rule is the program's own, so it is none.
var purposes = []access.Purpose{party.RegisterKeeping, party.ServicePlanning, eldercare.Applications, feedback.Handling}

// questions are the uses for which an officer may open one person and which no duty covers: everybody is asked.
var questions = []consent.Question{
	{Purpose: eldercare.Applications, Group: party.Contact, Key: "app.consent.application.contact", Version: 1},
	{Purpose: party.ServicePlanning, Group: party.Identity, Key: "app.consent.planning.identity", Version: 1},
	{Purpose: party.ServicePlanning, Group: party.Contact, Key: "app.consent.planning.contact", Version: 1},
}

// matters are what a mandate may be for, and where it is used.
var matters = []partyweb.Matter{
	{What: eldercare.Applying, Key: "app.matter.eldercare", Path: "/eldercare/apply"}, {What: evidence.Confirming, Key: "evidence.confirm", Path: "/me/visits"},
}

// onward are the pages of other rooms about one person, for officers.
var onward = []partyweb.Onward{{Right: evidence.CanIssue, Below: evidenceweb.Below, Key: "evidence.page.title"}}

// ownPages are the pages to which one's own leads.
var ownPages = []partyweb.Beside{{Path: "/me/consents", Key: "consent.page.title"}, {Path: evidenceweb.OwnPath, Key: "evidence.own.title"}}

// assemblePersons builds the register of persons of a node, with what it rests on.
func (a *App) assemblePersons(n *Node) {
	n.Persons = &party.Service{
		DB: a.DB, Store: partydb.Store{}, Keys: n.Keys, Log: n.Log, Uses: ledgerdb.Store{}, Node: n.Number, Home: n.Region,
		Contains: a.contains, Below: a.below, Now: time.Now, Random: rand.Reader,
	}
	n.Consents = &consent.Service{
		DB: a.DB, Store: consentdb.Store{}, Persons: n.Persons, Duties: duties, Questions: questions, Log: n.Log, Uses: ledgerdb.Store{}, Node: n.Number,
		Now: time.Now, Random: rand.Reader,
	}
	n.Accounts.Registered = func(q store.Queryer, person string) (bool, error) {
		_, known, err := n.Persons.HomeOf(q, person)
		return known, err
	}
	n.Persons.Ground, n.Persons.Guard = n.Consents, n.Accounts.Guard
	n.Persons.Called = func(ctx context.Context, who access.Actor) (string, error) {
		me, err := n.Accounts.Me(ctx, who)
		return me.PersonName, err
	}
}

// holdPersons names to the register the rooms that keep something about persons, and brings it in line with the keyring.
func holdPersons(ctx context.Context, n *Node) error {
	n.Persons.Holders = []party.Holder{n.Evidence, n.Consents, n.Forms, n.Rules, n.Cases, n.Feedback, n.Messages, n.Bookings, n.Deliveries, n.Elders}
	n.Persons.Going = n.going
	n.Persons.Employer, n.Persons.Languages = n.Catalog.ActsFor, catalog.Languages
	return n.Persons.Reconcile(ctx)
}

// PlaceOf finds the unit that a cell of a register names, on today's map.
func (a *App) PlaceOf(code string) (region.Key, bool) {
	return a.Regions.At(calendar.Day(time.Now())).Resolve(code)
}

// below lists a place, everything in it on today's map, and what is gone and answered for by one of them: somebody may be registered at any.
func (a *App) below(k region.Key) []region.Key {
	view := a.Regions.At(calendar.Day(time.Now()))
	list := []region.Key{k}
	for i := 0; i < len(list); i++ {
		list = append(list, view.Children(list[i])...)
	}
	for _, m := range view.Moves() {
		if m.Key != m.Now && view.Contains(k, m.Now) {
			list = append(list, m.Key)
		}
	}
	return list
}

// homeOf is where a person is registered, for rooms that know no register.
func (a *App) homeOf(n *Node) func(context.Context, string) (region.Key, error) {
	return func(ctx context.Context, person string) (at region.Key, err error) {
		err = a.DB.Read(ctx, func(q store.Queryer) error {
			at, err = n.homeIn(q, person)
			return err
		})
		return at, err
	}
}

// registerOfPersons is what forms call the register of persons.
const registerOfPersons = "persons"

// held are the elements of data that the register of persons holds, so that no form asks for them again.
func held() (list []form.Held) {
	elements := []string{"name", "number", "phone", "address"}
	for _, f := range party.FieldNames() {
		elements = append(elements, string(f))
	}
	for _, e := range elements {
		list = append(list, form.Held{Element: "person." + e, Source: registerOfPersons})
	}
	return list
}
