package deliveryweb_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/register/party/partytest"
)

// However many visits are to come, the one that waits for the person's word stands on the page, and the page says that it does not list all.
func TestWhatWaitsForAWordIsOnThePage(t *testing.T) {
	s := newOffice(t)
	planner := s.at("acct_p", "person_p", partytest.County, delivery.CanPlan)
	past := s.visit("2026-03-04", true)
	for i := range 25 { // plans of other items, eight visits a month of each and nine months
		p, err := s.Make(t.Context(), planner, delivery.Plan{
			Person: s.elder, Cause: s.plan.Cause, Provider: orgA, Item: fmt.Sprint("item_", i), Place: s.plan.Place, Residence: "rural", Minutes: 5,
			Per: delivery.Month, Times: 9, Price: 5000, Share: 4000, From: "2026-03-01", Until: "2026-12-01",
		})
		if err != nil {
			t.Fatal(err)
		}
		for k := range 9 {
			from := time.Date(2026, 4, 1+k, i%24, 10*(i/24), 0, 0, time.UTC)
			if _, err := s.Schedule(t.Context(), planner, delivery.NewVisit{Plan: p.ID, Posts: []string{s.post.ID}, FromMs: from.UnixMilli()}); err != nil {
				t.Fatal(err)
			}
		}
	}
	doc := s.wants(s.resident(s.elder), http.MethodGet, "/me/visits", nil, http.StatusOK, "Did this visit take place?", "There are 165 more that are not listed here")
	if doc.Find(`form[action$="/`+past.ID+`"]`).Length() != 1 {
		t.Error("the visit that waits for a word is not on the page")
	}
}
