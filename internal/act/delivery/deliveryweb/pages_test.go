package deliveryweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party/partytest"
)

// Without a script a visit goes from its start to the code that is handed in later; of the elder the page says who it is, where and how to ring, and nothing else.
func TestADayByForms(t *testing.T) {
	s := newSite(t)
	v, next := s.visit(0), s.visit(1)
	w, doc := s.ask(http.MethodGet, "/visits/today", "", "")
	page := text(doc.Find("main"))
	who := partytest.Row(1, partytest.North)
	for _, want := range []string{who.Names.Name, "10:00", "help with bathing", "Tomorrow"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q: %s", want, page)
		}
	}
	for _, never := range []string{who.Names.Number, s.elder} {
		if strings.Contains(w.Body.String(), never) {
			t.Errorf("the page says %s", never)
		}
	}
	if _, shown := doc.Find(`[data-visit="` + next.ID + `"] form`).First().Attr("hidden"); !shown {
		t.Error("tomorrow's visit can be begun today")
	}
	s.press(v.ID, delivery.Start, "")
	if got := text(s.press(v.ID, delivery.Finish, "000000").Find(`header [role="status"]`)); !strings.Contains(got, "the code was wrong") {
		t.Errorf("after a wrong code: %q", got)
	}
	doc = s.press(v.ID, delivery.Confirm, "123456")
	if got := text(doc.Find(`[data-visit="` + v.ID + `"]`)); !strings.Contains(got, "confirmed by the elder") || doc.Find(`[data-visit="`+v.ID+`"] form`).Length() != 0 {
		t.Errorf("at the end: %s", got)
	}
	if got := s.state(v.ID); got.State != delivery.Finished || got.BegunMs != s.now.UnixMilli() {
		t.Errorf("%+v", got)
	}
}

// A second press of a button is the same report as the first, whenever it comes: nothing is said of another device, and nothing is left over.
func TestAButtonIsPressedTwice(t *testing.T) {
	s := newSite(t)
	v := s.visit(0)
	_, doc := s.ask(http.MethodGet, "/visits/today", "", "")
	form := doc.Find(`[data-visit="` + v.ID + `"] form[data-step="start"]`)
	values := url.Values{"move": {form.Find("input[name=move]").AttrOr("value", "")}}.Encode()
	at := s.now
	for range 2 {
		w, doc := s.ask(http.MethodPost, form.AttrOr("action", ""), "application/x-www-form-urlencoded", values)
		if w.Code != http.StatusSeeOther || !strings.Contains(w.Header().Get("Location"), "done=start") {
			t.Fatalf("%d: %s", w.Code, text(doc.Find(`[role="alert"]`)))
		}
		s.now = s.now.Add(3 * time.Second)
	}
	list, err := s.Visits(t.Context(), partytest.Who(t, "", partytest.County, delivery.CanRead), s.elder)
	if err != nil || len(list) != 1 || len(list[0].Conflicts) != 0 || list[0].BegunMs != at.UnixMilli() {
		t.Errorf("%+v, %v", list, err)
	}
	if w, _ := s.ask(http.MethodPost, "/visits/"+v.ID+"/finish", "application/x-www-form-urlencoded", values); w.Code != http.StatusConflict {
		t.Errorf("another step under the identifier: %d", w.Code)
	}
}

// Where the elder says otherwise the carer reads that, without blame, and is asked for nothing that the elder will not give.
func TestTheElderSaysOtherwise(t *testing.T) {
	s := newSite(t)
	v := s.visit(0)
	s.press(v.ID, delivery.Start, "")
	s.press(v.ID, delivery.Finish, "")
	s.other[evidence.About{Kind: delivery.AboutVisit, ID: v.ID}] = true
	_, doc := s.ask(http.MethodGet, "/visits/today", "", "")
	card := doc.Find(`[data-visit="` + v.ID + `"]`)
	if got := text(card); !strings.Contains(got, "another account") || strings.Contains(got, "not confirmed") || card.Find("form").Length() != 0 {
		t.Errorf("the carer reads %s, with %d forms", got, card.Find("form").Length())
	}
}

// A page that is behind the times says at the visit what does not fit.
func TestAFormTooLate(t *testing.T) {
	s := newSite(t)
	v := s.visit(0)
	s.press(v.ID, delivery.Start, "")
	w, doc := s.ask(http.MethodPost, "/visits/"+v.ID+"/start", "application/x-www-form-urlencoded", "move=01k00000000000000000000001")
	if got := text(doc.Find(`[data-visit="` + v.ID + `"] [role="alert"]`)); w.Code != http.StatusConflict || !strings.Contains(got, "nother device") {
		t.Errorf("%d %q", w.Code, got)
	}
	w, doc = s.ask(http.MethodPost, "/visits/"+v.ID+"/finish", "application/x-www-form-urlencoded", "move=01k00000000000000000000002&code=1234567890123")
	if got := doc.Find(`[data-visit="` + v.ID + `"] [role="alert"]`).Length(); w.Code != http.StatusUnprocessableEntity || got != 1 {
		t.Errorf("a code that is too long: %d, %d", w.Code, got)
	}
}

