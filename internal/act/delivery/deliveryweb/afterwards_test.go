package deliveryweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/act/delivery"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party/partytest"
)

// afterwards is what the page of the day says of visits that were accepted afterwards.
func (s *site) afterwards() *goquery.Selection {
	s.t.Helper()
	w, doc := s.ask(http.MethodGet, "/visits/today", "", "")
	if w.Code != http.StatusOK {
		s.t.Fatalf("the day is answered with %d: %s", w.Code, text(doc.Find("main")))
	}
	return doc.Find(`section[aria-labelledby="afterwards"]`)
}

// accepted is a visit of today that is marked missed three days later, reported then with a code, and taken in.
func (s *site) accepted(id string) delivery.Visit {
	s.t.Helper()
	v, who := s.visit(0), s.who
	s.now = s.now.Add(74 * time.Hour)
	_, err := s.Change(s.t.Context(), s.planner(), v.ID, delivery.Change{Step: delivery.Miss, Reason: "carer_away"})
	s.must(err)
	s.who = s.carer(0)
	s.send(s.now, move{"01k0000000000000000000" + id + "01", v.ID, "start", v.FromMs, ""}, move{"01k0000000000000000000" + id + "02", v.ID, "finish", v.UntilMs, "123456"})
	if s.afterwards().Find(`[data-visit="`+v.ID+`"]`).Length() != 0 {
		s.t.Error("a code is asked for before anybody accepted the visit")
	}
	v, err = s.Accept(s.t.Context(), s.planner(), v.ID, "sent_late")
	s.must(err)
	if got := s.shown(v.ID).Grade; got != evidence.E1.String() {
		s.t.Fatalf("accepted it stands %s", got)
	}
	s.who = who
	return v
}

// The code of a visit that was accepted afterwards is handed in on the page of the day, by the name alone: with a form, pressed twice as well, or by the phone.
func TestTheCodeOfAnAcceptedVisit(t *testing.T) {
	for name, give := range map[string]func(s *site, v delivery.Visit, form *goquery.Selection){
		"by the form": func(s *site, _ delivery.Visit, form *goquery.Selection) {
			body := url.Values{"code": {"123456"}, "move": {form.Find("input[name=move]").AttrOr("value", "")}}.Encode()
			for range 2 {
				w, doc := s.ask(http.MethodPost, form.AttrOr("action", ""), "application/x-www-form-urlencoded", body)
				if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/visits/today?done=confirm" {
					s.t.Errorf("the code is answered with %d: %s", w.Code, text(doc.Find("main")))
				}
			}
		},
		"by the phone": func(s *site, v delivery.Visit, _ *goquery.Selection) {
			if got := s.send(s.now, move{"01k00000000000000000000099", v.ID, "confirm", s.now.UnixMilli(), "123456"}); got[0].Outcome != "applied" || got[0].Text != "" {
				s.t.Errorf("the code is answered with %+v", got)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			v := s.accepted("0a")
			box := s.afterwards()
			card := box.Find(`article[data-visit="` + v.ID + `"][data-on="` + v.On + `"]`)
			form := card.Find(`form[data-step="confirm"][data-ready="yes"]:not([hidden])`)
			if card.Length() != 1 || form.Length() != 1 || card.Find("form").Length() != 1 || form.Find(`input[name="code"][required]`).Length() != 1 {
				t.Fatalf("the page asks for no code: %s", text(box))
			}
			if says := text(box); card.Find("[data-contact]").Length() != 0 || !strings.Contains(says, "合成-000001") || !strings.Contains(says, "3 March 2026") || !strings.Contains(says, "hand it in here") {
				t.Errorf("the page says %s", says)
			}
			give(s, v, form)
			if got := s.shown(v.ID); got.Grade != evidence.E2.String() || !got.Accepted.Said {
				t.Errorf("with the code it stands %s, %+v", got.Grade, got.Accepted)
			}
			if box := s.afterwards(); box.Length() != 0 {
				t.Errorf("confirmed it is still asked about: %s", text(box))
			}
		})
	}
}

// A code that is not taken is said at the visit, which stays where it is.
func TestAWrongCodeOfAnAcceptedVisit(t *testing.T) {
	s := newSite(t)
	v := s.accepted("0a")
	if says := text(s.press(v.ID, delivery.Confirm, "999999").Find("main")); !strings.Contains(says, "the code was wrong") {
		t.Errorf("a wrong code: %s", says)
	}
	w, doc := s.ask(http.MethodPost, "/visits/"+v.ID+"/confirm", "application/x-www-form-urlencoded", "code=")
	if w.Code != http.StatusConflict || doc.Find(`article[data-visit="`+v.ID+`"] [role="alert"]`).Length() != 1 {
		t.Errorf("no code: %d %s", w.Code, text(doc.Find("main")))
	}
	s.press(v.ID, delivery.Confirm, "123456")
	if got := s.shown(v.ID).Grade; got != evidence.E2.String() {
		t.Errorf("with the code it stands %s", got)
	}
}

// The page asks whose reports were accepted, nobody else, about visits of days that are over of this month and the last, and not where accounts differ.
func TestWhoIsAskedForACodeAfterwards(t *testing.T) {
	s := newSite(t)
	v := s.accepted("0a")
	expect := func(what string, want int) {
		t.Helper()
		if got := s.afterwards().Find("[data-visit]").Length(); got != want {
			t.Errorf("%s: asked about %d visits, want %d", what, got, want)
		}
	}
	expect("at first", 1)
	s.who = s.carer(1)
	expect("another carer", 0)
	w, _ := s.ask(http.MethodPost, "/visits/"+v.ID+"/confirm", "application/x-www-form-urlencoded", "code=123456")
	if w.Code != http.StatusNotFound || s.shown(v.ID).Confirmed() {
		t.Errorf("another carer's code is answered with %d", w.Code)
	}
	s.who = partytest.Who(t, s.posts[0].Person, partytest.Away, delivery.CanDeliver)
	expect("who delivers elsewhere now", 0)
	s.who = s.carer(0)
	about := evidence.About{Kind: delivery.AboutVisit, ID: v.ID}
	s.other[about] = true
	expect("contradicted", 0)
	delete(s.other, about)
	now := s.now
	s.now = time.UnixMilli(v.FromMs)
	expect("on its day, where it stands among the day's", 0)
	for on, want := range map[string]int{"2026-04-30": 1, "2026-05-01": 0} {
		day, err := time.Parse(time.RFC3339, on+"T12:00:00+08:00")
		s.must(err)
		s.now = day
		expect(on, want)
	}
	s.now = now
	s.accepted("0b")
	expect("with a second", 2)
}
