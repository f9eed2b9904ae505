package deliveryweb_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/register/party/partytest"
)

// From the report that did not fit a planner comes to the day on which it is taken in; the settler, who plans nothing, does not. Taken in, the month says so, and
// the person reads that the carer reported the visit, not why it had been marked missed.
func TestAMonthLeadsToWhatCanBeAccepted(t *testing.T) {
	s := newOffice(t)
	v := s.visit("2026-03-05", false)
	s.now = time.UnixMilli(v.UntilMs).Add(24 * time.Hour)
	planner := s.at("acct_p", "person_p", partytest.County, delivery.CanPlan, delivery.CanRead)
	if _, err := s.Change(t.Context(), planner, v.ID, delivery.Change{Step: delivery.Miss, Reason: "carer_away"}); err != nil {
		t.Fatal(err)
	}
	carer := s.at("acct_c", s.carer, partytest.County, delivery.CanDeliver)
	for step, ms := range map[delivery.Step]int64{delivery.Start: v.FromMs, delivery.Finish: v.UntilMs} {
		m, err := s.Move(t.Context(), carer, delivery.Move{ID: strings.TrimPrefix(s.id("x"), "x_"), Visit: v.ID, Step: step, ClaimedMs: ms})
		if err != nil || m.Why != delivery.MisfitMissed {
			t.Fatalf("%s: %+v %v", step, m, err)
		}
	}
	month, day := "/settlements/of/"+orgA+"/2026-03", `main a[href="/days/of/`+orgA+`/2026-03-05"]`
	if doc := s.wants(planner, http.MethodGet, month, nil, http.StatusOK, "the visit is down as missed", "to accept it"); doc.Find(day).Length() != 2 {
		t.Errorf("%d ways lead to the day", doc.Find(day).Length())
	}
	if doc := s.wants(s.settler(), http.MethodGet, month, nil, http.StatusOK, "the visit is down as missed"); doc.Find(day).Length() != 0 {
		t.Error("the settler is led to a day that is not to plan")
	}
	elder := s.at("acct_e", s.elder, partytest.North, access.Own)
	s.wants(elder, http.MethodGet, "/me/visits", nil, http.StatusOK, "the carer was away")
	if _, err := s.Accept(t.Context(), planner, v.ID, "sent_late"); err != nil {
		t.Fatal(err)
	}
	if doc := s.wants(planner, http.MethodGet, month, nil, http.StatusOK, "accepted by this report"); doc.Find(day).Length() != 0 {
		t.Error("what is taken in still leads to the day")
	}
	if doc := s.wants(elder, http.MethodGet, "/me/visits", nil, http.StatusOK, "The carer reported it as finished"); strings.Contains(text(doc.Find("main")), "the carer was away") {
		t.Errorf("the person reads %s", text(doc.Find("main")))
	}
}

// What a phone sent after its carer's right had ended can be taken in once the visit is marked missed: from there, too, a planner comes to the day.
func TestAMonthLeadsToWhatCameAfterARightHadEnded(t *testing.T) {
	s := newOffice(t)
	v := s.visit("2026-03-05", false)
	s.now = time.UnixMilli(v.UntilMs)
	planner, gone := s.at("acct_p", "person_p", partytest.County, delivery.CanPlan, delivery.CanRead), s.at("acct_c", s.carer, partytest.County)
	for step, ms := range map[delivery.Step]int64{delivery.Start: v.FromMs, delivery.Finish: v.UntilMs} {
		m, err := s.Move(t.Context(), gone, delivery.Move{ID: strings.TrimPrefix(s.id("x"), "x_"), Visit: v.ID, Step: step, ClaimedMs: ms})
		if err != nil || m.Why != delivery.MisfitEnded {
			t.Fatalf("%s: %+v %v", step, m, err)
		}
	}
	month, day := "/settlements/of/"+orgA+"/2026-03", `main a[href="/days/of/`+orgA+`/2026-03-05"]`
	if doc := s.wants(planner, http.MethodGet, month, nil, http.StatusOK); doc.Find(day).Length() != 0 {
		t.Error("a visit that nobody has marked missed leads to the day")
	}
	s.now = s.now.Add(24 * time.Hour)
	if _, err := s.Change(t.Context(), planner, v.ID, delivery.Change{Step: delivery.Miss, Reason: "carer_away"}); err != nil {
		t.Fatal(err)
	}
	if doc := s.wants(planner, http.MethodGet, month, nil, http.StatusOK); doc.Find(day).Length() != 2 {
		t.Errorf("%d ways lead to the day", doc.Find(day).Length())
	}
	if _, err := s.Accept(t.Context(), planner, v.ID, "sent_late"); err != nil {
		t.Errorf("and there it is not taken in: %v", err)
	}
}
