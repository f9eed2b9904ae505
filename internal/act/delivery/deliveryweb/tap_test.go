package deliveryweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mihe/internal/act/delivery"
)

// A tag that is held to the carer's phone finishes the visit under way; looked at, the address does nothing. A second message confirms nothing new.
func TestATapOfTheCard(t *testing.T) {
	s := newSite(t)
	v := s.visit(0)
	send := func(p, m string) (int, string, string) {
		t.Helper()
		w, doc := s.ask(http.MethodPost, "/t", "application/x-www-form-urlencoded", url.Values{"p": {p}, "m": {m}}.Encode())
		return w.Code, w.Header().Get("Location"), text(doc.Find("main"))
	}
	if code, _, says := send("aa", "bb"); code != http.StatusConflict || !strings.Contains(says, "No visit is under way") {
		t.Errorf("before the visit: %d %s", code, says)
	}
	s.press(v.ID, delivery.Start, "")
	w, doc := s.ask(http.MethodGet, "/t?p=aa&m=bb", "", "")
	if w.Code != http.StatusOK || doc.Find(`form[method="post"] button`).Length() == 0 || s.state(v.ID).State != delivery.Started {
		t.Fatalf("looked at: %d, the visit is %s: %s", w.Code, s.state(v.ID).State, text(doc.Find("main")))
	}
	if code, _, says := send("aa", "cc"); code != http.StatusUnprocessableEntity || !strings.Contains(says, "not accepted") {
		t.Errorf("another tag: %d %s", code, says)
	}
	code, to, says := send("aa", "bb")
	if code != http.StatusSeeOther || to != "/t?done=yes" || !s.shown(v.ID).Confirmed() {
		t.Fatalf("the tap: %d %s %s; %+v", code, to, says, s.shown(v.ID))
	}
	if _, doc = s.ask(http.MethodGet, to, "", ""); !strings.Contains(text(doc.Find("main")), "Confirmed") {
		t.Errorf("afterwards: %s", text(doc.Find("main")))
	}
	if code, _, _ := send(strings.Repeat("a", 65), "bb"); code != http.StatusUnprocessableEntity {
		t.Errorf("a long message: %d", code)
	}
}
