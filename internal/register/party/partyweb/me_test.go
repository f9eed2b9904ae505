package partyweb_test

import (
	"archive/zip"
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// mine is the pages over a register with two persons, as the first of them sees them.
type mine struct {
	*site
	self, other string
}

func newMine(t *testing.T) *mine {
	t.Helper()
	s := newSite(t)
	rows := []party.Row{partytest.Row(1, partytest.North), partytest.Row(2, partytest.North)}
	partytest.Load(t, s.Service, "a", rows...)
	m := &mine{site: s, self: partytest.ID(t, s.Service, rows[0].Names.Number), other: partytest.ID(t, s.Service, rows[1].Names.Number)}
	m.who = partytest.Who(t, m.self, partytest.Away)
	return m
}

// ask sends a request of the person, wants a status and returns the answer in English.
func (s *mine) ask(t *testing.T, method, path string, form url.Values, want int) string {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Accept-Language", "en")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w, _ := s.site.ask(t, s.who, r)
	if w.Code != want {
		t.Fatalf("%s %s = %d, want %d: %s", method, path, w.Code, want, w.Body)
	}
	return w.Body.String()
}

// uses counts the entries about a person.
func (s *mine) uses(t *testing.T) int {
	t.Helper()
	list, err := s.OwnUses(t.Context(), s.who, 0, 50)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// People see what is held of them, each reading leaves an entry, and what is wrong in a form is said at its field with nothing lost.
func TestMe(t *testing.T) {
	s := newMine(t)
	row := partytest.Row(1, partytest.North)
	before := s.uses(t)
	page := s.ask(t, http.MethodGet, "/me", nil, http.StatusOK)
	for _, text := range []string{row.Names.Name, row.Names.Number, row.Names.Phone} {
		if !strings.Contains(page, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
	for field, f := range row.Facts {
		if !strings.Contains(page, f.Source) {
			t.Errorf("the page does not say who says %s", field)
		}
	}
	if strings.Contains(page, partytest.Row(2, partytest.North).Names.Name) {
		t.Error("the page names another person")
	}
	if after := s.uses(t); after != before+1 {
		t.Errorf("%d uses before the page, %d after", before, after)
	}
	long := strings.Repeat("1", 40)
	page = s.ask(t, http.MethodPost, "/me/contact", url.Values{"phone": {long}, "address": {"a new street 5"}}, http.StatusUnprocessableEntity)
	if !strings.Contains(page, long) || !strings.Contains(page, "a new street 5") || !strings.Contains(page, `id="e-phone"`) {
		t.Error("what was typed is lost, or the error is not at its field")
	}
	s.ask(t, http.MethodPost, "/me/contact", url.Values{"phone": {"13000000000"}, "address": {"a new street 5"}}, http.StatusSeeOther)
	if page = s.ask(t, http.MethodGet, "/me", nil, http.StatusOK); !strings.Contains(page, "a new street 5") {
		t.Error("the correction is not there")
	}
	if page = s.ask(t, http.MethodGet, "/me/uses", nil, http.StatusOK); strings.Count(page, "<tr") < 4 {
		t.Errorf("few uses: %s", page)
	}
	z := s.ask(t, http.MethodGet, "/me/data.zip", nil, http.StatusOK)
	if r, err := zip.NewReader(bytes.NewReader([]byte(z)), int64(len(z))); err != nil || len(r.File) < 3 {
		t.Errorf("the archive: %v", err)
	}
}

func TestMandatesAreRevoked(t *testing.T) {
	s := newMine(t)
	day := func(years int) string { return time.Now().AddDate(years, 0, 0).Format(time.DateOnly) }
	m, err := s.Delegate(t.Context(), access.Operator(), party.Mandate{
		For: s.self, Who: s.other, What: []string{"eldercare.apply"}, From: day(-1), Until: day(1), Shown: party.AtCounter,
	})
	if err != nil {
		t.Fatal(err)
	}
	self := s.who
	s.who = partytest.Who(t, "", partytest.Away)
	s.ask(t, http.MethodPost, "/me/mandates/"+m.ID+"/revoke", nil, http.StatusNotFound)
	s.who = self
	if page := s.ask(t, http.MethodGet, "/me", nil, http.StatusOK); !strings.Contains(page, "acts for you") {
		t.Error("the mandate is not shown")
	}
	s.ask(t, http.MethodPost, "/me/mandates/"+m.ID+"/revoke", nil, http.StatusSeeOther)
	err = s.DB.Read(t.Context(), func(q store.Queryer) error { _, err := s.MayAct(q, s.other, s.self, "eldercare.apply"); return err })
	if err == nil {
		t.Error("the other may still act")
	}
}

// Erasing wants the number once more; whoever types a wrong one is still there.
func TestEraseMe(t *testing.T) {
	s := newMine(t)
	number := partytest.Row(1, partytest.North).Names.Number
	s.ask(t, http.MethodGet, "/me/erase", nil, http.StatusOK)
	for _, wrong := range []string{"", "0", number, "00" + number[16:]} {
		if strings.HasSuffix(number, wrong) && len(wrong) == 4 {
			continue
		}
		s.ask(t, http.MethodPost, "/me/erase", url.Values{"number": {wrong}}, http.StatusUnprocessableEntity)
	}
	if page := s.ask(t, http.MethodGet, "/me", nil, http.StatusOK); !strings.Contains(page, number) {
		t.Fatal("erased by a slip")
	}
	s.ask(t, http.MethodPost, "/me/erase", url.Values{"number": {number[14:]}}, http.StatusSeeOther)
	if page := s.ask(t, http.MethodGet, "/me?done=erased", nil, http.StatusOK); strings.Contains(page, number) || !strings.Contains(page, "Your data is erased") {
		t.Error("not erased")
	}
}

func TestWhoIsInNoRegister(t *testing.T) {
	s := newMine(t)
	s.who = partytest.Who(t, "", partytest.Away)
	if page := s.ask(t, http.MethodGet, "/me", nil, http.StatusOK); !strings.Contains(page, "No register here knows you") {
		t.Error("it is not said")
	}
	s.ask(t, http.MethodGet, "/me/data.zip", nil, http.StatusNotFound)
	s.ask(t, http.MethodPost, "/me/contact", url.Values{"phone": {"1"}}, http.StatusNotFound)
}

// A mandate is given by a form, accepted by its code, and ended by either side; what is wrong is said at its field with nothing lost.
func TestMandateOnline(t *testing.T) {
	s := newMine(t)
	giver, kin := s.who, partytest.Who(t, "person_01ke5y3x80a9svzgxj00m6c4xb", partytest.Away)
	s.Called = func(context.Context, access.Actor) (string, error) { return "Zhang Kin", nil }
	s.ask(t, http.MethodGet, "/me/mandates/new", nil, http.StatusOK)
	page := s.ask(t, http.MethodPost, "/me/mandates", url.Values{"name": {"Zhang Kin"}, "until": {"2026-12-01"}}, http.StatusUnprocessableEntity)
	if !strings.Contains(page, "Zhang Kin") || !strings.Contains(page, "2026-12-01") {
		t.Error("what was typed is lost")
	}
	s.ask(t, http.MethodPost, "/me/mandates", url.Values{"name": {"Zhang Kin"}, "until": {"2026-12-01"}, "what": {"another.matter"}}, http.StatusUnprocessableEntity)
	page = s.ask(t, http.MethodPost, "/me/mandates", url.Values{"name": {"Zhang Kin"}, "until": {"2026-12-01"}, "what": {"test.matter"}}, http.StatusCreated)
	code := regexp.MustCompile(`[2-9a-z]{4}(-[2-9a-z]{4}){3}`).FindString(page)
	if page = s.ask(t, http.MethodGet, "/me", nil, http.StatusOK); !strings.Contains(page, "Waiting for") || code == "" || strings.Contains(page, code) {
		t.Fatalf("the code %q is not there, or stands on the page again", code)
	}
	s.who = kin
	page = s.ask(t, http.MethodPost, "/me/mandates/accept", url.Values{"code": {"nonsense"}}, http.StatusUnprocessableEntity)
	if !strings.Contains(page, "nonsense") || !strings.Contains(page, `id="e-code"`) {
		t.Error("the error is not at its field")
	}
	s.ask(t, http.MethodPost, "/me/mandates/accept", url.Values{"code": {code}}, http.StatusSeeOther)
	page = s.ask(t, http.MethodGet, "/me", nil, http.StatusOK)
	if !strings.Contains(page, partytest.Row(1, partytest.North).Names.Name) || !strings.Contains(page, `href="/test"`) {
		t.Error("who is in no register does not see for whom and where they may act")
	}
	s.who = giver
	page = s.ask(t, http.MethodGet, "/me", nil, http.StatusOK)
	if !strings.Contains(page, "Zhang Kin") || strings.Contains(page, `href="/test"`) {
		t.Error("the giver does not see who acts")
	}
	id := regexp.MustCompile(`/me/mandates/(mandate_[0-9a-z]+)/revoke`).FindStringSubmatch(page)[1]
	s.ask(t, http.MethodPost, "/me/mandates/"+id+"/revoke", nil, http.StatusSeeOther)
	s.who = kin
	if page = s.ask(t, http.MethodGet, "/me", nil, http.StatusOK); strings.Contains(page, partytest.Row(1, partytest.North).Names.Name) {
		t.Error("the relative still sees the giver")
	}
}
