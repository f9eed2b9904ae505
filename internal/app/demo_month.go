package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"mihe/internal/act/casework"
	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ident"
	"mihe/internal/base/money"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party"
)

// What became of a visit of the demonstration's last month.
const (
	demoSure  = "sure"  // the elder gave a code
	demoBare  = "bare"  // only the carer says so
	demoBrief = "brief" // far too short, with a code
	demoNever = "never" // nobody came
	demoEarly = "early" // with a code, and half an hour before it was planned: no carer is planned to be at two places at once
)

// demoPast is the last month of the first carer: which plan of which elder, and its visits by day of the month and time. The fourth visit of the
// first plan is not confirmed; the last of the third begins while the carer is at the first elder's.
var demoPast = []struct {
	item    string
	minutes int
	price   money.Fen
	payTo   delivery.PayTo
	visits  []demoPastVisit
}{
	{"service.life.bath", 60, 9000, delivery.ToProvider, []demoPastVisit{{3, 540, demoSure}, {10, 540, demoSure}, {17, 540, demoSure}, {24, 540, demoBare}}},
	{"service.life.cleaning", 60, 4500, delivery.ToProvider, []demoPastVisit{{4, 840, demoSure}, {11, 840, demoSure}, {18, 840, demoBrief}, {25, 840, demoNever}}},
	{"service.life.meal", 30, 2000, delivery.ToPerson, []demoPastVisit{{3, 720, demoSure}, {10, 720, demoSure}, {17, 600, demoEarly}}},
}

type demoPastVisit struct {
	day, minute int // of the month, of the day
	became      string
}

// demoBriefMinutes is how long the visit took that was far too short.
const demoBriefMinutes = 15

// demoEarlyMinutes is by how much one began early.
const demoEarlyMinutes = 30

// demoCalls are what the first persons of the month's sample say, in the order in which they were drawn.
var demoCalls = []delivery.Says{delivery.Happened, delivery.NotHappened, delivery.Happened, delivery.Happened, delivery.Happened, delivery.Unreached}

// demoEach is how many visits of each provider are drawn.
const demoEach = 8

// pastMonth is the demonstration's last month, on its way from the visits to the bank's answer.
type pastMonth struct {
	*demonstration
	n     *Node
	first time.Time
	post  party.Post
	carer access.Actor
}

