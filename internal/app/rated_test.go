package app

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mihe/internal/act/delivery"
)

// rates is the elder who says on the page of her visits how one was: a bad rating opens a work order, the same one twice does not, and nobody whose work
// it was rates it.
func (u *unearned) rates(t *testing.T) {
	v := u.visit(u.elder, u.post)
	way := "/rate/" + delivery.AboutVisit + "/" + v
	if page := u.ask(t, u.resident, request{method: http.MethodGet, path: "/me/visits"}); strings.Contains(page.body, way) {
		t.Error("a visit can be rated before it took place")
	}
	u.step(u.carer, v, delivery.Start, "")
	u.step(u.carer, v, delivery.Finish, "")
	if page := u.ask(t, u.resident, request{method: http.MethodGet, path: "/me/visits"}); !strings.Contains(page.body, way) {
		t.Errorf("the page of visits does not lead to %s", way)
	}
	theirs := u.visit(u.elder, u.posts[u.people[busyNo]])
	u.step(u.busy, theirs, delivery.Start, "")
	u.step(u.busy, theirs, delivery.Finish, "")
	for who, at := range map[*person]string{u.carer: v, u.person(t, string(Registrar), own): v, u.busy: theirs} { // the last assists people, but went there
		if got := u.send(who, "/rate/"+delivery.AboutVisit+"/"+at, url.Values{"level": {"5"}, "channel": {"counter"}}); got.letter() != "D" && got.letter() != "N" {
			t.Errorf("%s rates the visit for the elder: %d", who.User, got.status)
		}
	}
	if got := u.send(u.resident, way, url.Values{"level": {"1"}}); got.status != http.StatusSeeOther {
		t.Fatalf("the elder rates: %d", got.status)
	}
	rated := u.ask(t, u.resident, request{method: http.MethodGet, path: way})
	order := regexp.MustCompile(`/orders/(case_[0-9a-z]{26})`).FindString(rated.body)
	if order == "" {
		t.Fatalf("no order follows: %.600s", rated.body[strings.Index(rated.body, "<main"):])
	}
	if got := u.ask(t, u.resident, request{method: http.MethodGet, path: order}); got.status != http.StatusOK {
		t.Errorf("the elder follows the order: %d", got.status)
	}
	if got := u.send(u.resident, way, url.Values{"level": {"5"}}); got.status != http.StatusConflict {
		t.Errorf("rated twice: %d", got.status)
	}
}
