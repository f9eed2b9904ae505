package delivery_test

import (
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/money"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/evidence"
)

// lifeLength is how many steps a drawn life has.
const lifeLength = 70

// lives is how many are lived out: 30 on SQLite, few on PostgreSQL, where one takes ten seconds, and all that are drawn (100, or -rapid.checks) on each when
// MIHE_SCALE is above 1. Few do not come to everything.
func lives(t *testing.T) int64 {
	if os.Getenv("MIHE_SCALE") > "1" {
		return math.MaxInt64
	}
	if strings.HasSuffix(t.Name(), "postgres") {
		return fewLives
	}
	return 30
}

const fewLives = 4

// life is a world in which everybody does something at random, and what they did.
type life struct {
	*world
	rt     *rapid.T
	plans  []string
	visits []string
	moves  []sent
	drawn  []string
	most   map[string]int // by person, item and month: what plans ever allowed
}

// sent is a move with what was answered first.
type sent struct {
	carer int
	move  delivery.Move
	first delivery.Moved
}

// TestRandomLives: whatever everybody does in whatever order, each visit is paid at most once, no month is delivered beyond its plan,
// every settlement comes out the same when it is run again, what was wrong is corrected, reports that are sent again change nothing,
// and the read models follow from the records alone.
func TestRandomLives(t *testing.T) {
	storetest.Each(t, migrations(), func(t *testing.T, db *store.DB) {
		reached, keys, node, most := map[string]int{}, keyringtest.Keys(t, 1), int64(0), lives(t)
		rapid.Check(t, func(rt *rapid.T) {
			if node++; node > most { // each has a node of its own
				return
			}
			l := &life{world: newWorld(t, db, node, keys), rt: rt, most: map[string]int{}}
			steps := []func(){
				l.planSomebody, l.schedule, l.schedule, l.schedule, l.schedule, l.change, l.takePlace, l.takePlace, l.takePlace, l.takePlace, l.report, l.resend,
				l.doubt, l.doubt, l.doubt, l.pass, l.pass, l.draw, l.draw, l.answer, l.answer, l.approveOne, l.handOver, l.handOver, l.fates, l.takeBack, l.endPlan, l.changePlan,
				l.month, l.month, l.acceptLate,
			}
			for range 4 {
				l.planSomebody()
			}
			for range 6 {
				l.schedule()
			}
			for range lifeLength {
				steps[rapid.IntRange(0, len(steps)-1).Draw(rt, "step")]()
				l.holds()
			}
			l.unchanged("sent again", l.resendAll)
			l.unchanged("rebuilt", func() { l.must(l.Rebuild(ctx)) })
			l.settleAll()
			against := maps.Clone(l.seen.against)
			for _, id := range l.visits { // all of it is taken back, and paid again
				l.seen.against[id] = true
			}
			l.settleAll()
			l.seen.against = against
			l.settleAll()
			l.holds()
			if _, wrong, err := l.Recheck(ctx); len(wrong) > 0 || err != nil {
				rt.Fatalf("rechecked: %v, %v", wrong, err)
			}
			l.tally(reached)
		})
		for _, what := range []string{"paid", "corrected", "paid again", "drawn", "withdrawn", "disputed", "unanswered", "handed over", "closed", "conflict", "joined", "cancelled", "accepted"} {
			if reached[what] == 0 && most > fewLives {
				t.Errorf("the lives never came to %q: %v", what, reached)
			}
		}
	})
}

func (l *life) must(err error) {
	if err != nil {
		l.rt.Fatalf("%v", err)
	}
}

// allowed is an error that a step may meet; anything else is a bug.
func (l *life) allowed(err error) {
	if kind := fault.KindOf(err); err != nil && kind != fault.Conflict && kind != fault.Invalid && kind != fault.Denied {
		l.rt.Fatalf("%v", err)
	}
}

func pick[T any](l *life, list []T, what string) (v T, ok bool) {
	if len(list) == 0 {
		return v, false
	}
	return list[rapid.IntRange(0, len(list)-1).Draw(l.rt, what)], true
}

