package app

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party"
)

// colleague is somebody of the same provider to whom the elder gave a mandate at the counter: neither confirms nor rates a visit of the carer with it.
func (u *unearned) colleague(t *testing.T) {
	given := u.send(u.person(t, string(Registrar), own), "/persons/"+u.elder+"/mandates", url.Values{
		"other": {u.numbers[u.people[busyNo]]}, "what": {evidence.Confirming}, "until": {time.Now().AddDate(0, 6, 0).Format(time.DateOnly)}, "shown": {string(party.AtCounter)},
	})
	list, err := u.Persons.Mandates(t.Context(), access.Actor{ID: u.busy.account, Person: u.people[busyNo]})
	if u.must(err); given.status != http.StatusSeeOther || len(list) != 1 {
		t.Fatalf("the mandate is answered with %d, and %d are held", given.status, len(list))
	}
	v := u.visit(u.elder, u.post)
	u.step(u.carer, v, delivery.Start, "")
	u.step(u.carer, v, delivery.Finish, "")
	if got := u.send(u.busy, "/me/visits/"+v, url.Values{"says": {"happened"}, "mandate": {list[0].ID}}); got.status != http.StatusForbidden {
		t.Errorf("the colleague confirms: %d", got.status)
	}
	if got := u.send(u.busy, "/rate/"+delivery.AboutVisit+"/"+v, url.Values{"level": {"5"}, "mandate": {list[0].ID}}); got.letter() != "D" && got.letter() != "N" {
		t.Errorf("the colleague rates: %d", got.status)
	}
	u.none("a mandate of a colleague")
}
