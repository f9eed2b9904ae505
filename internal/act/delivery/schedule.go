package delivery

import (
	"context"
	"slices"
	"strings"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
	"mihe/internal/decide/match"
)

// NewVisit is a visit to be.
type NewVisit struct {
	Plan    string
	Posts   []string // two where the plan wants two
	FromMs  int64
	UntilMs int64          // 0: as long as the plan says
	Ways    map[string]Way // of each post, where they are known
}

// Schedule sets a visit and books the time of its carers. It is refused when the month of the plan has no unit left, and when a carer is busy.
func (s *Service) Schedule(ctx context.Context, who access.Actor, w NewVisit) (v Visit, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		v, err = s.ScheduleIn(tx, who, w)
		return err
	})
	return v, err
}

// ScheduleIn is Schedule inside a transaction of another room.
func (s *Service) ScheduleIn(tx *store.Tx, who access.Actor, w NewVisit) (Visit, error) {
	p, err := s.Store.Plan(tx, s.Node, w.Plan)
	if err != nil {
		return Visit{}, err
	}
	if err := who.CheckAt(CanPlan, p.Place); err != nil {
		return Visit{}, err
	}
	return s.set(tx, who, p, w)
}

// set sets a visit of a plan for whoever may.
func (s *Service) set(tx *store.Tx, who access.Actor, p Plan, w NewVisit) (v Visit, err error) {
	v = Visit{
		Plan: p.ID, Person: p.Person, Provider: p.Provider, Item: p.Item, Place: p.Place, At: p.At, Price: p.Price, Share: p.Share, PayTo: p.PayTo,
		Together: p.Together, State: visits.start,
	}
	if v.ID, err = ident.New(visitKind, s.Now(), s.Random); err != nil {
		return Visit{}, err
	}
	if err := s.place(tx, p, &v, w, false); err != nil {
		return Visit{}, err
	}
	if err := s.book(tx, who, &v, w.Ways); err != nil {
		return Visit{}, err
	}
	return v, s.record(tx, who, Event{What: VisitScheduled, Visit: &v, Place: v.Place})
}

// place sets when and by whom a visit takes place, and holds it to the plan. Of its times a visit may be set outside of where the person has a reason.
func (s *Service) place(tx *store.Tx, p Plan, v *Visit, w NewVisit, wished bool) error {
	if w.UntilMs == 0 {
		w.UntilMs = w.FromMs + int64(p.Minutes)*60_000
	}
	if w.FromMs <= 0 || w.UntilMs <= w.FromMs || w.UntilMs-w.FromMs > mostMinutes*60_000 {
		return wrong("from")
	}
	before := v.On // empty of a new one
	v.FromMs, v.UntilMs, v.Posts = w.FromMs, w.UntilMs, slices.Clone(w.Posts)
	v.On = calendar.Day(time.UnixMilli(v.FromMs))
	slices.Sort(v.Posts)
	if !p.On(v.On) {
		return fault.New(fault.Conflict, "delivery.plan.off", "day", v.On).At("from")
	}
	if !wished && !p.holds(v.On, v.FromMs, v.UntilMs) {
		return fault.New(fault.Invalid, "delivery.visit.window").At("from")
	}
	if err := s.checkPosts(tx, *v); err != nil {
		return err
	}
	if err := s.checkPapers(tx, p, *v); err != nil {
		return err
	}
	if strings.HasPrefix(before, v.Month()) {
		return nil // it used up a unit of this month already
	}
	used, allowed, err := s.used(tx, p, v.Month())
	if err == nil && used >= allowed {
		err = fault.New(fault.Conflict, "delivery.voucher.used", "count", allowed).At("from")
	}
	return err
}

// checkPosts holds the carers of a visit to the plan: as many as it wants, at work for the provider that day, and nobody to herself.
func (s *Service) checkPosts(q store.Queryer, v Visit) error {
	want := 1
	if v.Together {
		want = 2
	}
	if len(v.Posts) != want {
		return fault.New(fault.Invalid, "delivery.posts.count", "count", want).At("posts")
	}
	people := map[string]bool{}
	for _, id := range v.Posts {
		p, found, err := s.Staff.Post(q, id)
		if err != nil {
			return err
		}
		if !found || p.Provider != v.Provider || !p.On(v.On) {
			return fault.New(fault.Invalid, "delivery.post.off", "day", v.On).At("posts")
		}
		if p.Person == v.Person || people[p.Person] {
			return fault.New(fault.Invalid, "delivery.post.self").At("posts")
		}
		people[p.Person] = true
	}
	return nil
}