func (l *life) planSomebody() {
	i := rapid.IntRange(0, 2).Draw(l.rt, "person")
	p, err := l.Make(ctx, l.planner(), delivery.Plan{
		Person: l.persons[i], Cause: unit, Provider: rapid.SampledFrom([]string{orgA, orgB}).Draw(l.rt, "org"), Item: rapid.SampledFrom([]string{"bathing", "meals"}).Draw(l.rt, "item"),
		Place: l.homes[l.persons[i]], Residence: "rural", Minutes: 60, Per: rapid.SampledFrom([]delivery.Per{delivery.Week, delivery.Month}).Draw(l.rt, "per"),
		Times: rapid.IntRange(1, 3).Draw(l.rt, "times"), Together: rapid.Bool().Draw(l.rt, "together"), Price: 9000, Share: money.Fen(rapid.IntRange(0, 9000).Draw(l.rt, "share")),
		PayTo: rapid.SampledFrom([]delivery.PayTo{delivery.ToProvider, delivery.ToPerson}).Draw(l.rt, "to"), From: "2026-02-20", Until: "2026-06-10",
	})
	l.allowed(err)
	if err == nil {
		l.plans = append(l.plans, p.ID)
	}
}

// some draws a time near now, and posts that mostly suit the plan.
func (l *life) some(plan string) delivery.NewVisit {
	n := delivery.NewVisit{Plan: plan, FromMs: l.now.Add(time.Duration(rapid.IntRange(-96, 24).Draw(l.rt, "hours")) * time.Hour).UnixMilli()}
	p := l.planNow(plan)
	posts := [][]int{{0}, {1}, {0, 1}}
	if p.Provider == orgB {
		posts = [][]int{{2}, {3}, {2, 3}}
	}
	choice := rapid.SampledFrom([]int{2, 2, 2, 1, 0}).Draw(l.rt, "posts")
	if !p.Together && choice == 2 {
		choice = 1
	}
	for _, i := range posts[choice] {
		n.Posts = append(n.Posts, l.posts[i].ID)
	}
	return n
}

func (l *life) planNow(id string) (p delivery.Plan) {
	l.must(l.db.Read(ctx, func(q store.Queryer) (err error) { p, err = l.Store.Plan(q, l.Node, id); return err }))
	return p
}

func (l *life) schedule() {
	if p, ok := pick(l, l.plans, "plan"); ok {
		v, err := l.Schedule(ctx, l.planner(), l.some(p))
		l.allowed(err)
		if err == nil {
			l.visits = append(l.visits, v.ID)
		}
	}
}

func (l *life) change() {
	if v, ok := pick(l, l.visits, "visit"); ok {
		step := rapid.SampledFrom([]delivery.Step{delivery.Reschedule, delivery.Cancel, delivery.Miss}).Draw(l.rt, "change")
		_, err := l.Change(ctx, l.planner(), v, delivery.Change{Step: step, Reason: "other", NewVisit: l.some(l.visitNow(v).Plan)})
		l.allowed(err)
	}
}

// report sends one move, by anybody.
func (l *life) report() {
	if v, ok := pick(l, l.visits, "visit"); ok {
		l.send(rapid.IntRange(0, 3).Draw(l.rt, "carer"), v, rapid.SampledFrom(delivery.Moves).Draw(l.rt, "move"), rapid.SampledFrom([]string{"", "good", "bad"}).Draw(l.rt, "code"))
	}
}

func (l *life) send(carer int, visit string, step delivery.Step, code string) {
	m := delivery.Move{ID: device(l.t), Visit: visit, Step: step, ClaimedMs: l.now.UnixMilli(), Code: code}
	got, err := l.Move(ctx, l.carer(carer), m)
	l.allowed(err)
	if err == nil {
		l.moves = append(l.moves, sent{carer, m, got})
	}
}

// takePlace sends what a whole visit sends, as the visit stands.
func (l *life) takePlace() {
	open := slices.DeleteFunc(slices.Clone(l.visits), func(id string) bool {
		v := l.visitNow(id)
		return v.State != delivery.Scheduled || v.FromMs > l.now.UnixMilli()
	})
	id, ok := pick(l, open, "visit")
	if !ok {
		return
	}
	v := l.visitNow(id)
	for i, step := range []delivery.Step{delivery.Start, delivery.Join, delivery.Finish} {
		if step == delivery.Join && rapid.IntRange(0, 3).Draw(l.rt, "alone") == 0 {
			continue
		}
		carer := slices.IndexFunc(l.posts, func(p delivery.Post) bool { return p.ID == v.Posts[i%len(v.Posts)] }) // the first one, the second, the first
		l.send(carer, id, step, rapid.SampledFrom([]string{"good", "good", "bad"}).Draw(l.rt, "code"))
	}
}

// resend sends something again; the answer is the first one, and that nothing has changed where it was applied.
func (l *life) resend() {
	if s, ok := pick(l, l.moves, "sent"); ok {
		got, err := l.Move(ctx, l.carer(s.carer), s.move)
		want := s.first
		if want.Outcome == delivery.Applied {
			want.Outcome = delivery.Same
		}
		if err != nil || got.Outcome != want.Outcome || got.Why != want.Why || got.AtMs != want.AtMs {
			l.rt.Fatalf("sent again: %+v %v, first %+v", got, err, s.first)
		}
	}
}

