package deliveryweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/register/party/partytest"
)

// A month with visits and without a sample says so, and leads whoever may draw one to the form; what is reported after the sample is told, and drawn from.
func TestNobodyEscapesASample(t *testing.T) {
	s := newOffice(t)
	s.visit("2026-03-04", true)
	late := s.visit("2026-03-05", false)
	who, reader := s.inspector(), s.settler()
	if doc := s.wants(who, http.MethodGet, "/audits", nil, http.StatusOK); doc.Find("#undrawn").Length() != 0 {
		t.Error("a month that is not over waits for a sample")
	}
	s.later("2026-04-02")
	doc := s.wants(who, http.MethodGet, "/audits", nil, http.StatusOK, "no sample drawn yet", "visits that providers reported: 1", "No sample does not mean nothing wrong")
	way, _, form := strings.Cut(doc.Find(`main a[href*="#draw"]`).AttrOr("href", ""), "#draw")
	if !form {
		t.Fatalf("whoever may draw a sample is led to %q", way)
	}
	doc = s.wants(who, http.MethodGet, way, nil, http.StatusOK)
	if month, place := doc.Find(`[name="month"]`).AttrOr("value", ""), doc.Find(`[name="place"] [selected]`).AttrOr("value", ""); month != "2026-03" || place != partytest.County.String() {
		t.Errorf("%s leads to the month %q of %q", way, month, place)
	}
	if doc = s.wants(reader, http.MethodGet, "/audits", nil, http.StatusOK, "no sample drawn yet"); doc.Find(`main a[href*="#draw"]`).Length() != 0 {
		t.Error("who draws nothing is led to the form")
	}
	s.wants(who, http.MethodPost, "/audits", url.Values{"place": {partytest.County.String()}, "month": {"2026-03"}, "each": {"2"}}, http.StatusSeeOther)
	if doc := s.wants(who, http.MethodGet, "/audits", nil, http.StatusOK); doc.Find("#undrawn").Length() != 0 {
		t.Error("the month still waits for a sample")
	}
	page := "/audits/" + must(s.Audits(t.Context(), who))[0].ID
	if doc := s.wants(who, http.MethodGet, page, nil, http.StatusOK); doc.Find("#late").Length() != 0 {
		t.Error("something is late")
	}
	s.wants(who, http.MethodPost, page+"/late", url.Values{"each": {"2"}}, http.StatusConflict, "Nothing was reported since the last sample")
	s.later("2026-04-03")
	carer := s.at("acct_c", s.carer, partytest.County, delivery.CanDeliver, "evidence.record")
	s.move(carer, late.ID, delivery.Start, late.FromMs)
	s.move(carer, late.ID, delivery.Finish, late.UntilMs)
	s.wants(who, http.MethodGet, page, nil, http.StatusOK, "1 visit was reported after the sample and is in none")
	if doc := s.wants(reader, http.MethodGet, page, nil, http.StatusOK, "1 visit was reported"); doc.Find(`form[action*="/late"]`).Length() != 0 {
		t.Error("who draws nothing is offered to")
	}
	s.wants(reader, http.MethodPost, page+"/late", url.Values{"each": {"2"}}, http.StatusForbidden)
	s.wants(s.at("acct_away", "person_away", partytest.Away, delivery.CanAudit, delivery.CanRead), http.MethodPost, page+"/late", url.Values{"each": {"2"}}, http.StatusNotFound)
	s.wants(who, http.MethodPost, page+"/late", url.Values{"each": {"many"}}, http.StatusUnprocessableEntity, "a number from 2 to 500")
	s.wants(who, http.MethodPost, page+"/late", url.Values{"each": {"2"}}, http.StatusSeeOther)
	doc = s.wants(who, http.MethodGet, page, nil, http.StatusOK, "(reported late, sample 1)", "The seed of sample 1 of late reports")
	if doc.Find(`main a[href*="`+late.ID+`"]`).Length() == 0 || doc.Find("#late").Length() != 0 {
		t.Error("the late visit is not among those to ask about")
	}
	s.wants(who, http.MethodPost, page+"/"+late.ID, url.Values{"says": {"happened"}}, http.StatusSeeOther)
}
