package deliveryweb_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
	"mihe/internal/decide/match"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

const (
	form = "application/x-www-form-urlencoded"
	day  = "/days/of/" + org + "/2026-03-04" // the day after that of the clock
)

// CarersOn implements delivery.Roster: both carers work in the morning, and neither is a nurse.
func (s *site) CarersOn(_ store.Queryer, _, _ string) (list []match.Carer, err error) {
	for _, p := range s.posts {
		list = append(list, match.Carer{Post: p.ID, Base: p.Base.String(), Shift: match.Window{Open: 8 * 60, Shut: 12 * 60}, Languages: []string{"zh"}})
	}
	return list, nil
}

// Bars implements delivery.Roster.
func (s *site) Bars(store.Queryer, []string, []string) (map[[2]string]string, error) { return nil, nil }

// Staff implements deliveryweb.Colleagues: to who may keep the staff.
func (s *site) Staff(_ context.Context, who access.Actor, _ string) (list []party.Employed, err error) {
	if who.Check(party.CanStaff) != nil {
		return nil, fault.New(fault.Denied, "access.denied", "right", "")
	}
	for i, p := range s.posts {
		list = append(list, party.Employed{Post: party.Post{ID: p.ID}, Name: "合成-护理员" + string(rune('0'+i))})
	}
	return list, nil
}

// plan is a plan of the elder from tomorrow on, with a visit every week.
func (s *site) plan(item string, skills ...string) delivery.Plan {
	s.t.Helper()
	p, err := s.Make(s.t.Context(), s.planner(), delivery.Plan{
		Person: s.elder, Cause: s.id("case"), Provider: org, Item: item, Place: partytest.North, Residence: "rural", Minutes: 60, Per: delivery.Week, Times: 1,
		Skills: skills, Price: 5000, Share: 4000, From: "2026-03-04", Until: "2027-03-01",
	})
	s.must(err)
	return p
}

func (s *site) planner() access.Actor {
	return partytest.Who(s.t, "person_p", partytest.County, delivery.CanPlan, delivery.CanRead)
}

// provider is an account of the provider.
func (s *site) provider() access.Actor {
	who := partytest.Who(s.t, "person_agent", partytest.County, delivery.CanDeliver, party.CanStaff)
	who.ID, s.agent = "acct_agent", "acct_agent"
	return who
}

func (s *site) post(path string, values url.Values) (*httptest.ResponseRecorder, *goquery.Document) {
	s.t.Helper()
	return s.ask(http.MethodPost, path, form, values.Encode())
}

// done sends a form that is taken and returns the page after it.
func (s *site) done(path string, values url.Values) *goquery.Document {
	s.t.Helper()
	w, doc := s.post(path, values)
	if w.Code != http.StatusSeeOther {
		s.t.Fatalf("%s is answered with %d: %s", path, w.Code, text(doc.Find("main")))
	}
	_, doc = s.ask(http.MethodGet, w.Header().Get("Location"), "", "")
	return doc
}

