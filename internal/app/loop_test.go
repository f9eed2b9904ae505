package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"mihe/internal/account/indicator"
	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/evidence"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// loop is a node with elders who are due visits, and what is needed to go to them. Its clock is the test's.
type loop struct {
	*Node
	t      *testing.T
	policy *access.Policy
	within func(above, k region.Key) bool
	now    time.Time
	month  time.Time // the first day of the first month in which anything is delivered
	carer  access.Actor
	post   string
	plans  []delivery.Plan
	sheets []evidence.Printed
	used   []int              // codes, of each sheet
	last   [][]delivery.Visit // of each elder, those of the last month
}

func (l *loop) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

const (
	loopElders = 8 // rural, who have a plan
	loopVisits = 2 // a month to each
)

// newLoop has eight rural elders who lack nothing but visits, though the register says of the first that there are some, two urban ones of whom the register says that they are visited, and one carer of
// a provider.
func newLoop(t *testing.T, a *App) *loop { return newLoopIn(t, a, 1) }

// newLoopIn is newLoop from so many months after this one on.
func newLoopIn(t *testing.T, a *App, months int) *loop {
	first := time.Now().In(calendar.China)
	l := &loop{Node: a.Nodes[0], t: t, policy: a.Policy, within: a.contains, month: time.Date(first.Year(), first.Month()+time.Month(months), 1, 9, 0, 0, 0, calendar.China)}
	l.now = l.month
	now := func() time.Time { return l.now }
	l.Log.Now, l.Persons.Now, l.Catalog.Now, l.Facts.Now, l.Rules.Now, l.Evidence.Now, l.Deliveries.Now, l.Elders.Now = now, now, now, now, now, now, now, now
	a.Regions.SetTownships(region.SyntheticTownships(demoCounty, 2, 1, "2020-01-01"))
	old := func(residence, visited string) func(*party.Row) {
		return func(r *party.Row) {
			told := func(value string) party.Fact {
				return party.Fact{Value: value, Source: "register", AsOf: l.month.Format(time.DateOnly)}
			}
			r.Facts[party.Residence], r.Facts[party.VisitedBy], r.Facts[party.LivesAlone] = told(residence), told(visited), told("yes")
			r.Facts[party.HealthManaged], r.Facts[party.FamilySupported] = told("yes"), told("yes")
			r.Facts[party.AbilityAssessed], r.Facts[party.AbilityGrade] = told(l.month.AddDate(0, -1, 0).Format(time.DateOnly)), told("intact")
		}
	}
	var rows []party.Row
	for i := range loopElders {
		visited := "no"
		if i == 0 {
			visited = "yes"
		}
		rows = append(rows, partytest.Row(i+1, demoTownship, old("rural", visited)))
	}
	worker := partytest.Row(90, demoTownship, func(r *party.Row) {
		r.Names.Number, r.Facts = partytest.Number(90, "19800307", false), party.Facts{party.Born: {Value: "1980-03", Source: "register", AsOf: "2026-01-01"}}
	})
	rows = append(rows, partytest.Row(50, demoTownship, old("urban", "yes")), partytest.Row(52, demoTownship, old("urban", "yes")), worker)
	partytest.Load(t, l.Persons, "loop", rows...)
	l.staff(worker.Names.Number)
	for _, r := range rows[:loopElders] {
		l.plan(partytest.ID(t, l.Persons, r.Names.Number))
	}
	return l
}

// staff enters a provider and its carer.
func (l *loop) staff(number string) {
	const first = "52520521XDEMX0010"
	check, _ := ident.CreditCheck(first)
	org, err := l.Catalog.EnterProvider(l.t.Context(), access.System("clerk", catalog.CanEnter), catalog.Provider{
		CreditCode: first + string(check), Name: i18n.Name{Zh: "（合成）样本机构", En: "(synthetic) sample body"}, Kind: "public", Region: demoCounty,
	})
	l.must(err)
	person := partytest.ID(l.t, l.Persons, number)
	p, err := l.Persons.Employ(l.t.Context(), access.System("clerk", party.CanKeep), party.Post{
		Person: person, Organisation: org.ID, Kind: "carer", Base: demoTownship, Languages: []string{"zh"}, From: "2025-01-01",
		Shifts: []party.Shift{{Days: party.Weekdays, Opens: "08:00", Closes: "18:00"}},
	})
	l.must(err)
	l.post, l.carer = p.ID, l.as("acct_carer", person, Carer)
}

func (l *loop) as(account, person string, role access.Role) access.Actor {
	return l.policy.Actor(account, person, []access.Mandate{{Role: role, At: demoCounty}}, l.within)
}

// plan gives an elder a plan of visits and a sheet of codes.
func (l *loop) plan(person string) {
	ctx := l.t.Context()
	cause, err := ident.New("case", l.now, rand.Reader)
	l.must(err)
	var post party.Post
	l.must(l.Persons.DB.Read(ctx, func(q store.Queryer) (err error) { post, err = l.Persons.PostOf(q, l.post); return err }))
	p, err := l.Deliveries.Make(ctx, l.as("acct_planner", "person_planner", Caseworker), delivery.Plan{
		Person: person, Cause: cause, Provider: post.Organisation, Item: "visits", Place: demoTownship, Residence: "rural", Minutes: 60, Per: delivery.Month,
		Times: loopVisits, Price: 5000, Share: 4000, From: l.month.Format(time.DateOnly), Until: l.month.AddDate(1, 0, 0).Format(time.DateOnly),
	})
	l.must(err)
	sheet, err := l.Evidence.IssueSheet(ctx, access.System("clerk", evidence.CanIssue), person, 0)
	l.must(err)
	l.plans, l.sheets, l.used = append(l.plans, p), append(l.sheets, sheet), append(l.used, 0)
}