// checkPapers holds the carers of a visit to the papers that the plan wants, as they hold on that day.
func (s *Service) checkPapers(q store.Queryer, p Plan, v Visit) error {
	if len(p.Skills) == 0 {
		return nil
	}
	carers, err := s.Roster.CarersOn(q, v.Provider, v.On)
	if err != nil {
		return err
	}
	for _, post := range v.Posts {
		i := slices.IndexFunc(carers, func(c match.Carer) bool { return c.Post == post })
		if i < 0 {
			return fault.New(fault.Invalid, "delivery.post.off", "day", v.On).At("posts")
		}
		for _, want := range p.Skills {
			if !slices.ContainsFunc(carers[i].Skills, func(s match.Skill) bool { return s.Code == want }) {
				return fault.New(fault.Invalid, "delivery.post.papers", "post", ident.Number(post)).At("posts")
			}
		}
	}
	return nil
}

// used counts the units of a month that visits use up, and those that are allowed: by all plans of the person for the item.
func (s *Service) used(q store.Queryer, p Plan, month string) (used, allowed int, err error) {
	plans, err := s.Store.PlansOf(q, s.Node, p.Person)
	if err != nil {
		return 0, 0, err
	}
	plans = chainsOf(plans)[p.benefit()]
	for _, one := range plans {
		list, err := s.Store.OfPlan(q, s.Node, one.ID, month)
		if err != nil {
			return 0, 0, err
		}
		for _, v := range list {
			if v.counts() {
				used++
			}
		}
	}
	return used, Units(plans, month), nil
}

// Change is what becomes of a visit that has not begun.
type Change struct {
	Step   Step
	Reason string
	NewVisit
}

// Change moves a visit to another time or carer, cancels it, or says that it was missed: for whoever plans where it takes place,
// and for an account of the provider.
func (s *Service) Change(ctx context.Context, who access.Actor, id string, c Change) (v Visit, err error) {
	if !slices.Contains(Reasons, c.Reason) || c.Reason == planEnded {
		return v, wrong("reason")
	}
	what := map[Step]What{Reschedule: VisitRescheduled, Cancel: VisitCancelled, Miss: VisitMissed}[c.Step]
	if what == "" {
		return v, wrong("step")
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if v, err = s.Store.Visit(tx, s.Node, id); err != nil {
			return err
		}
		if !who.May(CanPlan, v.Place) {
			if err := s.forProvider(tx, who, v.Provider, v.Place); err != nil {
				return err
			}
		}
		to, ok := visits.next(v.State, c.Step)
		if !ok {
			return fault.New(fault.Conflict, "delivery.visit.state").At("step")
		}
		v.State, v.Reason = to, c.Reason
		if c.Step == Miss && v.FromMs > s.Now().UnixMilli() {
			return fault.New(fault.Conflict, "delivery.visit.early")
		}
		if err := s.changed(tx, who, &v, c); err != nil {
			return err
		}
		return s.record(tx, who, Event{What: what, Visit: &v, Place: v.Place})
	})
	return v, err
}

// changed gives a visit its new time and carers, or the time of its carers back. Who was to come before is written down, and whom the person did not want.
func (s *Service) changed(tx *store.Tx, who access.Actor, v *Visit, c Change) error {
	if c.Step != Reschedule {
		return s.unbook(tx, who, v)
	}
	p, err := s.Store.Plan(tx, s.Node, v.Plan)
	if err != nil {
		return err
	}
	before := v.Posts
	if err := s.place(tx, p, v, c.NewVisit, slices.Contains(personal, c.Reason)); err != nil {
		return err
	}
	for _, post := range before {
		if slices.Contains(v.Posts, post) {
			continue
		}
		v.Former = with(v.Former, post)
		if c.Reason == personRefused {
			v.Refused = with(v.Refused, post)
		}
	}
	return s.book(tx, who, v, c.Ways)
}

// with is a list with one more, where it does not have it yet.
func with(list []string, one string) []string {
	if slices.Contains(list, one) {
		return list
	}
	return append(slices.Clone(list), one)
}
