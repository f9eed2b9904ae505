package accessweb_test

import (
	"net/http"
	"strings"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
)

// A new password of somebody with a role is shown to who asked, is marked in the list, and works once the security
// administrator has pressed the one button of the page.
func TestASecondAdministratorConfirms(t *testing.T) {
	s := newSite(t)
	system, security := s.administrator(t, "user-s", accesstest.System, accesstest.City), s.administrator(t, "user-r", accesstest.Security, accesstest.City)
	audit := s.administrator(t, "user-u", accesstest.Audit, accesstest.City)
	m := s.Member(t, "user-a", accesstest.County, access.Mandate{Role: accesstest.Officer, At: accesstest.County})
	page := "/accounts/" + m.ID
	a := system.post(page + "/reset-password")
	fresh := text(a.Find(".secret"))
	if a.Code != http.StatusAccepted || len(fresh) != 19 || !strings.Contains(text(a.Find("h1")), "waits for confirmation") {
		t.Fatalf("reset: %d, %q under %q", a.Code, fresh, text(a.Find("h1")))
	}
	m.Pass = fresh
	if a := s.reader(t).signIn(m); a.Code != http.StatusUnprocessableEntity {
		t.Errorf("the new password works already: %d to %s", a.Code, a.To)
	}
	if got := text(system.get("/accounts?role=officer").Find("main table")); !strings.Contains(got, "waits for confirmation") {
		t.Errorf("the list does not mark it: %s", got)
	}
	button := `form[action*="/confirm"]`
	for name, b := range map[string]*reader{"who asked": system, "the audit administrator": audit} {
		a := b.get(page)
		if a.Find(button).Length() > 0 || !strings.Contains(text(a.Find("main")), "security administrator of the place confirms") {
			t.Errorf("%s is offered to confirm, or not told who does: %s", name, text(a.Find("main")))
		}
	}
	shown := security.get(page + "?lang=en")
	check(t, page+"?lang=en", shown)
	request := shown.Find(button+` input[name="request"]`).AttrOr("value", "")
	if a := audit.post(page+"/confirm", "request", request); a.Code != http.StatusForbidden {
		t.Errorf("the audit administrator confirms: %d", a.Code)
	}
	if a := security.post(page+"/confirm", "request", request); a.Code != http.StatusSeeOther || a.To != page {
		t.Fatalf("confirm: %d to %s, %s", a.Code, a.To, text(a.Find("main")))
	}
	if security.get(page).Find("#waits").Length() > 0 {
		t.Error("the account still waits")
	}
	if a := s.reader(t).signIn(m); a.Code != http.StatusSeeOther {
		t.Errorf("the confirmed password: %d", a.Code)
	}
}

// A system administrator ties nobody's account with an administrator's role to a person of their choice alone.
func TestATieToAnAdministratorWaits(t *testing.T) {
	p := newIssuer(t)
	s := providerSite(t, p.URL)
	p.now = s.Now
	system, security := s.administrator(t, "user-s", accesstest.System, accesstest.City), s.administrator(t, "user-r", accesstest.Security, accesstest.City)
	m := s.Member(t, "user-a", accesstest.County, access.Mandate{Role: accesstest.Audit, At: accesstest.County})
	page := "/accounts/" + m.ID
	if a := system.post(page+"/link", "subject", "sub-a"); a.Code != http.StatusSeeOther || a.To != page+"?done=waits" {
		t.Fatalf("tie: %d to %s", a.Code, a.To)
	}
	come := func() answer {
		p.mu.Lock()
		p.spent = map[string]bool{}
		p.mu.Unlock()
		b := s.reader(t)
		return b.get(back("sub-a", b.begin(p, "/sign-in/provider").Get("state")))
	}
	if a := come(); a.Code != http.StatusForbidden {
		t.Errorf("tied by one hand: %d to %s", a.Code, a.To)
	}
	request := security.get(page).Find(`form[action*="/confirm"] input[name="request"]`).AttrOr("value", "")
	if a := security.post(page+"/confirm", "request", request); a.Code != http.StatusSeeOther {
		t.Fatalf("confirm: %d", a.Code)
	}
	if a := come(); a.Code != http.StatusSeeOther {
		t.Errorf("the confirmed tie: %d", a.Code)
	}
}