// deliver schedules the visits of the month that the clock stands in and, when they are made, takes each from its start to its end; of the
// elders who confirm, with the next code of their sheet. Afterwards it is the first day of the next month.
func (l *loop) deliver(made bool, confirms func(elder int) bool) {
	l.t.Helper()
	ctx, first := l.t.Context(), l.now
	l.last = make([][]delivery.Visit, len(l.plans))
	for i, p := range l.plans {
		for k := range loopVisits {
			v, err := l.Deliveries.Schedule(ctx, l.as("acct_planner", "person_planner", Caseworker), delivery.NewVisit{
				Plan: p.ID, Posts: []string{l.post}, FromMs: first.AddDate(0, 0, 2*i+k).UnixMilli(),
			})
			l.must(err)
			l.last[i] = append(l.last[i], v)
			if !made {
				continue
			}
			code := ""
			if confirms(i) {
				code = l.sheets[i].Codes[l.used[i]]
				l.used[i]++
			}
			l.move(v, delivery.Start, v.FromMs, "")
			l.move(v, delivery.Finish, v.UntilMs, code)
		}
	}
	l.now = first.AddDate(0, 1, 0)
}

// move reports a step from the carer's device, at its time.
func (l *loop) move(v delivery.Visit, step delivery.Step, atMs int64, code string) {
	l.t.Helper()
	l.now = time.UnixMilli(atMs)
	id, err := ident.New("x", l.now, rand.Reader)
	l.must(err)
	m, err := l.Deliveries.Move(l.t.Context(), l.carer, delivery.Move{ID: strings.TrimPrefix(id, "x_"), Visit: v.ID, Step: step, ClaimedMs: atMs, Code: code})
	if err != nil || m.Outcome != delivery.Applied || m.Taken != (code != "") {
		l.t.Fatalf("%s: %+v %v", step, m, err)
	}
}

// denies lets an elder tell an inspector of visits of the last month that nobody came.
func (l *loop) denies(elder int) {
	l.t.Helper()
	for _, v := range l.last[elder] {
		_, err := l.Evidence.Sampled(l.t.Context(), l.as("acct_inspector", "person_inspector", Inspector), evidence.Word{
			About: evidence.About{Kind: delivery.AboutVisit, ID: v.ID}, Person: v.Person, Says: evidence.NotHappened,
		})
		l.must(err)
	}
}

// gap diagnoses everybody as of the clock's day and reads what became of it: the indicator by urban and rural, and the raw count of the rural.
func (l *loop) gap() string {
	l.t.Helper()
	ctx := l.t.Context()
	_, err := l.Elders.Run(ctx, access.System("diagnosis", eldercare.CanDiagnose, party.CanList))
	l.must(err)
	month := l.now.In(calendar.China).Format("2006-01")
	g, err := l.Indicators.Gap(ctx, access.System("reader", indicator.CanReadInternal), indicator.Question{
		ID: "eldercare_services", By: indicator.ByUrbanRural, Within: string(demoCounty.Code), Period: month,
	})
	l.must(err)
	var out []string
	for _, group := range g.Groups {
		out = append(out, fmt.Sprintf("%s %v of %v", group.Code, *group.Numerator, *group.Denominator))
	}
	l.must(l.Elders.DB.Read(context.Background(), func(q store.Queryer) error {
		cells, err := factdb.Store{}.Cells(q, fact.Query{
			Node: l.Number, Variable: "eldercare_served_recorded", Period: month, Level: region.County, Breakdown: fact.Breakdown{Residence: fact.Rural},
		})
		if err == nil && len(cells) != 1 {
			err = fmt.Errorf("%d raw figures", len(cells))
		}
		if err == nil {
			out = append(out, fmt.Sprintf("raw %v", cells[0].Value))
		}
		return err
	}))
	return strings.Join(out, ", ")
}

// The loop is not scripted: nobody types progress. The gap moves by the visits that the elders' own side confirmed in the month before, and by
// nothing else: not by plans, not by what is scheduled, not by what the carer alone records; and it opens again when nobody comes any more.
func TestTheGapClosesByWhatWasConfirmed(t *testing.T) {
	a := openDemo(t, t.TempDir())
	defer func() { _ = a.Close() }()
	l := newLoop(t, a)
	wants := func(when, want string) {
		t.Helper()
		if got := l.gap(); got != want {
			t.Errorf("%s: %s, want %s", when, got, want)
		}
	}
	nobody, everybody := func(int) bool { return false }, func(int) bool { return true }
	wants("no month of the plans has passed: the register's word", "urban 2 of 2, rural 1 of 8, raw 1")
	l.deliver(false, nobody)
	wants("scheduled, and nobody came", "urban 2 of 2, rural 0 of 8, raw 0")
	l.deliver(true, nobody)
	wants("all came, says the carer", "urban 2 of 2, rural 0 of 8, raw 8")
	l.deliver(true, func(elder int) bool { return elder%2 == 0 })
	wants("all came, every second elder confirms", "urban 2 of 2, rural 4 of 8, raw 8")
	l.deliver(true, everybody)
	wants("all came, all confirm", "urban 2 of 2, rural 8 of 8, raw 8")
	l.denies(3)
	wants("one of them tells an inspector that nobody came", "urban 2 of 2, rural 7 of 8, raw 8")
	l.deliver(false, nobody)
	wants("nobody came any more", "urban 2 of 2, rural 0 of 8, raw 0")
}
