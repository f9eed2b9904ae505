package deliveryweb_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// opening is one time that persons were opened for a page.
type opening struct {
	ids  []string
	view party.View
}

// ShowAll implements deliveryweb.Persons: it opens the elder, and keeps that it was asked to.
func (s *officeSite) ShowAll(_ context.Context, _ access.Actor, ids []string, v party.View) (list []party.Known, err error) {
	s.opened = append(s.opened, opening{ids, v})
	if slices.Contains(ids, s.elder) {
		list = append(list, party.Known{ID: s.elder, Names: party.Names{Name: "合成-000001", Phone: "10000000001"}})
	}
	return list, nil
}

func (s *officeSite) inspector() access.Actor {
	return s.at("acct_i", "person_i", partytest.County, delivery.CanAudit, delivery.CanRead, evidence.CanSample)
}

// A sample is drawn once, and its persons are opened one at a time, for whoever asks them and for that alone; what was said is evidence.
func TestASampleIsAsked(t *testing.T) {
	s := newOffice(t)
	visits := []delivery.Visit{s.visit("2026-03-04", true), s.visit("2026-03-05", true), s.visit("2026-03-06", true)}
	who := s.inspector()
	form := url.Values{"place": {partytest.County.String()}, "month": {"2026-03"}, "each": {"3"}}
	s.wants(who, http.MethodPost, "/audits", form, http.StatusUnprocessableEntity, "a month that is over")
	s.later("2026-04-02")
	s.wants(who, http.MethodPost, "/audits", url.Values{"place": {partytest.County.String()}, "month": {"2026-03"}, "each": {"1"}}, http.StatusUnprocessableEntity, "a number from 2 to 500")
	s.wants(who, http.MethodPost, "/audits", url.Values{"place": {partytest.Away.String()}, "month": {"2026-03"}, "each": {"3"}}, http.StatusNotFound)
	s.wants(s.settler(), http.MethodPost, "/audits", form, http.StatusForbidden)
	s.wants(who, http.MethodPost, "/audits", form, http.StatusSeeOther)
	s.wants(who, http.MethodPost, "/audits", form, http.StatusConflict, "has been drawn and is not drawn again")
	list := must(s.Audits(t.Context(), who))
	if len(list) != 1 {
		t.Fatalf("%d samples", len(list))
	}
	page := "/audits/" + list[0].ID
	doc := s.wants(who, http.MethodGet, page, nil, http.StatusOK, "3 from each provider, 3 in all; 0 answered", list[0].Seed, list[0].Strata[0].SHA256, "nobody has been reached yet")
	if said := doc.Text(); strings.Contains(said, "合成-000001") || strings.Contains(said, s.elder) || len(s.opened) > 0 {
		t.Errorf("the list of a sample names somebody, or opens %v", s.opened)
	}
	call := page + "/" + visits[0].ID
	away := s.at("acct_away", "person_away", partytest.Away, delivery.CanAudit, delivery.CanRead)
	inside := s.at("acct_c", s.carer, partytest.County, delivery.CanAudit, delivery.CanRead, evidence.CanSample)
	for name, c := range map[string]struct {
		who    access.Actor
		status int
	}{
		"who settles": {s.settler(), http.StatusForbidden}, "who works for the provider": {inside, http.StatusForbidden}, "from elsewhere": {away, http.StatusNotFound},
		"the elder": {s.at("acct_e", s.elder, partytest.County, delivery.CanAudit, delivery.CanRead, evidence.CanSample), http.StatusForbidden},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if code, _ := s.ask(c.who, method, call, url.Values{"says": {"happened"}}); code != c.status {
				t.Errorf("%s, %s: %d, want %d", name, method, code, c.status)
			}
		}
	}
	s.wants(away, http.MethodGet, page, nil, http.StatusNotFound)
	s.wants(who, http.MethodGet, page+"/visit_01ke5y3x80a9svzgxj00m6c4xb", nil, http.StatusNotFound)
	if len(s.opened) > 0 {
		t.Fatalf("whoever was refused has opened %v", s.opened)
	}
	s.wants(who, http.MethodGet, call, nil, http.StatusOK, "合成-000001", "10000000001", "changes nothing about their services")
	if o := s.opened[0]; len(s.opened) != 1 || !slices.Equal(o.ids, []string{s.elder}) || o.view.Purpose != delivery.Asking || o.view.Right != delivery.CanAudit ||
		!slices.Equal(o.view.Groups, []party.Group{party.Identity, party.Contact}) {
		t.Errorf("opened %+v, want the one person, for asking alone", s.opened)
	}
	s.wants(who, http.MethodPost, call, nil, http.StatusUnprocessableEntity, "choose one of the answers")
	s.wants(who, http.MethodPost, call, url.Values{"says": {"not_happened"}}, http.StatusSeeOther)
	s.wants(who, http.MethodPost, call, url.Values{"says": {"happened"}}, http.StatusConflict, "the person has answered already")
	s.opened = nil
	s.wants(who, http.MethodGet, call, nil, http.StatusOK, "it did not take place")
	if len(s.opened) > 0 {
		t.Errorf("a person who has answered is opened again: %v", s.opened)
	}
	for _, v := range visits[1:] {
		s.wants(who, http.MethodPost, page+"/"+v.ID, yes, http.StatusSeeOther)
	}
	s.wants(s.settler(), http.MethodGet, page, nil, http.StatusOK, "all 3 visits were asked about; 1 said otherwise, 33.3%")
	m := must(s.ProviderMonth(t.Context(), s.settler(), orgA, "2026-03", 1))
	for _, v := range m.Visits {
		if v.ID == visits[0].ID && !v.Contradicted || v.ID != visits[0].ID && v.Grade != "E4" {
			t.Errorf("%s: %+v", v.On, v.Standing)
		}
	}
}

