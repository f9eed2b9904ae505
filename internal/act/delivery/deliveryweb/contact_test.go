package deliveryweb_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// registers adds somebody to whom the next visits are.
func (s *site) registers(i int, phone, address string) {
	s.t.Helper()
	row := partytest.Row(i, partytest.North, func(r *party.Row) { r.Names.Phone, r.Names.Address = phone, address })
	partytest.Load(s.t, s.file, row.Names.Number, row)
	s.elder = partytest.ID(s.t, s.file, row.Names.Number)
}

// contact is what the page of the day says of the way to whom a visit is.
func (s *site) contact(visit string) *goquery.Selection {
	s.t.Helper()
	w, doc := s.ask(http.MethodGet, "/visits/today", "", "")
	if w.Code != http.StatusOK {
		s.t.Fatalf("the day is answered with %d: %s", w.Code, text(doc.Find("main")))
	}
	return doc.Find(`[data-visit="` + visit + `"] [data-contact]`)
}

// uses are the purposes for which somebody was opened, as they read it themselves, the first first, without so many of them.
func (s *site) uses(person string, since int) (list []string) {
	s.t.Helper()
	all, err := s.file.OwnUses(s.t.Context(), partytest.Who(s.t, person, partytest.County, access.Own), 0, 100)
	s.must(err)
	slices.Reverse(all)
	for _, u := range all {
		if u.Kind == "access.person.read" {
			list = append(list, u.Purpose+" "+u.Basis)
		}
	}
	return list[since:]
}

const (
	came    = "service_arrival statutory_duty"
	visited = "service_visits statutory_duty"
)

// A carer reads where those live to whom she still goes, and how to ring them, however it is written; what is not known is said.
func TestTheWayToAPerson(t *testing.T) {
	s := newSite(t)
	address := "3 组 <b>\"7\"</b> & 号"
	for i, c := range []struct{ phone, address, says, href string }{
		{"100 0000-0002", address, address + "Ring 100 0000-0002 合成-000002", "tel:10000000002"},
		{"+86 (10) 00000003", "", "No address is known.Ring +86 (10) 00000003 合成-000003", "tel:+861000000003"},
		{"", address, address + "No telephone is known.", ""},
		{"10000000004 / 10000000005", address, address + "Telephone: 10000000004 / 10000000005", ""},
		{"10000000004 10000000005", address, address + "Telephone: 10000000004 10000000005", ""},
		{"javascript:alert(1)", "", "No address is known.Telephone: javascript:alert(1)", ""},
		{"\"><b>1", "", "No address is known.Telephone: \"><b>1", ""},
	} {
		s.registers(i+2, c.phone, c.address)
		for day := range 2 {
			box := s.contact(s.visit(day).ID)
			a := box.Find("a")
			if got := text(box); got != c.says || a.AttrOr("href", "") != c.href || box.Find("b").Length() != 0 {
				t.Errorf("%q, %q in %d days: %q, href %q; want %q, %q", c.phone, c.address, day, got, a.AttrOr("href", ""), c.says, c.href)
			}
		}
	}
}

// Address and telephone are opened of whom the reader still goes to or is with, in one entry for all of a place; its purpose says so, and the person
// reads it. When the visit is over the name alone is opened, whether or not a code is still to come; so it is where a tag is held to the telephone.
func TestTheWayIsOpenedWhileItIsNeeded(t *testing.T) {
	s := newSite(t)
	first, since := s.elder, len(s.uses(s.elder, 0))
	done := s.visit(0)
	s.registers(2, "10000000002", "2 组")
	off := s.visit(0)
	second, others := s.elder, len(s.uses(s.elder, 0))
	s.elder = first
	expect := func(what string, contacts int, ofFirst, ofSecond string) {
		t.Helper()
		_, doc := s.ask(http.MethodGet, "/visits/today", "", "")
		if got := doc.Find("[data-contact]").Length(); got != contacts {
			t.Errorf("%s: %d addresses, want %d", what, got, contacts)
		}
		for person, one := range map[string]struct {
			since *int
			want  string
		}{first: {&since, ofFirst}, second: {&others, ofSecond}} {
			got := s.uses(person, *one.since)
			if *one.since += len(got); !slices.Equal(got, []string{one.want}) {
				t.Errorf("%s: opened %q, want once %q", what, got, one.want)
			}
		}
	}
	expect("at first", 2, came, came)
	_, err := s.Change(t.Context(), partytest.Who(t, "person_p", partytest.County, delivery.CanPlan), off.ID, delivery.Change{Step: delivery.Cancel, Reason: "person_away"})
	s.must(err)
	expect("after one was cancelled", 1, came, visited)
	s.press(done.ID, delivery.Start, "")
	since, others = len(s.uses(first, 0)), len(s.uses(second, 0))
	expect("after the start", 1, came, visited)
	if w, _ := s.ask(http.MethodGet, "/t?p=aa&m=bb", "", ""); w.Code != http.StatusOK || !slices.Equal(s.uses(first, since), []string{visited}) {
		t.Errorf("a tag: %d, opened %q", w.Code, s.uses(first, since))
	}
	s.press(done.ID, delivery.Finish, "")
	since, others = len(s.uses(first, 0)), len(s.uses(second, 0))
	expect("finished, not confirmed", 0, visited, visited)
	s.press(done.ID, delivery.Confirm, "123456")
	since, others = len(s.uses(first, 0)), len(s.uses(second, 0))
	expect("after the code", 0, visited, visited)
	s.visit(1)
	s.visit(1)
	expect("with two visits tomorrow", 2, came, visited)

	s.who = s.carer(1)
	if w, _ := s.ask(http.MethodGet, "/visits/today", "", ""); w.Code != http.StatusOK || len(s.uses(first, since)) != 0 {
		t.Errorf("another carer: %d, opened %q", w.Code, s.uses(first, since))
	}
}

// Of two who go together the one who is not there yet still reads the way, until the other says that the visit is over.
func TestTheWayOfTwo(t *testing.T) {
	s := newSite(t)
	v := s.visit(0, s.posts[1].ID)
	for _, c := range []struct {
		step     delivery.Step
		contacts int
	}{{delivery.Start, 1}, {delivery.Finish, 0}} {
		s.who = s.carer(0)
		s.press(v.ID, c.step, "")
		for i := range 2 {
			s.who = s.carer(i)
			if got := s.contact(v.ID).Length(); got != c.contacts {
				t.Errorf("after %s carer %d reads %d addresses, want %d", c.step, i, got, c.contacts)
			}
		}
	}
	if _, doc := s.ask(http.MethodGet, "/visits/today", "", ""); doc.Find(`form[data-step="join"]:not([hidden])`).Length() != 1 {
		t.Error("who came along cannot say so any more")
	}
}