func (l *life) resendAll() {
	for _, s := range l.moves {
		if _, err := l.Move(ctx, l.carer(s.carer), s.move); err != nil {
			l.rt.Fatal(err)
		}
	}
}

// doubt changes what evidence holds of a visit.
func (l *life) doubt() {
	took := slices.DeleteFunc(slices.Clone(l.visits), func(id string) bool { return !l.visitNow(id).Took() })
	id, ok := pick(l, took, "visit")
	if !ok {
		return
	}
	if l.seen.against[id] || l.seen.suspect[id] != "" { // what was in doubt is settled
		delete(l.seen.against, id)
		delete(l.seen.suspect, id)
		return
	}
	switch rapid.IntRange(0, 3).Draw(l.rt, "doubt") {
	case 0, 1:
		l.seen.against[id] = true
	case 2:
		l.seen.suspect[id] = evidence.SameCode
	case 3:
		l.seen.grades[id] = evidence.E1
	}
}

func (l *life) pass() {
	l.now = l.now.Add(time.Duration(rapid.IntRange(1, 4).Draw(l.rt, "days")) * 24 * time.Hour)
}

// month goes on to the next month and settles the one before.
func (l *life) month() {
	before := l.now.Format("2006-01")
	if l.now.Month() < time.July {
		l.now = time.Date(l.now.Year(), l.now.Month()+1, 1, 1, 0, 0, 0, time.UTC)
	}
	for _, org := range []string{orgA, orgB} {
		d, err := l.Draw(ctx, l.settler(), org, before)
		l.allowed(err)
		if err == nil {
			l.drawn = append(l.drawn, d.ID)
			l.answerOne(d.ID)
			l.answerOne(d.ID)
			_, err := l.Approve(ctx, l.approver(), d.ID)
			l.allowed(err)
		}
	}
}

func (l *life) draw() {
	month := rapid.SampledFrom([]string{"2026-02", "2026-03", "2026-04", "2026-05"}).Draw(l.rt, "month")
	d, err := l.Draw(ctx, l.settler(), rapid.SampledFrom([]string{orgA, orgB}).Draw(l.rt, "org"), month)
	l.allowed(err)
	if err == nil {
		l.drawn = append(l.drawn, d.ID)
	}
}

func (l *life) answer() {
	if id, ok := pick(l, l.drawn, "settlement"); ok {
		l.answerOne(id)
	}
}

// answerOne takes the next step of a settlement that is not decided.
func (l *life) answerOne(id string) {
	d, err := l.Settled(ctx, l.settler(), id)
	l.must(err)
	var disputes []delivery.Dispute
	if len(d.Input.Visits) > 0 && rapid.Bool().Draw(l.rt, "dispute") {
		disputes = []delivery.Dispute{{Visit: d.Input.Visits[0].Visit, Reason: "not_paid"}}
	}
	switch {
	case d.State == delivery.Disputed:
		_, err = l.Explain(ctx, l.settler(), id, map[string]string{d.Disputes[0].Visit: "no_confirmation"})
	case l.Overdue(d) || rapid.IntRange(0, 5).Draw(l.rt, "silent") == 0:
		overdue := d.State == delivery.Drawn && l.now.Sub(time.UnixMilli(d.Input.AtMs)) > 17*24*time.Hour
		if _, err = l.GoOn(ctx, l.settler(), id); err == nil && l.now.Sub(time.UnixMilli(d.Input.AtMs)) < 15*24*time.Hour || err != nil && overdue {
			l.rt.Fatalf("drawn at %d, gone on at %s: %v", d.Input.AtMs, l.now, err)
		}
	default:
		_, err = l.Answered(ctx, l.agent(d.Input.Provider), id, disputes)
	}
	l.allowed(err)
}

func (l *life) approveOne() {
	if id, ok := pick(l, l.drawn, "settlement"); ok {
		_, err := l.Approve(ctx, l.approver(), id)
		l.allowed(err)
	}
}

func (l *life) takeBack() {
	if id, ok := pick(l, l.drawn, "settlement"); ok {
		_, err := l.TakeBack(ctx, l.settler(), id, "mistake")
		l.allowed(err)
	}
}

func (l *life) handOver() {
	if id, ok := pick(l, l.drawn, "settlement"); ok {
		for _, of := range append([]string{orgA, orgB}, l.persons...) {
			l.pays(of)
		}
		_, _, err := l.HandOver(ctx, l.settler(), id, rapid.SampledFrom(delivery.PaymentLayouts).Draw(l.rt, "layout"))
		l.allowed(err)
	}
}