// A planner sees what is due, has it proposed, reads who goes and why a visit is left out, leaves one out, and adopts the rest; what is left stays due.
func TestADayOnAPage(t *testing.T) {
	s := newSite(t)
	s.plan("service.life.bath")
	s.plan("service.life.meal")
	s.plan("service.health.nursing", "nurse_licence")
	s.who = s.planner()
	_, doc := s.ask(http.MethodGet, "/days", "", "")
	if got := doc.Find(`main a[href^="/days/of/` + org + `"]`).Length(); got != 7 {
		t.Errorf("the list leads to %d days", got)
	}
	_, doc = s.ask(http.MethodGet, day, "", "")
	if got := doc.Find("main .tasks li").Length(); !strings.Contains(text(doc.Find("header")), "Still to be set: 3") || got != 3 {
		t.Errorf("before: %s", text(doc.Find("main")))
	}
	doc = s.done(day+"/propose", nil)
	page := text(doc.Find("main"))
	for _, want := range []string{"Found a place: 2", "Found none: 1", "holds: nurse's licence", "Leave this one out", "Adopt: set all visits", "nobody has verified"} {
		if !strings.Contains(page, want) {
			t.Errorf("the proposal does not say %q: %s", want, page)
		}
	}
	out := doc.Find(`input[name="without"]`)
	if out.Length() != 2 {
		t.Fatalf("%d visits can be left out", out.Length())
	}
	values := url.Values{"proposal": {doc.Find(`input[name="proposal"]`).AttrOr("value", "")}, "without": {out.First().AttrOr("value", "")}}
	w, stale := s.post(day+"/adopt", url.Values{"proposal": {s.id("proposal")}})
	if w.Code != http.StatusConflict || !strings.Contains(text(stale.Find(`[role="alert"]`)), "newer proposal") {
		t.Errorf("a proposal that is not on the page: %d %s", w.Code, text(stale.Find("main")))
	}
	doc = s.done(day+"/adopt", values)
	if page := text(doc.Find("main")); !strings.Contains(page, "Visits set: 1. Still to be set: 2.") || !strings.Contains(page, "The visits are set") {
		t.Errorf("adopted: %s", page)
	}
	w, doc = s.post(day+"/adopt", values)
	if w.Code != http.StatusConflict || !strings.Contains(text(doc.Find(`[role="alert"]`)), "has been adopted") {
		t.Errorf("adopted again: %d %s", w.Code, text(doc.Find("main")))
	}
	before := day[:len(day)-len("2026-03-04")] + "2026-02-28"
	w, doc = s.post(before+"/propose", nil)
	if w.Code != http.StatusConflict || !strings.Contains(text(doc.Find(`[role="alert"]`)), "is over") {
		t.Errorf("a day that is over: %d %s", w.Code, text(doc.Find("main")))
	}
}

// An account of the provider, which calls on people, sees names; an officer sees numbers; nobody else sees the day.
func TestWhoIsNamedOnADay(t *testing.T) {
	s := newSite(t)
	p := s.plan("service.life.bath")
	name := partytest.Row(1, partytest.North).Names.Name
	s.who = s.planner()
	w, doc := s.ask(http.MethodGet, day, "", "")
	if strings.Contains(w.Body.String(), name) || strings.Contains(w.Body.String(), s.elder) || !strings.Contains(text(doc.Find("main")), ident.Number(p.ID)) {
		t.Errorf("an officer sees %s", text(doc.Find("main")))
	}
	s.who = s.provider()
	_, doc = s.ask(http.MethodGet, day, "", "")
	if !strings.Contains(text(doc.Find("main")), name) {
		t.Errorf("the provider sees %s", text(doc.Find("main")))
	}
	doc = s.done(day+"/propose", nil)
	if !strings.Contains(text(doc.Find("main h3")), "合成-护理员") {
		t.Errorf("the provider does not see who goes: %s", text(doc.Find("main")))
	}
	for name, c := range map[string]struct {
		who  access.Actor
		want int
	}{
		"a carer":             {s.carer(0), http.StatusForbidden},
		"who plans elsewhere": {partytest.Who(t, "person_x", partytest.Away, delivery.CanPlan), http.StatusNotFound},
	} {
		s.who = c.who
		for _, path := range []string{"", "/propose", "/adopt", "/visits/" + s.id("visit")} {
			method := http.MethodPost
			if path == "" {
				method = http.MethodGet
			}
			if w, _ := s.ask(method, day+path, form, ""); w.Code != c.want {
				t.Errorf("%s, %q: %d, want %d", name, path, w.Code, c.want)
			}
		}
	}
}

