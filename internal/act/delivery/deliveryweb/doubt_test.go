package deliveryweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mihe/internal/act/delivery"
)

// Who pressed the wrong key says so on the same page, which promises a call; the inspector finds it in the queue, calls, and what is said settles it.
func TestAWrongKeyIsPutRight(t *testing.T) {
	s := newOffice(t)
	v, fine := s.visit("2026-03-04", true), s.visit("2026-03-05", true)
	s.later("2026-03-06")
	elder, who := s.resident(s.elder), s.inspector()
	s.wants(elder, http.MethodPost, "/me/visits/"+fine.ID, yes, http.StatusSeeOther)
	s.wants(elder, http.MethodPost, "/me/visits/"+v.ID, no, http.StatusSeeOther)
	s.wants(who, http.MethodGet, "/anomalies?month=2026-03", nil, http.StatusOK, "was told that we would call")
	code, _ := s.ask(elder, http.MethodPost, "/me/visits/"+v.ID, url.Values{"says": {"happened"}, "after": {"not_happened"}})
	if code != http.StatusSeeOther {
		t.Fatalf("put right: %d", code)
	}
	s.wants(elder, http.MethodGet, "/me/visits?done=changed", nil, http.StatusOK, "An inspector will call you; it is paid for after that", "we shall call you")
	doc := s.wants(who, http.MethodGet, "/anomalies?month=2026-03", nil, http.StatusOK, "first said no, and then yes", "Call the person about visit")
	path := doc.Find(`a[href^="/anomalies/visits/"]`).AttrOr("href", "")
	if !strings.Contains(path, v.ID) || doc.Find(`select[name="verdict"]`).Length() != 0 {
		t.Fatalf("the queue leads to %q, and a finding can be written instead of a call", path)
	}
	s.wants(s.settler(), http.MethodGet, path, nil, http.StatusForbidden)
	s.wants(who, http.MethodGet, "/anomalies/visits/"+fine.ID, nil, http.StatusNotFound)
	if len(s.opened) != 0 {
		t.Errorf("opened before the call: %+v", s.opened)
	}
	s.wants(who, http.MethodGet, path, nil, http.StatusOK, "合成-000001", "10000000001", "Back to what does not fit together")
	if len(s.opened) != 1 || s.opened[0].view.Purpose != delivery.Asking {
		t.Errorf("opened %+v", s.opened)
	}
	s.wants(who, http.MethodPost, path, nil, http.StatusUnprocessableEntity, "choose one of the answers")
	s.wants(who, http.MethodPost, path, url.Values{"says": {"unreached"}}, http.StatusSeeOther)
	s.wants(who, http.MethodGet, "/anomalies?month=2026-03", nil, http.StatusOK, "The last call: ")
	s.wants(who, http.MethodPost, path, yes, http.StatusSeeOther)
	s.wants(who, http.MethodGet, "/anomalies?month=2026-03", nil, http.StatusOK, "Nothing waits here")
	s.wants(elder, http.MethodGet, "/me/visits", nil, http.StatusOK, "Your side has confirmed it")
}