func (l *life) fates() {
	if id, ok := pick(l, l.drawn, "settlement"); ok {
		d, err := l.Settled(ctx, l.settler(), id)
		l.must(err)
		p, ok := pick(l, d.Payments, "payment")
		if !ok {
			return
		}
		f := rapid.SampledFrom([]delivery.Fated{{N: p.N, State: delivery.Paid}, {N: p.N, State: delivery.Returned, Reason: "other"}, {N: p.N, State: delivery.Recovered}}).Draw(l.rt, "fate")
		_, err = l.Report(ctx, l.settler(), id, []delivery.Fated{f})
		l.allowed(err)
	}
}

func (l *life) endPlan() {
	if id, ok := pick(l, l.plans, "plan"); ok && rapid.IntRange(0, 3).Draw(l.rt, "end") == 0 {
		day := l.now.AddDate(0, 0, rapid.IntRange(-2, 20).Draw(l.rt, "ends in"))
		l.allowed(l.End(ctx, l.planner(), id, day.Format(time.DateOnly), "withdrawn"))
	}
}

// changePlan goes on with another plan of the same item: as often, more often or by the other unit, from a day near now.
func (l *life) changePlan() {
	id, ok := pick(l, l.plans, "plan")
	if !ok {
		return
	}
	next := l.planNow(id)
	next.From = l.now.AddDate(0, 0, rapid.IntRange(-2, 12).Draw(l.rt, "changes in")).Format(time.DateOnly)
	next.Times = rapid.IntRange(1, 3).Draw(l.rt, "times")
	next.Per = rapid.SampledFrom([]delivery.Per{delivery.Week, delivery.Month}).Draw(l.rt, "per")
	err := l.db.Write(ctx, func(tx *store.Tx) (err error) { next, err = l.ReplaceIn(tx, l.planner(), id, next); return err })
	l.allowed(err)
	if err == nil {
		l.plans = append(l.plans, next.ID)
	}
}

func (l *life) visitNow(id string) (v delivery.Visit) {
	l.must(l.db.Read(ctx, func(q store.Queryer) (err error) { v, err = l.Store.Visit(q, l.Node, id); return err }))
	return v
}

// holds looks at everything that must always be so, by sums of its own.
func (l *life) holds() {
	state := map[string]delivery.Visit{}
	month := map[string]int{}
	for _, id := range l.visits {
		v := l.visitNow(id)
		state[id] = v
		if inPlan(v) {
			month[v.Person+" "+v.Item+" "+v.On[:7]]++
		}
	}
	l.oneAtATime(state)
	for key, n := range month {
		if l.most[key] = max(l.most[key], l.allows(strings.Fields(key))); n > l.most[key] {
			l.rt.Fatalf("%d visits of %s, the plans never allowed more than %d", n, key, l.most[key])
		}
	}
	approved, alive := map[string]money.Fen{}, map[string]money.Fen{}
	firsts := map[string]int{}
	sent := map[string]money.Fen{} // to payees, less what came back
	for _, id := range l.drawn {
		d, err := l.Settled(ctx, l.settler(), id)
		l.must(err)
		if got := string(must(ledger.EncodeBody(must(delivery.Settle(d.Input))))); got != string(must(ledger.EncodeBody(d.Result))) {
			l.rt.Fatalf("settlement %s run again gives\n%s", id, got)
		}
		if d.State == delivery.Withdrawn {
			continue
		}
		for _, x := range d.Result.Lines {
			alive[x.Visit] += x.Fen
			if x.N == 1 {
				firsts[x.Visit]++
			}
			if x.Fen > 0 && x.Grade < "E2" {
				l.rt.Fatalf("paid at %s: %+v", x.Grade, x)
			}
			if d.Approved != "" {
				approved[x.Visit] += x.Fen
				if got := state[x.Visit].State; got != delivery.Settled {
					l.rt.Fatalf("visit %s stands in an approved settlement and is %s", x.Visit, got)
				}
			}
		}
		var lines, payments money.Fen
		for _, x := range d.Result.Lines {
			lines += x.Fen
		}
		for _, p := range d.Payments {
			payments += p.Fen
			if p.State == delivery.Paid || p.State == delivery.Sent {
				sent[p.Payee] += p.Fen
			}
		}
		if d.Approved != "" && lines != payments || lines != d.Result.Total {
			l.rt.Fatalf("settlement %s: lines %v, payments %v, total %v", id, lines, payments, d.Result.Total)
		}
	}
	for visit, fen := range alive {
		share := state[visit].Share
		if fen != 0 && fen != share || approved[visit] != 0 && approved[visit] != share || firsts[visit] > 1 {
			l.rt.Fatalf("visit %s of %v is paid %v, approved %v, %d first lines", visit, share, fen, approved[visit], firsts[visit])
		}
	}
	l.neverBeyond(state, sent)
}

