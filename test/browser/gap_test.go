package browser

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party"
)

// The month after the demonstration's own, in which everybody who is visited confirms it, and the diagnosis that follows.
const nextMonth, afterNext = "2026-10-01", "2026-11-01"

// confirmed lets a month go by: whoever had a plan of visits in the demonstration gets another, somebody comes twice, and the person's codes confirm
// it. Then everybody is diagnosed again. Services are copies whose clock stands in that month. It returns the diagnosis.
func (d *demonstration) confirmed(ctx context.Context) (*eldercare.Record, error) {
	n := d.app.Nodes[0]
	var now time.Time
	clock := func() time.Time { return now }
	log, seen, made, elders := *n.Log, *n.Evidence, *n.Deliveries, *n.Elders
	log.Now = clock
	seen.Now, seen.Log = clock, &log
	made.Now, made.Log, made.Evidence = clock, &log, &seen
	elders.Now, elders.Log = clock, &log
	var plans []delivery.Plan
	var post party.Post
	err := d.app.DB.Read(ctx, func(q store.Queryer) error {
		all, err := n.Deliveries.Store.Plans(q, n.Number)
		for _, p := range all {
			if p.Item == "visits" && p.Until == nextMonth {
				plans = append(plans, p)
			}
		}
		if err != nil || len(plans) == 0 {
			return errors.Join(err, fmt.Errorf("%d plans", len(plans)))
		}
		posts, err := n.Persons.PostsOn(q, plans[0].Provider, nextMonth)
		if err == nil {
			post = posts[0]
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	county := region.Key{Code: "520521", Level: region.County}
	view := d.app.Regions.At(nextMonth)
	carer := d.app.Policy.Actor("sample-carer", post.Person, []access.Mandate{{Role: app.Carer, At: county}}, view.Covers)
	for i, p := range plans {
		now = time.Date(2026, 9, 28, 9, i, 0, 0, calendar.China)
		p.From, p.Until = nextMonth, afterNext
		if p, err = made.Make(ctx, access.System("sample", delivery.CanPlan), p); err != nil {
			return nil, err
		}
		clerk := access.System("sample", evidence.CanIssue)
		sheet, err := seen.IssueSheet(ctx, clerk, p.Person, 3) // two codes of the demonstration's sheet are crossed out
		if f, ok := fault.As(err); ok && f.Key == "evidence.sheet.none" {
			sheet, err = seen.IssueSheet(ctx, clerk, p.Person, 0)
		}
		if err != nil {
			return nil, err
		}
		for k := range 2 {
			from := time.Date(2026, 10, 12+k, 8+i, 0, 0, 0, calendar.China)
			v, err := made.Schedule(ctx, access.System("sample", delivery.CanPlan), delivery.NewVisit{Plan: p.ID, Posts: []string{post.ID}, FromMs: from.UnixMilli()})
			if err != nil {
				return nil, err
			}
			for _, m := range []delivery.Move{{Step: delivery.Start, ClaimedMs: v.FromMs}, {Step: delivery.Finish, ClaimedMs: v.UntilMs, Code: sheet.Codes[k]}} {
				now = time.UnixMilli(m.ClaimedMs)
				id, err := ident.New("x", now, rand.Reader)
				if err != nil {
					return nil, err
				}
				m.ID, m.Visit = strings.TrimPrefix(id, "x_"), v.ID
				if done, err := made.Move(ctx, carer, m); err != nil || done.Outcome != delivery.Applied {
					return nil, errors.Join(err, fmt.Errorf("%s: %s", m.Step, done.Outcome))
				}
			}
		}
	}
	now = time.Date(2026, 11, 5, 9, 0, 0, 0, calendar.China)
	return elders.Run(ctx, access.System("sample", eldercare.CanDiagnose, party.CanList))
}

// row is a row of a table of the main part, as it is read.
func (w traveller) row(head string) []string {
	w.t.Helper()
	return ask[[]string](w.t, w.b, `(() => { const r = [...document.querySelectorAll("main tbody tr")].find((x) => x.querySelector("th").innerText === "`+head+`");
		return r ? [...r.querySelectorAll("td")].map((x) => x.innerText) : [] })()`)
}

// An official sees on the board that the gap moved, and on its page why; a month goes by in which visits are confirmed, and the page says that they
// made the difference; another order of the month; and the counties side by side. With a phone and a keyboard.
func TestAnOfficialSeesTheGapMove(t *testing.T) {
	needBrowser(t)
	d := demo(t)
	w := traveller{t, borrow(t), phoneView}
	w.start("coordinator.520521", "/")
	w.says("Why more or fewer people lack what is due", "A month replayed")
	w.until("the way to the gap", func(f focus) bool {
		return f.InMain && strings.HasPrefix(f.Href, "/eldercare") && strings.HasSuffix(f.Href, "#change")
	})
	w.enter()
	if at := w.at().Path; at != "/eldercare" {
		t.Fatalf("the board led to %s", at)
	}
	w.met("gap")
	w.says("10 September 2026", "The provider’s own word alone does not count")
	if got := w.row("enough visits were confirmed"); len(got) == 0 || !slices.Equal(got[1:], []string{"0", "+" + got[0], "−" + got[0], "0", "−" + got[0]}) {
		t.Errorf("confirmed in the demonstration: %q", got)
	}
	r, err := d.confirmed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	due, served, n := 0, 0, 0
	for _, s := range r.Shifts {
		due, served = due+s.Due(), served+s.Served()
		if s.Reason == eldercare.Reason(eldercare.ByVisits) {
			n += s.N
		}
	}
	if n == 0 {
		t.Fatalf("nobody is served by the visits that were confirmed: %+v", r.Shifts)
	}
	w.start("coordinator.520521", "/eldercare")
	w.says("12 October 2026")
	if got := w.row("enough visits were confirmed"); len(got) == 0 || got[0] != fmt.Sprint(n) || got[3] != fmt.Sprintf("−%d", n) {
		t.Errorf("the page says of confirmed visits %q, %d are served by them", got, n)
	}
	if got, want := w.row("In all"), signed(due-served); len(got) == 0 || got[3] != want {
		t.Errorf("the reasons add up to %q, the gap moved by %s", got, want)
	}
	w.met("gap-later")
	w.goes("Replay")
	w.says("September 2026: the same plans", "the fair division", "as it was (confirmed)", "The cost of fairness", "Left out: travel") // October has plans of one group alone
	w.met("replay")
	w.start("coordinator.520500", "/eldercare")
	w.goes("Counties side by side")
	w.says("November 2026", "counties with figures, 1 of 8", "None of this month; the last is of October 2026", "nobody is ranked")
	w.met("counties")
}

// signed is a change as the page writes it.
func signed(n int) string {
	switch {
	case n > 0:
		return fmt.Sprintf("+%d", n)
	case n < 0:
		return fmt.Sprintf("−%d", -n)
	}
	return "0"
}
