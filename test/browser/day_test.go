package browser

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// evening is when nobody works but the carer of this journey.
var evening = []delivery.Window{{Days: []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}, Opens: "17:30", Close: "19:30"}}

// tomorrowEvening gives the second carer of the demonstration evenings, and two elders a plan for tomorrow evening: one for which she has the papers, and one for
// which nobody has them. It returns the day.
func tomorrowEvening(t *testing.T, d *demonstration) string {
	t.Helper()
	ctx, n, on := t.Context(), d.app.Node, calendar.Day(time.Now().AddDate(0, 0, 1))
	who := d.of("carer2.520521")
	me, _, err := d.app.Accounts.List(ctx, access.Operator(), access.Filter{User: who.User}, 0, 1)
	if err != nil || len(me) != 1 {
		t.Fatal(me, err)
	}
	var post party.Post
	var plans []delivery.Plan
	err = d.app.DB.Read(ctx, func(q store.Queryer) error {
		posts, err := d.app.Persons.Posts(q, me[0].Person)
		if err != nil {
			return err
		}
		post = posts[0]
		plans, err = d.app.Deliveries.Store.Plans(q, n.Number)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	post.Shifts = []party.Shift{{Days: party.Weekdays, Opens: "08:00", Closes: "20:00"}}
	for i := range post.Qualifications {
		post.Qualifications[i].Number = "" // stays as it is
	}
	if err := d.app.Persons.Amend(ctx, access.System("test", party.CanKeep), post, "evenings"); err != nil {
		t.Fatal(err)
	}
	until := calendar.Day(time.Now().AddDate(0, 0, 2))
	seen := []string{me[0].Person}
	for _, skill := range []string{"long_term_care", "rehabilitation"} {
		i := slices.IndexFunc(plans, func(p delivery.Plan) bool { return !slices.Contains(seen, p.Person) })
		seen = append(seen, plans[i].Person)
		_, err := d.app.Deliveries.Make(ctx, access.System("test", delivery.CanPlan), delivery.Plan{
			Person: plans[i].Person, Cause: plans[i].Cause, Provider: post.Organisation, Item: "service.social.activity", Place: plans[i].Place, Residence: "rural", Minutes: 45,
			Per: delivery.Week, Times: 1, Windows: evening, Skills: []string{skill}, Price: 3000, Share: 3000, From: on, Until: until,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return on
}

// A provider's planner finds the day from the provider's own page, has it proposed, reads why somebody goes and why a visit is left out, and adopts it; the
// carer finds the visit. The planner then moves it: a time that cannot be read is said at its field, and the carer finds the new one. All of it on a phone of
// 320 px, with a keyboard.
func TestADayIsMatched(t *testing.T) {
	needBrowser(t)
	d := demo(t)
	on := tomorrowEvening(t, d)
	w := traveller{t, borrow(t), phoneView}
	w.start("provider.520521", "/settlements/own")
	w.until("the days", func(f focus) bool {
		return f.InMain && strings.HasPrefix(f.Href, "/days/of/") && strings.Contains(f.Href, on)
	})
	w.enter()
	w.says("Still to be set: 2")
	day := w.at().Path
	w.met("day-due")
	w.skip()
	w.submit("Propose the day", 200)
	w.says("The proposal is ready", "Found a place: 1", "long-term care", "nobody else who works that day may do this", "Found no place", "rehabilitation therapist")
	w.met("day-proposed")
	w.skip()
	w.submit("Adopt", 200)
	w.says("The visits are set", "Still to be set: 1", "nobody who is free that day holds")
	w.met("day-adopted")
	w.start("carer2.520521", "/visits/today")
	w.says("17:")
	w.start("provider.520521", day)
	w.until("the visit", func(f focus) bool {
		return f.Tag == "summary" && strings.HasPrefix(f.Text, "Change time or carer") && strings.Contains(f.Text, "17:")
	})
	w.press(" ")
	w.field("from", "x")
	w.submit("Change it", 422)
	w.says("This time could not be read")
	w.met("day-refused")
}