// What does not fit together is answered by an inspector without a hand in it, changes nothing by itself, and names nobody.
func TestAnomaliesAreAnswered(t *testing.T) {
	s := newOffice(t)
	v := s.visit("2026-03-04", false)
	s.later("2026-03-05")
	carer := s.at("acct_c", s.carer, partytest.County, delivery.CanDeliver, evidence.CanRecord)
	s.move(carer, v.ID, delivery.Start, v.FromMs)
	s.move(carer, v.ID, delivery.Finish, v.FromMs+10*60_000)
	s.later("2026-04-02")
	who, page := s.inspector(), "/anomalies?month=2026-03"
	doc := s.wants(who, http.MethodGet, page, nil, http.StatusOK, "much shorter than planned", "Only 10 minutes were reported", "planned 09:00–10:00, reported 09:00–09:10", "never held against the elder")
	if said := doc.Text(); strings.Contains(said, s.elder) || strings.Contains(said, s.carer) {
		t.Error("the page names the elder or the carer")
	}
	action := doc.Find(`form[action^="/anomalies/"]`).AttrOr("action", "")
	form := func(verdict string) url.Values {
		return url.Values{"place": {partytest.County.String()}, "month": {"2026-03"}, "verdict": {verdict}}
	}
	read := s.wants(s.settler(), http.MethodGet, page, nil, http.StatusOK, "much shorter than planned")
	if read.Find(`form[action^="/anomalies/"]`).Length() != 0 {
		t.Error("who settles is offered to answer")
	}
	s.wants(s.settler(), http.MethodPost, action, form("explained"), http.StatusForbidden)
	s.wants(s.at("acct_c", s.carer, partytest.County, delivery.CanAudit, delivery.CanRead), http.MethodPost, action, form("explained"), http.StatusForbidden)
	s.wants(who, http.MethodPost, action, form(""), http.StatusUnprocessableEntity, "choose what you found")
	s.wants(who, http.MethodPost, "/anomalies/0000", form("explained"), http.StatusNotFound)
	before := must(s.ProviderMonth(t.Context(), s.settler(), orgA, "2026-03", 1)).Visits[0]
	s.wants(who, http.MethodPost, action, form("upheld"), http.StatusSeeOther)
	s.wants(who, http.MethodPost, action, form("explained"), http.StatusConflict, "somebody has answered this already")
	after := must(s.ProviderMonth(t.Context(), s.settler(), orgA, "2026-03", 1)).Visits[0]
	if after.Grade != before.Grade || after.Contradicted != before.Contradicted || after.State != before.State || after.Left() != before.Left() {
		t.Errorf("the answer has changed the visit from %+v to %+v", before, after)
	}
	s.wants(who, http.MethodGet, page, nil, http.StatusOK, "Nothing waits here in this month", "upheld")
	s.wants(who, http.MethodGet, "/anomalies?month=March", nil, http.StatusUnprocessableEntity, "write it as 2026-03")
}