// neverBeyond: what went out to everybody is no more than once the share of each visit for each time its payment was decided; and without
// corrections no more than the shares themselves.
func (l *life) neverBeyond(state map[string]delivery.Visit, sent map[string]money.Fen) {
	var out, owed, shares money.Fen
	for _, fen := range sent {
		out += fen
	}
	for _, id := range l.drawn {
		d, err := l.Settled(ctx, l.settler(), id)
		l.must(err)
		for _, x := range d.Result.Lines {
			if d.Approved != "" && x.Fen < 0 {
				owed -= x.Fen
			}
		}
	}
	for _, v := range state {
		if v.Took() {
			shares += v.Share
		}
	}
	if out > shares+owed {
		l.rt.Fatalf("%v went out, the visits are worth %v and %v was taken back", out, shares, owed)
	}
}

// settleAll draws and approves until nothing is left: then each visit is paid exactly when evidence holds it good.
func (l *life) settleAll() {
	l.now = time.Date(2026, time.November, 2, 1, 0, 0, 0, time.UTC)
	for _, org := range []string{orgA, orgB} {
		for _, id := range l.drawn { // what is undecided holds up the rest
			_, err := l.TakeBack(ctx, l.settler(), id, "mistake")
			l.allowed(err)
		}
		for _, month := range []string{"2026-03", "2026-09"} { // the last one takes along whatever the months between have left
			d, err := l.Draw(ctx, l.settler(), org, month)
			l.allowed(err)
			if err == nil {
				l.drawn = append(l.drawn, d.ID)
				if rapid.Bool().Draw(l.rt, "answered") {
					_, err = l.Answered(ctx, l.agent(org), d.ID, nil)
				} else {
					l.now = l.now.AddDate(0, 0, 20) // the provider is waited for in vain
					_, err = l.GoOn(ctx, l.settler(), d.ID)
				}
				l.must(err)
				_, err = l.Approve(ctx, l.approver(), d.ID)
				l.must(err)
			}
		}
	}
	paid := map[string]money.Fen{}
	for _, id := range l.drawn {
		d, err := l.Settled(ctx, l.settler(), id)
		l.must(err)
		if d.State != delivery.Withdrawn {
			for _, x := range d.Result.Lines {
				paid[x.Visit] += x.Fen
			}
		}
	}
	for _, id := range l.visits {
		v := l.visitNow(id)
		var want money.Fen
		if v.Took() && l.seen.grades[id] >= evidence.E2 && !l.seen.against[id] && l.seen.suspect[id] == "" && (!v.Together || len(v.Attended) == 2) {
			want = v.Share
		}
		if paid[id] != want {
			l.rt.Fatalf("in the end %s is paid %v, want %v: %+v", id, paid[id], want, v)
		}
	}
}

// tally counts what a life came to, so that a property that holds because nothing ever happens is noticed.
func (l *life) tally(reached map[string]int) {
	for _, id := range l.drawn {
		d, err := l.Settled(ctx, l.settler(), id)
		l.must(err)
		reached["drawn"]++
		reached[strings.ReplaceAll(string(d.State), "_", " ")]++
		if len(d.Disputes) > 0 {
			reached["disputed"]++
		}
		if d.Unanswered != nil {
			reached["unanswered"]++
		}
		if len(d.Handed) > 0 {
			reached["handed over"]++
		}
		for _, x := range d.Result.Lines {
			switch {
			case x.Fen < 0:
				reached["corrected"]++
			case x.N > 1:
				reached["paid again"]++
			default:
				reached["paid"]++
			}
		}
	}
	for _, id := range l.visits {
		v := l.visitNow(id)
		reached[lived(v)]++
		if len(v.Attended) == 2 {
			reached["joined"]++
		}
	}
	for _, s := range l.moves {
		reached[string(s.first.Outcome)]++
	}
}

// unchanged holds the read models and the ledger to what they were.
func (l *life) unchanged(what string, do func()) {
	before := dump(l.t, l.db, l.Node)
	do()
	if after := dump(l.t, l.db, l.Node); after != before {
		l.rt.Fatalf("%s, the tables differ:\n%s\nwere\n%s", what, after, before)
	}
}
