package app

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/evidence"
	"mihe/internal/record/fact"
	"mihe/internal/register/party"
)

// demoSiblingFile is what another county of the prefecture would have handed up: made up, and it says so.
//
//go:embed demo-sibling.csv
var demoSiblingFile []byte

// The month of the demonstration that is replayed, and in which the gap moves.
const (
	demoMonth      = "2026-09"
	demoMonthFirst = "2026-09-01"
	demoMonthLast  = "2026-10-01" // the first day after its plans
	demoCareItem   = "service.life.care"
	demoCareEach   = 12 // plans of long visits, in town and in the countryside: more than the provider's people can do
)

// demoLater is when the old people are diagnosed again.
var demoLater = time.Date(2026, 10, 12, 1, 0, 0, 0, time.UTC)

// demoWords are what becomes of the visits of the elders who begin to be visited in the month: the person's code confirms them, nobody does, or the
// person tells an inspector that nobody came.
var demoWords = []string{"code", "code", "code", "code", "", "denied"}

// demoMonthPasses lets a month go by: plans that ask for more than there is, visits of which some are confirmed, a diagnosis in the next month, and the
// file of another county. Each part looks at what is there.
func (d *demonstration) demoMonthPasses(ctx context.Context) error {
	n := d.Nodes[0]
	m := demoMonthOf{demonstration: d, n: n}
	for _, step := range []func(context.Context) error{m.staff, m.care, m.visits, m.again, m.sibling} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// demoMonthOf is the month on its way, with services whose clock stands in it.
type demoMonthOf struct {
	*demonstration
	n          *Node
	now        time.Time
	deliveries delivery.Service
	evidence   evidence.Service
	post       party.Post // of somebody of the smallest provider
}

// staff finds a carer of the smallest provider, and sets the clock.
func (m *demoMonthOf) staff(ctx context.Context) error {
	log := *m.n.Log
	m.deliveries, m.evidence = *m.n.Deliveries, *m.n.Evidence
	log.Now = func() time.Time { return m.now }
	m.evidence.Now, m.evidence.Log = log.Now, &log
	m.deliveries.Now, m.deliveries.Log, m.deliveries.Evidence = log.Now, &log, &m.evidence
	orgs, err := m.demoEmployers(ctx, m.n)
	if err != nil {
		return err
	}
	return m.DB.Read(ctx, func(q store.Queryer) error {
		posts, err := m.n.Persons.PostsOn(q, orgs[len(orgs)-1], demoMonthFirst)
		if err == nil && len(posts) == 0 {
			err = fmt.Errorf("nobody works for %s", orgs[len(orgs)-1])
		}
		if err == nil {
			m.post = posts[0]
		}
		return err
	})
}

// held are the plans of the demonstration's month for an item, in the order in which they were made.
func (m *demoMonthOf) held(ctx context.Context, item string) (list []delivery.Plan, busy map[string]bool, err error) {
	busy = map[string]bool{}
	err = m.DB.Read(ctx, func(q store.Queryer) error {
		all, err := m.n.Deliveries.Store.Plans(q, m.n.Number)
		for _, p := range all {
			busy[p.Person] = true
			if p.Item == item && p.From == demoMonthFirst {
				list = append(list, p)
			}
		}
		return err
	})
	slices.SortFunc(list, func(a, b delivery.Plan) int { return strings.Compare(a.ID, b.ID) })
	return list, busy, err
}

// plan makes one of them, as it would have been made at an instant.
func (m *demoMonthOf) plan(ctx context.Context, at time.Time, one party.Listed, p delivery.Plan) error {
	m.now = at
	cause, err := ident.New("case", at, rand.Reader)
	if err != nil {
		return err
	}
	p.Person, p.Place, p.Cause, p.Provider, p.Per = one.ID, one.Region, cause, m.post.Organisation, delivery.Month
	p.Residence, p.From, p.Until = one.Facts[party.Residence].Value, demoMonthFirst, demoMonthLast
	_, err = m.deliveries.Make(ctx, access.System("demo-visits", delivery.CanPlan), p)
	return err
}

// care makes plans of long visits: those in town first, so that the order in which they come decides something.
func (m *demoMonthOf) care(ctx context.Context) error {
	list, busy, err := m.held(ctx, demoCareItem)
	if err != nil || len(list) == 2*demoCareEach {
		return err
	}
	elders, err := m.elders(ctx)
	if err != nil {
		return err
	}
	made, first := len(list), time.Date(2026, 8, 20, 1, 0, 0, 0, time.UTC)
	for _, where := range []eldercare.Residence{eldercare.Urban, eldercare.Rural} {
		for _, one := range elders {
			if made == demoCareEach && where == eldercare.Urban || made == 2*demoCareEach {
				break
			}
			if busy[one.ID] || one.Facts[party.Residence].Value != string(where) {
				continue
			}
			if err := m.plan(ctx, first.Add(time.Duration(made)*time.Hour), one, delivery.Plan{Item: demoCareItem, Minutes: 240, Times: 31, Price: 12000, Share: 9000}); err != nil {
				return err
			}
			busy[one.ID] = true
			made++
		}
	}
	return nil
}

// elders are the old people of the county who live in a township, by identifier.
func (m *demoMonthOf) elders(ctx context.Context) (list []party.Listed, err error) {
	w := party.ListWish{Region: demoCounty, BornBefore: demoOldBorn, Purpose: party.ServicePlanning, Groups: []party.Group{party.Attributes}}
	_, err = m.n.Persons.List(ctx, access.System("demo-visits", party.CanList), w, func(one party.Listed) error {
		if one.Region.Level == region.Township {
			list = append(list, one)
		}
		return nil
	})
	slices.SortFunc(list, func(a, b party.Listed) int { return strings.Compare(a.ID, b.ID) })
	return list, err
}

// visits lets some elders who lack nothing but visits be visited twice, and takes what is said of it down.
func (m *demoMonthOf) visits(ctx context.Context) error {
	list, busy, err := m.held(ctx, "visits")
	if err != nil {
		return err
	}
	if len(list) < len(demoWords) {
		if err := m.begin(ctx, len(list), busy); err != nil {
			return err
		}
		if list, _, err = m.held(ctx, "visits"); err != nil {
			return err
		}
	}
	for i, p := range list {
		if err := m.visited(ctx, p, i); err != nil {
			return fmt.Errorf("plan %s: %w", p.ID, err)
		}
	}
	return nil
}

// begin makes the plans that are not there yet.
func (m *demoMonthOf) begin(ctx context.Context, made int, busy map[string]bool) error {
	want, err := m.lacking(ctx)
	if err != nil {
		return err
	}
	elders, err := m.elders(ctx)
	if err != nil {
		return err
	}
	for _, one := range elders {
		if made == len(demoWords) {
			return nil
		}
		if busy[one.ID] || !want[one.ID] {
			continue
		}
		at := time.Date(2026, 8, 25, 1+made, 0, 0, 0, time.UTC)
		if err := m.plan(ctx, at, one, delivery.Plan{Item: "visits", Minutes: 60, Times: 2, Price: 5000, Share: 4000}); err != nil {
			return err
		}
		made++
	}
	return nil
}

// lacking are those who by the first diagnosis lacked visits and nothing else, in the countryside.
func (m *demoMonthOf) lacking(ctx context.Context) (map[string]bool, error) {
	who := access.System("demo-visits", eldercare.CanRead)
	r, err := m.n.Elders.Latest(ctx, who)
	if err != nil || r == nil {
		return nil, fmt.Errorf("no diagnosis: %w", err)
	}
	var kept struct {
		Alike []struct {
			Residence, State string
			Items, People    []string
		}
	}
	want := map[string]bool{}
	return want, m.DB.Read(ctx, func(q store.Queryer) error {
		body, err := m.n.Elders.Store.Body(q, m.n.Number, "eldercare.standings", r.Standings)
		if err == nil {
			err = json.Unmarshal(body, &kept)
		}
		for _, one := range kept.Alike {
			if one.Residence == "rural" && one.State == string(eldercare.Lacking) && slices.Equal(one.Items, []string{"visits"}) {
				for _, p := range one.People {
					want[p] = true
				}
			}
		}
		return err
	})
}

// visited takes both visits of the i-th of the plans from where they stand to their end.
func (m *demoMonthOf) visited(ctx context.Context, p delivery.Plan, i int) error {
	plans := access.System("demo-visits", delivery.CanPlan)
	var list []delivery.Visit
	err := m.DB.Read(ctx, func(q store.Queryer) (err error) {
		list, err = m.n.Deliveries.Store.OfPlan(q, m.n.Number, p.ID, demoMonth)
		return err
	})
	if err != nil {
		return err
	}
	for k := len(list); k < 2; k++ {
		from := time.Date(2026, 9, 8+7*k, 8+i, 0, 0, 0, calendar.China)
		m.now = from.AddDate(0, 0, -5)
		v, err := m.deliveries.Schedule(ctx, plans, delivery.NewVisit{Plan: p.ID, Posts: []string{m.post.ID}, FromMs: from.UnixMilli()})
		if err != nil {
			return err
		}
		list = append(list, v)
	}
	slices.SortFunc(list, func(a, b delivery.Visit) int { return strings.Compare(a.On, b.On) })
	return m.made(ctx, list, i)
}

// made lets a carer make the visits, and has the person's side say what it says.
func (m *demoMonthOf) made(ctx context.Context, list []delivery.Visit, i int) error {
	var codes []string
	for k, v := range list {
		if v.Took() {
			continue
		}
		if demoWords[i] == "code" && codes == nil {
			m.now = time.UnixMilli(v.FromMs).Add(-time.Hour)
			used := 0
			if k > 0 {
				used = k + 1 // an earlier call has used the codes before
			}
			sheet, err := m.evidence.IssueSheet(ctx, access.System("demo-visits", evidence.CanIssue), v.Person, int64(used))
			if err != nil {
				return err
			}
			codes = sheet.Codes
		}
		code := ""
		if len(codes) > 0 {
			code, codes = codes[0], codes[1:]
		}
		if v.State == delivery.Scheduled {
			if err := m.move(ctx, v, delivery.Start, v.FromMs, ""); err != nil {
				return err
			}
		}
		if err := m.move(ctx, v, delivery.Finish, v.UntilMs, code); err != nil {
			return err
		}
	}
	if demoWords[i] != "denied" {
		return nil
	}
	return m.denied(ctx, list)
}

// move reports a step from the carer's device, at its time.
func (m *demoMonthOf) move(ctx context.Context, v delivery.Visit, step delivery.Step, atMs int64, code string) error {
	m.now = time.UnixMilli(atMs)
	id, err := ident.New("x", m.now, rand.Reader)
	if err != nil {
		return err
	}
	carer := m.Policy.Actor("demo-carer", m.post.Person, []access.Mandate{{Role: Carer, At: demoCounty}}, m.contains)
	done, err := m.deliveries.Move(ctx, carer, delivery.Move{ID: strings.TrimPrefix(id, "x_"), Visit: v.ID, Step: step, ClaimedMs: atMs, Code: code})
	if err == nil && done.Outcome != delivery.Applied {
		err = fmt.Errorf("%s of %s: %s", step, v.ID, done.Outcome)
	}
	return err
}

// denied has the person tell an inspector that nobody came, unless that was said already.
func (m *demoMonthOf) denied(ctx context.Context, list []delivery.Visit) error {
	inspector := m.Policy.Actor("demo-inspector", "person_demo_inspector", []access.Mandate{{Role: Inspector, At: demoCounty}}, m.contains)
	for _, v := range list {
		about := evidence.About{Kind: delivery.AboutVisit, ID: v.ID}
		var held map[evidence.About]evidence.Standing
		err := m.DB.Read(ctx, func(q store.Queryer) (err error) {
			held, err = m.evidence.Standings(q, []evidence.About{about})
			return err
		})
		if err != nil || held[about].Contradicted {
			if err != nil {
				return err
			}
			continue
		}
		m.now = time.Date(2026, 10, 8, 2, 0, 0, 0, time.UTC)
		if _, err := m.evidence.Sampled(ctx, inspector, evidence.Word{About: about, Person: v.Person, Says: evidence.NotHappened}); err != nil {
			return err
		}
	}
	return nil
}

// again diagnoses everybody once more in the month after.
func (m *demoMonthOf) again(ctx context.Context) error {
	who := access.System("demo-diagnosis", eldercare.CanRead, eldercare.CanDiagnose, party.CanList)
	log, elders := *m.n.Log, *m.n.Elders
	log.Now = func() time.Time { return demoLater }
	elders.Now, elders.Log = log.Now, &log
	last, err := elders.Latest(ctx, who)
	if err == nil && last != nil && last.On < demoMonthLast {
		_, err = elders.Run(ctx, who)
	}
	return err
}

// sibling imports the figures of another county. Held already they change nothing.
func (m *demoMonthOf) sibling(ctx context.Context) error {
	file := fact.ImportFile{
		Name: "demo-sibling.csv", Size: int64(len(demoSiblingFile)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(demoSiblingFile)), nil },
	}
	_, err := m.n.Facts.Import(ctx, access.System("demo-figures", fact.CanImport), file, fact.ImportOptions{})
	return err
}
