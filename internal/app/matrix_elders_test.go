package app

import (
	"testing"
	"time"

	"mihe/internal/act/casework"
	"mihe/internal/act/delivery"
	"mihe/internal/act/feedback"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// live makes a case about somebody of a township for each state that a page of elder care is about. A request that is let in says nothing that
// is enough, or what was seen of another day, so that each stands there for everybody who asks.
func (w *world) live(t *testing.T) {
	t.Helper()
	ctx, d := t.Context(), &demonstration{App: w.App}
	w.must(t, d.applicationForm(ctx, w.Node))
	w.must(t, d.demoAbility(ctx))
	w.lives = map[string]string{}
	for i, c := range []struct {
		state string
		steps []string
	}{
		{"received", []string{"apply"}},
		{"correcting", []string{"apply", "correct"}},
		{"assessing", []string{"apply", "accept"}},
		{"deciding", []string{"apply", "accept", "assess"}},
		{"decided", []string{"apply", "accept", "assess", "decide"}},
		{"concluded", []string{"apply", "accept", "assess", "decide", "tell"}},
		{"reviewing", []string{"apply", "accept", "assess", "decide", "tell", "appeal"}},
	} {
		partytest.Load(t, w.Persons, c.state, partytest.Row(10+i, demoTownship, func(r *party.Row) {
			for _, field := range []party.Field{party.LivesAlone, party.Destitute, party.LostOnly, party.Established} {
				r.Facts[field] = party.Fact{Value: "no", Source: "register", AsOf: "2026-01-01"}
			}
		}))
		person := partytest.ID(t, w.Persons, partytest.Number(10+i, "19410307", false))
		w.must(t, d.live(ctx, w.Node, person, c.steps))
		w.must(t, w.DB.Read(ctx, func(q store.Queryer) error {
			list, err := w.Cases.Store.Of(q, w.Number, person)
			if len(list) != 1 || string(list[0].State) != c.state {
				t.Errorf("%s: %+v", c.state, list)
			}
			w.lives[c.state] = list[0].ID
			return err
		}))
	}
	w.arrange(t)
}

// arrange arranges something that was granted in the concluded case.
func (w *world) arrange(t *testing.T) {
	t.Helper()
	ctx, office := t.Context(), access.System("office", roles[Caseworker]...)
	s := enterService(t, w.Node, demoCounty, "doctor", func(s *catalog.Service) {
		s.Terms, s.Modes, s.Costs = []string{"service.health.doctor"}, []string{"mode.home"}, []catalog.Cost{{Fen: 2000, Unit: "time"}}
	})
	approver := access.System("approver", catalog.CanPublish)
	inside, err := w.Catalog.Inside(ctx, approver)
	w.must(t, err)
	l, _ := inside.Listing(s.ID)
	w.must(t, w.Catalog.Publish(ctx, approver, s.ID, l.Entered))
	made, err := w.Elders.Arrange(ctx, office, w.lives["concluded"], eldercare.Wish{
		Item: "health_management", Offer: s.Offers[0].ID, From: calendar.Day(time.Now()), Months: 6, Per: delivery.Month, Times: 1, Minutes: 30,
	})
	w.must(t, err)
	w.lives["item"], w.lives["offer"], w.lives["plan"] = made.Item, made.Offer, made.ID
}

// said makes an order about somebody of a township that nobody has taken in hand, and one that was handed to a provider.
func (w *world) said(t *testing.T) {
	t.Helper()
	ctx, office := t.Context(), access.System("office", casework.CanRead, casework.CanAssist, casework.CanHandle)
	for _, object := range []string{"order", "handed"} {
		c, err := w.Feedback.Complain(ctx, office, feedback.New{
			Person: w.elder(t, "person"), Nature: feedback.Complained, Subject: "样本" + object, Way: casework.Way{Channel: access.Counter},
		})
		w.must(t, err)
		w.lives[object] = c.ID
	}
	_, err := w.Feedback.Forward(ctx, office, w.lives["handed"], 1, w.services["published"].Provider)
	w.must(t, err)
}

// elder is a made-up person of a township of the county, whom the register knows; for any other object, nobody.
func (w *world) elder(t *testing.T, object string) string {
	t.Helper()
	if object != "person" {
		return "person_01ke5y3x80a9svzgxj00m6c4xb"
	}
	if w.registered == "" {
		d := &demonstration{App: w.App}
		w.must(t, d.applicationForm(t.Context(), w.Node))
		partytest.Load(t, w.Persons, "aa", partytest.Row(1, demoTownship))
		w.registered = partytest.ID(t, w.Persons, partytest.Number(1, "19410307", false))
	}
	_, err := w.Persons.Show(t.Context(), access.Operator(), w.registered, party.View{Purpose: party.RegisterKeeping, Groups: []party.Group{party.Identity}})
	w.must(t, err)
	return w.registered
}