// A visit is moved by hand, to another carer and time; what cannot be is said at its field, with what was typed still there.
func TestAVisitIsMovedByHand(t *testing.T) {
	s := newSite(t)
	v, other := s.visit(1), s.visit(1) // at ten and at eleven
	s.who = s.provider()
	path := day + "/visits/" + v.ID
	values := func(from, post, reason string) url.Values {
		return url.Values{"do": {"move"}, "from": {from}, "posts": {post}, "reason": {reason}}
	}
	for name, c := range map[string]struct {
		values url.Values
		status int
		field  string
		says   string
	}{
		"no time":          {values("noon", s.posts[0].ID, "other"), http.StatusUnprocessableEntity, "from", "could not be read"},
		"the carer is out": {values("10:30", s.posts[0].ID, "other"), http.StatusConflict, "from", "is busy from 11:00 to 12:00"},
		"nobody":           {values("14:00", "", "other"), http.StatusUnprocessableEntity, "posts", "many carers: 1"},
		"no reason":        {values("14:00", s.posts[1].ID, ""), http.StatusUnprocessableEntity, "reason", ""},
	} {
		w, doc := s.post(path, c.values)
		at := doc.Find(`details[open] .err:has([name="` + c.field + `"])`)
		if w.Code != c.status || at.Length() != 1 || !strings.Contains(text(at.Find(".errmsg")), c.says) {
			t.Errorf("%s: %d, %s", name, w.Code, text(doc.Find("details[open]")))
		}
		if got := at.Find("input").AttrOr("value", ""); c.field == "from" && got != c.values.Get("from") {
			t.Errorf("%s: %q stands in the field", name, got)
		}
	}
	doc := s.done(path, values("14:00", s.posts[1].ID, "carer_ill"))
	if page := text(doc.Find("main")); !strings.Contains(page, "14:00") || !strings.Contains(page, "The visit is changed") {
		t.Errorf("moved: %s", page)
	}
	if got := s.state(v.ID); got.Posts[0] != s.posts[1].ID || got.Reason != "carer_ill" {
		t.Errorf("moved: %+v", got)
	}
	if w, _ := s.post(day+"/visits/"+other.ID, url.Values{"do": {"cancel"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("cancelled without a reason: %d", w.Code)
	}
	s.done(day+"/visits/"+other.ID, url.Values{"do": {"cancel"}, "reason": {"weather"}})
	if got := s.state(other.ID); got.State != delivery.Cancelled {
		t.Errorf("cancelled: %+v", got)
	}
	if w, _ := s.post(strings.Replace(path, "2026-03-04", "2026-03-05", 1), values("14:00", s.posts[1].ID, "other")); w.Code != http.StatusNotFound {
		t.Errorf("a visit of another day: %d", w.Code)
	}
}

// What a phone reported after its visit was marked missed stands at the visit, for the provider to read and for the office to take in: with a reason, once.
func TestAMissedVisitIsAcceptedOnItsDay(t *testing.T) {
	s := newSite(t)
	v := s.visit(0)
	on := "/days/of/" + org + "/" + v.On
	path := on + "/visits/" + v.ID
	s.now = s.now.Add(26 * time.Hour)
	_, err := s.Change(t.Context(), s.planner(), v.ID, delivery.Change{Step: delivery.Miss, Reason: "carer_away"})
	s.must(err)
	s.who = s.planner()
	if w, doc := s.post(path, url.Values{"do": {"accept"}, "reason": {"sent_late"}}); w.Code != http.StatusConflict || !strings.Contains(text(doc.Find(`header [role="alert"]`)), "no report of a carer") {
		t.Errorf("before anything was reported: %d %s", w.Code, text(doc.Find("main")))
	}
	s.who = s.carer(0)
	s.send(s.now, move{"01k00000000000000000000001", v.ID, "start", v.FromMs, ""}, move{"01k00000000000000000000002", v.ID, "finish", v.UntilMs, ""})
	s.who = s.provider()
	_, doc := s.ask(http.MethodGet, on, "", "")
	if page := text(doc.Find("#v-" + ident.Number(v.ID))); !strings.Contains(page, "phone reported later: begun") || !strings.Contains(page, "ask whoever plans") || doc.Find(`button[value="accept"]`).Length() != 0 {
		t.Errorf("the provider reads %s", page)
	}
	if w, _ := s.post(path, url.Values{"do": {"accept"}, "reason": {"sent_late"}}); w.Code != http.StatusForbidden || s.state(v.ID).State != delivery.Missed {
		t.Errorf("the provider accepts it: %d", w.Code)
	}
	s.who = s.planner()
	w, doc := s.post(path, url.Values{"do": {"accept"}})
	if at := doc.Find(`details[open] .err:has([name="reason"])`); w.Code != http.StatusUnprocessableEntity || at.Length() != 1 {
		t.Errorf("without a reason: %d, %s", w.Code, text(doc.Find("main")))
	}
	for range 2 {
		doc = s.done(path, url.Values{"do": {"accept"}, "reason": {"sent_late"}})
		if page := text(doc.Find("main")); !strings.Contains(page, "The visit is accepted") || doc.Find(`button[value="accept"]`).Length() != 0 {
			t.Errorf("accepted: %s", page)
		}
	}
	if got := s.state(v.ID); got.State != delivery.Finished || got.BegunMs != v.FromMs || got.EndedMs != v.UntilMs {
		t.Errorf("accepted: %+v", got)
	}
}
