package eldercaretest

import (
	"context"
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"mihe/data"
	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworkdb"
	"mihe/internal/act/delivery"
	"mihe/internal/act/notify"
	"mihe/internal/act/notify/notifydb"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/decide/rule/ruledb"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaredb"
	"mihe/internal/record/form"
	"mihe/internal/record/form/formdb"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// OfficeMigrations are the tables that applications need.
func OfficeMigrations() []store.Migrations {
	return append(
		partytest.Migrations(), formdb.Migrations(), caseworkdb.Migrations(), ruledb.Migrations(), notifydb.Migrations(), eldercaredb.Migrations(),
	)
}

// Office is where people apply and are answered: a real register of made-up people of two townships, with forms, cases, rules and messages. The Elder lives in the first and
// is due visits, of which there are none; Kin may apply for the elder; Neighbour lives there too and gave nobody a mandate; Far lives in
// the second.
type Office struct {
	DB                         *store.DB
	Elders                     *eldercare.Service
	Persons                    *party.Service
	Elder, Kin, Neighbour, Far string
	Mandate                    string
	policy                     *access.Policy
	clock                      time.Time
}

// The roles of an office.
const (
	Village  access.Role = "village"
	Handler  access.Role = "handler"
	Assessor access.Role = "assessor"
	Decider  access.Role = "decider"
	Reviewer access.Role = "reviewer"
	Chief    access.Role = "chief"  // decides, and decides on appeals
	Lister   access.Role = "lister" // runs lists over persons and opens them, for other purposes
	Planner  access.Role = "planner"
)

// Number and approval of the form, which say that they are samples.
const numbered = "\nnumber: sample 1\napproval: sample 2\n"

// NewOffice builds an office over an empty database with OfficeMigrations. It is nine in the morning of 3 March 2026.
func NewOffice(t testing.TB, db *store.DB) *Office {
	t.Helper()
	o := &Office{DB: db, Persons: partytest.New(t, db), clock: partytest.Now}
	now := func() time.Time { return o.clock }
	o.Persons.Now = now
	o.Persons.Ground.(partytest.Ground)[eldercare.Applications] = party.Groups
	o.Persons.Ground.(partytest.Ground)[eldercare.Reaching] = party.Groups
	o.Persons.Ground.(partytest.Ground)[eldercare.Reporting] = []party.Group{party.Identity}
	tree, days := must(region.Load())(t), must(calendar.Load())(t)
	tree.SetTownships(region.SyntheticTownships(County, 2, 1, "2020-01-01"))
	forms := &form.Service{
		DB: db, Store: formdb.Store{}, Keys: o.Persons.Keys.(form.Keys), Node: 1, Home: County, Log: o.Persons.Log, Now: now, Random: rand.Reader,
	}
	for _, f := range party.FieldNames() {
		forms.Held = append(forms.Held, form.Held{Element: "person." + string(f), Source: "persons", Name: i18n.Name{Zh: "sample", En: "sample"}})
	}
	texts := must(data.Forms())(t)
	for _, name := range []string{"eldercare-application", "eldercare-ability"} {
		_ = must(forms.Register(context.Background(), access.Operator(), append(slices.Clone(texts[name]), numbered...)))(t)
	}
	terms := must(eldercare.ReadTerms(must(data.Terms())(t)["eldercare_entitlement"]))(t)
	cases := must(casework.NewService(casework.Service{
		DB: db, Store: caseworkdb.Store{}, Node: 1, Home: County, Log: o.Persons.Log, Machines: []casework.Machine{eldercare.Machine(terms)},
		Regions: tree, Calendar: func() *calendar.Calendar { return days }, Now: now, Random: rand.Reader,
		Holds: func(store.Queryer, string, access.Right, region.Key) (bool, error) { return true, nil },
		Represents: func(q store.Queryer, by string, c casework.Case, mandate string) (bool, error) {
			return o.Persons.Holds(q, mandate, by, c.Person, eldercare.Applying)
		},
	}))(t)
	o.Elders = &eldercare.Service{
		DB: db, Store: eldercaredb.Store{}, Node: 1, Home: County, People: o.Persons, Persons: o.Persons, Learner: o.Persons, Forms: forms, Desk: cases,
		List:  must(rule.Read(must(data.Rules())(t)["eldercare-entitlement"]))(t),
		Again: must(rule.Read(must(data.Rules())(t)["eldercare-reassessment"]))(t), Items: []string{"visits"}, Visits: Plans{}, Enough: Enough(t), Regions: tree, Log: o.Persons.Log,
		Now: now, Random: rand.Reader,
	}
	o.Elders.Rules = &rule.Service{
		DB: db, Store: ruledb.Store{}, Keys: o.Persons.Keys.(rule.Keys), Node: 1, Home: County, Log: o.Persons.Log, Now: now, Random: rand.Reader,
	}
	o.Elders.Notices = must(notify.NewService(notify.Service{
		DB: db, Store: notifydb.Store{}, Node: 1, Log: o.Persons.Log, Words: must(i18n.Load(notify.Words, eldercare.Words, rule.Words))(t),
		Templates: eldercare.Templates(), Hours: must(notify.ShippedHours())(t), Now: now, Random: rand.Reader,
		Enclosed: eldercare.Enclosures(o.Elders),
	}))(t)
	o.policy = must(access.NewPolicy(map[access.Role][]access.Right{
		Village:  {casework.CanAssist, form.CanFill, party.CanRead, party.CanList, eldercare.CanReach},
		Handler:  {casework.CanRead, casework.CanHandle, form.CanReadAnswers, party.CanRead, rule.CanReadDecision},
		Assessor: {casework.CanRead, eldercare.CanAssess, form.CanFill, form.CanReadAnswers, party.CanRead, rule.CanDecide, rule.CanReadDecision},
		Decider:  {casework.CanRead, casework.CanDecide, form.CanReadAnswers, party.CanRead, rule.CanDecide, rule.CanReadDecision},
		Reviewer: {casework.CanRead, casework.CanReview, form.CanReadAnswers, party.CanRead, rule.CanDecide, rule.CanReadDecision},
		Chief: {
			casework.CanRead, casework.CanDecide, casework.CanReview, form.CanReadAnswers, party.CanRead, rule.CanDecide, rule.CanReadDecision,
		},
		Lister:  {party.CanRead, party.CanList},
		Planner: {casework.CanRead, party.CanRead, rule.CanReadDecision, delivery.CanPlan, delivery.CanRead},
	}))(t)
	o.people(t)
	o.adopt(t)
	return o
}

// adopt lets the shipped rules hold, each proposed by one and adopted by another.
func (o *Office) adopt(t testing.TB) {
	t.Helper()
	texts := must(data.Rules())(t)
	for _, name := range []string{"eldercare-entitlement", "eldercare-ability", "eldercare-reassessment", "eldercare-care-grade"} {
		Adopt(t, o.Elders.Rules, texts[name], "2026-01-01")
	}
}

// Adopt lets a rule set hold from a day on, proposed by one and adopted by another, and returns its version.
func Adopt(t testing.TB, rules *rule.Service, text []byte, from string) string {
	t.Helper()
	ctx := context.Background()
	version := must(rules.Propose(ctx, access.System("author", rule.CanPropose), text, "sample paper"))(t)
	report, _, err := rules.Weigh(ctx, access.System("author", rule.CanPropose), version, rule.Question{Least: 2}, func(yield func(rule.Sample, error) bool) {
		yield(rule.Sample{Case: rule.Case{On: from}}, nil)
	})
	_ = must(0, err)(t)
	_ = must(0, rules.Adopt(ctx, access.System("approver", rule.CanAdopt), rule.NewAdoption{
		Version: version, From: from, Comparison: report, Basis: "sample basis",
	}))(t)
	return version
}

// people are the made-up persons of the register, and the one mandate.
func (o *Office) people(t testing.TB) {
	t.Helper()
	fact := func(v string) party.Fact { return party.Fact{Value: v, Source: "register", AsOf: "2026-01-01"} }
	alone := func(r *party.Row) { r.Facts[party.LivesAlone], r.Facts[party.VisitedBy] = fact("yes"), fact("no") }
	partytest.Load(t, o.Persons, "aa", partytest.Row(1, partytest.North, alone), partytest.Row(2, partytest.South), partytest.Row(3, partytest.North, alone), partytest.Row(4, partytest.South, alone))
	for i, id := range []*string{&o.Elder, &o.Kin, &o.Neighbour, &o.Far} {
		*id = partytest.ID(t, o.Persons, partytest.Number(i+1, "19410307", false))
	}
	o.Mandate = o.Give(t, eldercare.Applying, "2026-01-01", "2026-07-01")
}

// Give lets Kin do something for the Elder, and returns the mandate.
func (o *Office) Give(t testing.TB, what, from, until string) string {
	t.Helper()
	return must(o.Persons.Delegate(context.Background(), access.Operator(), party.Mandate{
		For: o.Elder, Who: o.Kin, What: []string{what}, From: from, Until: until, Shown: party.AtCounter,
	}))(t).ID
}

// Set moves the clock to nine in the morning of a day.
func (o *Office) Set(day string) {
	at, err := time.ParseInLocation(time.DateOnly, day, calendar.China)
	if err != nil {
		panic(err) // a day written in a test
	}
	o.clock = at.Add(9 * time.Hour)
}

// Resident is the account of a person without any role.
func (o *Office) Resident(person string) access.Actor {
	return o.policy.Actor("account-"+person, person, nil, partytest.Contains)
}

// Officer is an account with one role in one place.
func (o *Office) Officer(role access.Role, at region.Key) access.Actor {
	name := string(role) + "-" + string(at.Code)
	return o.policy.Actor("account-"+name, "person-"+name, []access.Mandate{{Role: role, At: at}}, partytest.Contains)
}

// Sheet is the form on paper for somebody of the first township, handed out by an officer.
func (o *Office) Sheet(t testing.TB, who access.Actor, person string) form.Sheet {
	t.Helper()
	l := must(o.Elders.Forms.Blank(context.Background(), eldercare.ApplicationForm))(t)
	return must(o.Elders.Forms.Print(context.Background(), who, l.Version(), person, partytest.North))(t)
}

// Answers are good ones.
func Answers() map[string]string {
	return map[string]string{"pension_scheme": "resident", "pension_age_reached": "true", "merit": "false", "without_shelter": "false"}
}

// Assessed are the answers of a good assessment, of somebody severely impaired.
func Assessed() map[string]string {
	return map[string]string{
		"self_care": "12", "mobility": "6", "mind": "14", "senses": "8", "coma": "false", "dementia": "false", "mental_disorder": "false", "risk_events": "0",
	}
}

// Rows counts what is kept: filled forms, cases, entries of the ledger.
func (o *Office) Rows(t testing.TB) (rows [3]int) {
	t.Helper()
	err := o.DB.Read(context.Background(), func(q store.Queryer) error {
		for i, table := range []string{"form_filling", "casework_case", "ledger_entry"} {
			if err := q.QueryRow("SELECT COUNT(*) FROM " + table).Scan(&rows[i]); err != nil {
				return err
			}
		}
		return nil
	})
	_ = must(0, err)(t)
	return rows
}
