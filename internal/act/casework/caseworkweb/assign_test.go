package caseworkweb_test

import (
	"net/http"
	"net/url"
	"testing"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// A case is given to a colleague who is chosen; whose number nobody has to know.
func TestAColleagueIsChosen(t *testing.T) {
	s := newSite(t)
	var asked []access.Right
	s.deps.Colleagues = func(_ store.Queryer, right access.Right, at region.Key) ([]string, error) {
		asked = append(asked, right)
		if at != caseworktest.Town {
			t.Errorf("asked of %s", at)
		}
		return []string{"account-a", "account-b"}, nil
	}
	s.build(t)
	c := s.Open(t)
	handler := s.Officer(caseworktest.Handler, caseworktest.Town)
	doc := s.page(t, handler, "/cases/"+c.ID+"?lang=en")
	if n := doc.Find(`select[name="assignee"] option`).Length(); n != 2 || len(asked) != 1 || asked[0] != casework.CanHandle {
		t.Fatalf("%d colleagues, asked %v", n, asked)
	}
	if code, after := s.send(t, handler, doc, "assign", url.Values{"assignee": {"account-b"}}); code != http.StatusSeeOther {
		t.Fatalf("given: %d, %s", code, text(after.Find("main")))
	}
	if got := s.Get(t, c.ID).Assignee; got != "account-b" {
		t.Errorf("the case is %s's", got)
	}
	s.page(t, s.Resident(s.Elder), "/cases/"+c.ID) // who gives it to nobody is told of nobody
	if len(asked) != 1 {
		t.Errorf("colleagues were looked up for the person: %v", asked)
	}
}
