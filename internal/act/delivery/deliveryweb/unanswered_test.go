package deliveryweb_test

import (
	"net/http"
	"net/url"
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/register/party/partytest"
)

// The provider reads until when it can answer, and that nobody has verified the rule; when it has not, the settler goes on, and the provider reads why and
// can still object.
func TestASettlementGoesOnWithoutAnAnswer(t *testing.T) {
	s := newOffice(t)
	good := s.visit("2026-03-04", true)
	s.wants(s.resident(s.elder), http.MethodPost, "/me/visits/"+good.ID, yes, http.StatusSeeOther)
	agent, settler := s.agent("acct_a"), s.settler()
	s.later("2026-04-02")
	s.wants(settler, http.MethodPost, "/settlements/of/"+orgA+"/2026-03/draw", nil, http.StatusSeeOther)
	m, err := s.ProviderMonth(t.Context(), settler, orgA, "2026-03", 1)
	if err != nil || len(m.Settlements) != 1 {
		t.Fatalf("%+v, %v", m.Settlements, err)
	}
	page := "/settlements/" + m.Settlements[0].ID
	goOn := page + "/unanswered"
	offered := func(doc interface{ Length() int }) bool { return doc.Length() > 0 }
	doc := s.wants(agent, http.MethodGet, page, nil, http.StatusOK, "The provider answers until", "17 April 2026, that day included", "our own start value", "(unverified)")
	if offered(doc.Find(`form[action$="/unanswered"]`)) {
		t.Error("the provider is offered to go on without its answer")
	}
	if doc := s.wants(settler, http.MethodGet, page, nil, http.StatusOK); offered(doc.Find(`form[action$="/unanswered"]`)) {
		t.Error("it is offered before the deadline")
	}
	s.wants(settler, http.MethodPost, goOn, nil, http.StatusConflict, "can answer until")
	s.later("2026-04-18")
	if doc := s.wants(settler, http.MethodGet, page, nil, http.StatusOK, "had not answered by 17 April 2026"); !offered(doc.Find(`form[action*="/unanswered"]`)) {
		t.Error("it is not offered after the deadline")
	}
	s.wants(agent, http.MethodPost, goOn, nil, http.StatusForbidden)
	s.wants(s.at("acct_away", "person_away", partytest.Away, delivery.CanSettle, delivery.CanRead), http.MethodPost, goOn, nil, http.StatusNotFound)
	hand := s.at("acct_hand", "person_hand", partytest.County, delivery.CanSettle, delivery.CanApprove, delivery.CanRead)
	s.wants(hand, http.MethodPost, goOn, nil, http.StatusSeeOther)
	s.wants(hand, http.MethodGet, page, nil, http.StatusOK, "let it go on without an answer")
	s.wants(hand, http.MethodPost, page+"/approve", nil, http.StatusForbidden, "let it go on without an answer")
	doc = s.wants(agent, http.MethodGet, page, nil, http.StatusOK, "The provider had not answered by 17 April 2026", "can still agree or object")
	if !offered(doc.Find(`form[action*="/answer"]`)) {
		t.Error("the provider cannot answer any more")
	}
	s.wants(settler, http.MethodPost, goOn, nil, http.StatusConflict)
	s.wants(settler, http.MethodPost, page+"/approve", nil, http.StatusForbidden)
	s.wants(agent, http.MethodPost, page+"/answer", url.Values{"do": {"dispute"}, good.ID: {"wrong_amount"}}, http.StatusSeeOther)
	s.wants(settler, http.MethodGet, page, nil, http.StatusOK, "Answer the objections", "The provider had not answered by")
}