// demoMonth brings the month before this one to its end: visits, the settlement with an objection, the payment file, what the bank said of it, a
// sample with some calls, and an anomaly that was looked at. What an earlier call has done it leaves.
func (d *demonstration) demoMonth(ctx context.Context) (err error) {
	now := time.Now().In(calendar.China)
	m := pastMonth{demonstration: d, n: d.Nodes[0], first: time.Date(now.Year(), now.Month()-1, 1, 0, 0, 0, 0, calendar.China)}
	if m.post, err = d.demoPostOf(ctx, m.n); err != nil {
		return err
	}
	if m.carer, err = d.actor(ctx, Carer, demoCounty); err != nil {
		return err
	}
	for _, part := range []func(context.Context) error{m.deliver, m.settle, m.audit} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (m pastMonth) month() string { return m.first.Format("2006-01") }

// deliver makes the plans and takes each visit to its end.
func (m pastMonth) deliver(ctx context.Context) error {
	var cases []casework.Case
	err := m.DB.Read(ctx, func(q store.Queryer) error {
		all, err := demoVisited(q, m.n, m.post.Person)
		for i := len(all) - 1; i >= 0 && len(cases) < len(demoPast); i-- { // those at the other end have visits this week
			if all[i].Machine == eldercare.Entitlement {
				cases = append(cases, all[i])
			}
		}
		if err == nil && len(cases) < len(demoPast) {
			err = errors.New("too few elders have applied")
		}
		return err
	})
	if err != nil {
		return err
	}
	for i := range demoPast {
		if err := m.plan(ctx, i, cases[i]); err != nil {
			return err
		}
	}
	return nil
}

// plan makes one plan and its visits.
func (m pastMonth) plan(ctx context.Context, i int, c casework.Case) error {
	one, who, s := demoPast[i], access.System("demo-visits", delivery.CanPlan), m.n.Deliveries
	wish := delivery.Plan{
		Person: c.Person, Cause: c.ID, Provider: m.post.Organisation, Item: one.item, Place: c.Place, Residence: "rural", Minutes: one.minutes, Per: delivery.Month,
		Times: len(one.visits), Price: one.price, Share: one.price, PayTo: one.payTo, From: calendar.Day(m.first), Until: calendar.Day(m.first.AddDate(0, 1, 0)),
	}
	var visits []delivery.Visit
	err := m.DB.Write(ctx, func(tx *store.Tx) error {
		held, err := s.Store.PlansOf(tx, m.n.Number, c.Person)
		if err != nil {
			return err
		}
		for _, p := range held {
			if p.Item == one.item && p.From == wish.From {
				visits, err = s.Store.OfPlan(tx, m.n.Number, p.ID, m.month())
				return err
			}
		}
		p, err := s.MakeIn(tx, who, wish)
		if err != nil {
			return err
		}
		for _, v := range one.visits {
			from := m.first.AddDate(0, 0, v.day-1).Add(time.Duration(v.minute) * time.Minute)
			made, err := s.ScheduleIn(tx, who, delivery.NewVisit{Plan: p.ID, Posts: []string{m.post.ID}, FromMs: from.UnixMilli()})
			if err != nil {
				return err
			}
			visits = append(visits, made)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return m.visit(ctx, i, visits)
}

// visit takes the visits of a plan to their ends. Their codes are of a sheet that is handed out for it.
func (m pastMonth) visit(ctx context.Context, i int, visits []delivery.Visit) error {
	var codes []string
	for _, v := range visits {
		if v.State != delivery.Scheduled && v.State != delivery.Started {
			continue
		}
		became := m.became(i, v)
		if became == demoNever {
			_, err := m.n.Deliveries.Change(ctx, access.System("demo-visits", delivery.CanPlan), v.ID, delivery.Change{Step: delivery.Miss, Reason: "carer_ill"})
			if err != nil {
				return err
			}
			continue
		}
		code, from, until := "", v.FromMs, v.UntilMs
		if became != demoBare {
			if len(codes) == 0 {
				sheet, err := m.n.Evidence.IssueSheet(ctx, access.System("demo-sheets", evidence.CanIssue), v.Person, 0)
				if err != nil {
					return err
				}
				codes = sheet.Codes
			}
			code, codes = codes[0], codes[1:]
		}
		switch became {
		case demoBrief:
			until = v.FromMs + demoBriefMinutes*time.Minute.Milliseconds()
		case demoEarly:
			from, until = v.FromMs-demoEarlyMinutes*time.Minute.Milliseconds(), v.UntilMs-demoEarlyMinutes*time.Minute.Milliseconds()
		}
		if v.State == delivery.Scheduled {
			if err := m.move(ctx, v, delivery.Start, from, ""); err != nil {
				return err
			}
		}
		if err := m.move(ctx, v, delivery.Finish, until, code); err != nil {
			return err
		}
	}
	return nil
}

// became is what is to become of a visit.
func (m pastMonth) became(i int, v delivery.Visit) string {
	for _, one := range demoPast[i].visits {
		if m.first.AddDate(0, 0, one.day-1).Add(time.Duration(one.minute)*time.Minute).UnixMilli() == v.FromMs {
			return one.became
		}
	}
	return demoBare
}

// move reports a step as the carer's phone does.
func (m pastMonth) move(ctx context.Context, v delivery.Visit, step delivery.Step, atMs int64, code string) error {
	id, err := ident.New("move", time.Now(), m.n.Deliveries.Random)
	if err != nil {
		return err
	}
	done, err := m.n.Deliveries.Move(ctx, m.carer, delivery.Move{ID: strings.TrimPrefix(id, "move_"), Visit: v.ID, Step: step, ClaimedMs: atMs, Code: code})
	if err == nil && (done.Outcome != delivery.Applied || done.Taken != (code != "")) {
		err = fmt.Errorf("%s of %s: %s %s", step, v.ID, done.Outcome, done.Why)
	}
	return err
}

// settle takes the month's settlement from where it stands to the bank's answer.
func (m pastMonth) settle(ctx context.Context) error {
	s, org := m.n.Deliveries, m.post.Organisation
	settler, err := m.actor(ctx, Settler, demoCounty)
	if err != nil {
		return err
	}
	approver, err := m.actor(ctx, Decider, demoCounty)
	if err != nil {
		return err
	}
	clerk, err := m.actor(ctx, Provider, demoCounty)
	if err != nil {
		return err
	}
	month, err := s.ProviderMonth(ctx, settler, org, m.month(), 1)
	if err != nil {
		return err
	}
	var d delivery.Settlement
	if len(month.Settlements) > 0 {
		d, err = s.Settled(ctx, settler, month.Settlements[0].ID)
	} else {
		d, err = s.Draw(ctx, settler, org, m.month())
	}
	if err != nil {
		return err
	}
	if d.State == delivery.Drawn {
		if len(d.Result.Left) == 0 {
			return errors.New("every visit of the month was confirmed")
		}
		if d, err = s.Answered(ctx, clerk, d.ID, []delivery.Dispute{{Visit: d.Result.Left[0].Visit, Reason: "not_paid"}}); err != nil {
			return err
		}
	}
	if d.State == delivery.Disputed {
		if d, err = s.Explain(ctx, settler, d.ID, map[string]string{d.Disputes[0].Visit: "no_confirmation"}); err != nil {
			return err
		}
	}
	if d.State == delivery.Explained {
		if d, err = s.Approve(ctx, approver, d.ID); err != nil {
			return err
		}
	}
	return m.pay(ctx, settler, approver, d)
}

// pay enters the accounts, hands the file over, and has the bank pay the provider and give the rest back.
func (m pastMonth) pay(ctx context.Context, settler, approver access.Actor, d delivery.Settlement) error {
	s := m.n.Deliveries
	for i, p := range d.Payments {
		var a delivery.Account
		err := m.DB.Read(ctx, func(q store.Queryer) (err error) { a, _, err = s.Store.Account(q, m.n.Number, p.Payee); return err })
		if err != nil {
			return err
		}
		if a.Ready() {
			continue
		}
		if a.Next == nil {
			err = s.SetAccount(ctx, settler, delivery.Account{Of: p.Payee, Bank: m.text("app.demo.bank"), Number: fmt.Sprintf("62000000000000%02d", i+1)})
		}
		if err == nil {
			err = m.DB.Read(ctx, func(q store.Queryer) (err error) { a, _, err = s.Store.Account(q, m.n.Number, p.Payee); return err })
		}
		if err == nil {
			err = s.ConfirmAccount(ctx, approver, p.Payee, a.Next.AtMs, true)
		}
		if err != nil {
			return err
		}
	}
	if d.State == delivery.Approved {
		if _, _, err := s.HandOver(ctx, settler, d.ID, "payment_bank"); err != nil {
			return err
		}
	}
	if len(d.Received) > 0 {
		return nil
	}
	var rows []map[string]string
	for _, p := range d.Payments {
		row := map[string]string{"serial": d.Serial(p), "amount": p.Fen.Plain(), "outcome": string(delivery.Paid)}
		if p.Payee != d.Input.Provider {
			row["outcome"], row["reason"] = string(delivery.Returned), "account_closed"
		}
		rows = append(rows, row)
	}
	layout := delivery.ReturnLayouts[0]
	file, err := s.Layouts[layout].Write(rows)
	if err != nil {
		return err
	}
	_, err = s.TakeReturn(ctx, settler, d.ID, layout, file)
	return err
}

// audit draws the month's sample, has some persons called, and looks at an anomaly.
func (m pastMonth) audit(ctx context.Context) error {
	s := m.n.Deliveries
	inspector, err := m.actor(ctx, Inspector, demoCounty)
	if err != nil {
		return err
	}
	var a delivery.Audit
	found := false
	err = m.DB.Read(ctx, func(q store.Queryer) (err error) {
		a, found, err = s.Store.AuditOf(q, m.n.Number, demoCounty.String(), m.month())
		return err
	})
	if err == nil && !found {
		a, err = s.Sample(ctx, inspector, demoCounty, m.month(), demoEach)
	}
	if err != nil {
		return err
	}
	drawn, err := s.Audited(ctx, inspector, a.ID)
	if err != nil {
		return err
	}
	for i, says := range demoCalls {
		if i >= len(drawn.Visits) || drawn.Visits[i].Last != nil {
			continue
		}
		if err := s.Asked(ctx, inspector, a.ID, drawn.Visits[i].ID, says); err != nil {
			return err
		}
	}
	list, err := s.Watch(ctx, inspector, demoCounty, m.month())
	if err != nil {
		return err
	}
	for _, w := range list {
		if w.Kind != delivery.TooShort || w.Answer != nil {
			continue
		}
		if err := s.AnswerAnomaly(ctx, inspector, demoCounty, m.month(), w.Key, "explained"); err != nil {
			return err
		}
	}
	return nil
}