// Another carer's visit is not found, and neither is a step that is none; nothing changes.
func TestNotOnesOwn(t *testing.T) {
	s := newSite(t)
	v := s.visit(0)
	if w, _ := s.ask(http.MethodPost, "/visits/"+v.ID+"/settle", "application/x-www-form-urlencoded", ""); w.Code != http.StatusNotFound {
		t.Errorf("no step of a carer's: %d", w.Code)
	}
	s.who = s.carer(1)
	if w, _ := s.ask(http.MethodPost, "/visits/"+v.ID+"/start", "application/x-www-form-urlencoded", ""); w.Code != http.StatusNotFound {
		t.Errorf("another's visit: %d", w.Code)
	}
	if _, doc := s.ask(http.MethodGet, "/visits/today", "", ""); doc.Find("[data-visit]").Length() != 0 {
		t.Error("another's visit is on the page")
	}
	if got := s.send(s.now, move{"01k00000000000000000000001", v.ID, "start", s.now.UnixMilli(), ""})[0]; got.Outcome != "conflict" || got.Text == "" {
		t.Errorf("from another's phone: %+v", got)
	}
	s.who = partytest.Who(t, s.posts[1].Person, partytest.Away, delivery.CanDeliver)
	if got := s.send(s.now, move{"01k00000000000000000000002", v.ID, "start", s.now.UnixMilli(), ""})[0]; got.Outcome != "refused" || got.Text == "" {
		t.Errorf("from elsewhere: %+v", got)
	}
	if got := s.state(v.ID).State; got != delivery.Scheduled {
		t.Errorf("the visit is %s", got)
	}
}

// A phone whose clock is two hours behind sends a day of work twice: it is down once, at the time it was. What is malformed holds nothing up.
func TestAPhoneSendsTwice(t *testing.T) {
	s := newSite(t)
	v := s.visit(0)
	slow := func(after time.Duration) int64 { return s.now.Add(after - 2*time.Hour).UnixMilli() }
	list := []move{
		{"not an identifier", v.ID, "start", slow(-time.Hour), ""},
		{"01k00000000000000000000001", v.ID, "start", slow(-time.Hour), ""},
		{"01k00000000000000000000002", v.ID, "finish", slow(-time.Minute), "000000"},
		{"01k00000000000000000000003", v.ID, "confirm", slow(0), "123456"},
		{"01k00000000000000000000004", v.ID, "start", slow(0), ""},
	}
	want := [][]string{{"refused", "applied", "applied", "applied", "conflict"}, {"refused", "same", "same", "same", "conflict"}}
	texts := []bool{true, false, true, false, true}
	for i, sent := range []time.Time{s.now.Add(-2 * time.Hour), s.now.Add(-2*time.Hour + 7*time.Second)} { // the second sending is slower
		for k, got := range s.send(sent, list...) {
			if got.ID != list[k].ID || got.Outcome != want[i][k] || (got.Text != "") != texts[k] {
				t.Errorf("sending %d, report %d: %+v, want %s", i+1, k+1, got, want[i][k])
			}
		}
	}
	got := s.state(v.ID)
	if got.BegunMs != s.now.Add(-time.Hour).UnixMilli() || got.EndedMs != s.now.Add(-time.Minute).UnixMilli() || got.State != delivery.Finished {
		t.Errorf("%s, from %s to %s", got.State, time.UnixMilli(got.BegunMs), time.UnixMilli(got.EndedMs))
	}
	w, _ := s.ask(http.MethodPost, "/api/delivery/v1/moves", "application/json", `{"account":"acct_other","sent_ms":1,"moves":[]}`)
	if w.Code != http.StatusForbidden {
		t.Errorf("the queue of another account is answered with %d", w.Code)
	}
}

// What a phone still holds when its carer may deliver no more is kept, and what is no visit of hers is not.
func TestAPhoneSendsAfterTheRightHasEnded(t *testing.T) {
	s := newSite(t)
	v := s.visit(0)
	list := []move{{"01k00000000000000000000001", v.ID, "start", s.now.UnixMilli(), ""}, {"01k00000000000000000000002", s.id("visit"), "start", s.now.UnixMilli(), ""}}
	for i, want := range [][]string{{"conflict", "refused"}, {"refused", "refused"}} {
		s.who = partytest.Who(t, s.posts[i].Person, partytest.County)
		for k, got := range s.send(s.now, list...) {
			if got.Outcome != want[k] || got.Text == "" {
				t.Errorf("carer %d, report %d: %+v, want %s", i, k, got, want[k])
			}
		}
	}
}

// Some seconds between sending and hearing are no fault of a clock; a clock that is ahead claims nothing that is still to come.
func TestAClockIsOnlyPutRightWhenItIsOff(t *testing.T) {
	s := newSite(t)
	for i, one := range []struct{ sent, claimed, want time.Duration }{
		{-20 * time.Second, -5 * time.Minute, -5 * time.Minute},
		{3 * time.Hour, 2 * time.Hour, -time.Hour},
		{0, 30 * time.Second, 0},
	} {
		v := s.visit(0)
		id := "01k0000000000000000000000" + string(rune('a'+i))
		got := s.send(s.now.Add(one.sent), move{id, v.ID, "start", s.now.Add(one.claimed).UnixMilli(), ""})
		if begun := s.state(v.ID).BegunMs; got[0].Outcome != "applied" || begun != s.now.Add(one.want).UnixMilli() {
			t.Errorf("%+v: %+v, begun %s from now", one, got, time.Duration(begun-s.now.UnixMilli())*time.Millisecond)
		}
	}
}
