package accessweb_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
)

func TestAnAccountFromEndToEnd(t *testing.T) {
	s := newSite(t)
	system := s.administrator(t, "user-sys", accesstest.System, accesstest.City)
	security := s.administrator(t, "user-sec", accesstest.Security, accesstest.City)

	// The system administrator makes an account. A name that several places bear comes back as a choice.
	a := system.post("/accounts", "user", "user-a", "name", "用户甲", "phone", "13900000000", "place", "5205")
	options := a.Find(`input[name=place_choice]`)
	if a.Code != http.StatusUnprocessableEntity || options.Length() < 2 || a.Find("input[name=user]").AttrOr("value", "") != "user-a" {
		t.Fatalf("the beginning of several codes: %d, %d choices", a.Code, options.Length())
	}
	a = system.post("/accounts", "user", "user-a", "name", "用户甲", "phone", "13900000000", "place", "5205", "place_for", "5205", "place_choice", accesstest.Sibling.String())
	password := text(a.Find(".secret code"))
	if a.Code != http.StatusCreated || len(password) != 19 {
		t.Fatalf("make: %d %s", a.Code, text(a.Find("main")))
	}
	page := system.get("/accounts?user=user-a")
	href := page.Find("tbody th a").AttrOr("href", "")
	if page.Code != http.StatusOK || page.Find("tbody tr").Length() != 1 || !strings.Contains(text(page.Find("tbody tr")), "Weining") && !strings.Contains(text(page.Find("tbody tr")), "威宁") {
		t.Fatalf("the list: %d %s", page.Code, text(page.Find("tbody")))
	}
	if a := system.post(href+"/mandates", "role", "officer", "place", "520526"); a.Code != http.StatusForbidden {
		t.Errorf("the system administrator gives a role: %d", a.Code)
	}
	if page := system.get(href); page.Find("#give").Length() != 0 || page.Find("#manage").Length() != 1 {
		t.Error("the page offers the system administrator what they may not do, or not what they may")
	}

	// The security administrator gives a role, not to an administrator without second factor.
	if page := security.get(href); page.Find("#give").Length() != 1 || page.Find("#manage").Length() != 0 {
		t.Error("the page offers the security administrator what they may not do, or not what they may")
	}
	for role, want := range map[string]int{"audit_admin": http.StatusUnprocessableEntity, "emperor": http.StatusUnprocessableEntity, "officer": http.StatusSeeOther} {
		if a := security.post(href+"/mandates", "role", role, "place", "520526", "from", "", "until", "2027-01-01"); a.Code != want {
			t.Errorf("give %s: %d, want %d", role, a.Code, want)
		}
	}
	if a := security.post(href+"/mandates", "role", "officer", "place", "云南省"); a.Code != http.StatusNotFound {
		t.Errorf("give a role elsewhere: %d", a.Code)
	}
	if a := security.post(href+"/mandates", "role", "officer", "place", "520526", "from", "soon"); a.Code != http.StatusUnprocessableEntity || a.Find("#e-from").Length() != 1 {
		t.Errorf("give a role from no day: %d", a.Code)
	}

	// The person signs in, changes the password, and works.
	person := s.reader(t)
	if a := person.post("/sign-in", "user", "user-a", "password", password, "next", "/work"); a.To != "/account" {
		t.Fatalf("the first sign-in leads to %q", a.To)
	}
	if a := person.get("/work"); a.Code != http.StatusForbidden {
		t.Errorf("at work with the first password: %d", a.Code)
	}
	mine := person.get("/account")
	if mine.Code != http.StatusOK || mine.Find("main .synth").Length() != 1 || !strings.Contains(text(mine.Find("main")), "13900000000") {
		t.Errorf("my account: %d %s", mine.Code, text(mine.Find("main")))
	}
	for fresh, again := range map[string]string{"short": "short", "fifteen-horses-7": "fifteen-horses-8", "user-a-2026-x": "user-a-2026-x"} {
		if a := person.post("/account/password", "old", password, "new", fresh, "again", again); a.Code != http.StatusUnprocessableEntity || a.Find("#password .errmsg, section[aria-labelledby=password] .errmsg").Length() != 1 {
			t.Errorf("change to %q: %d", fresh, a.Code)
		}
	}
	if a := person.post("/account/password", "old", password, "new", "fifteen-horses-7", "again", "fifteen-horses-7"); a.To != "/account?done=password" {
		t.Fatalf("change: %d %s", a.Code, text(a.Find("main .errmsg")))
	}
	if a := person.get("/work"); a.Code != http.StatusOK {
		t.Errorf("at work: %d", a.Code)
	}

	// Everything that was done is in the person's list of uses.
	uses := text(person.get("/account/uses").Find("tbody"))
	for _, kind := range []string{"made an account", "gave a role", "signed in", "changed the password", "read personal data", "running accounts"} {
		if !strings.Contains(uses, kind) {
			t.Errorf("the uses of one's data lack %q", kind)
		}
	}

	// The role is taken back, the account is closed, opened and erased.
	take := security.get(href).Find(`form[action$="/take"]`).AttrOr("action", "")
	if a := security.post(take); a.Code != http.StatusSeeOther {
		t.Errorf("take: %d at %q", a.Code, take)
	}
	if a := person.get("/work"); a.Code != http.StatusSeeOther {
		t.Errorf("a session outlives the role: %d", a.Code)
	}
	for _, step := range []struct {
		path string
		want int
		with []string
	}{
		{"/disable", http.StatusSeeOther, nil},
		{"/disable", http.StatusConflict, nil},
		{"/enable", http.StatusSeeOther, nil},
		{"/reset-password", http.StatusOK, nil},
		{"/erase", http.StatusUnprocessableEntity, nil},
		{"/erase", http.StatusSeeOther, []string{"sure", "1"}},
		{"/enable", http.StatusConflict, nil},
	} {
		if a := system.post(href+step.path, step.with...); a.Code != step.want {
			t.Errorf("%s: %d, want %d", step.path, a.Code, step.want)
		}
	}
	if page := system.get(href); text(page.Find("h1")) != "(erased)" || strings.Contains(text(page.Find("main")), "13900000000") {
		t.Errorf("the page of an erased account: %s", text(page.Find("main header")))
	}
}

func TestOutsideLooksAbsent(t *testing.T) {
	s := newSite(t)
	system := s.administrator(t, "user-sys", accesstest.System, accesstest.County)
	other := s.Member(t, "user-other", accesstest.Sibling)
	for _, path := range []string{"/accounts/" + other.ID, "/accounts/acct_01jzt2vqk5x3nqfc0q1v9d8m7e", "/accounts/nonsense", "/accounts/acct_%00"} {
		if a := system.get(path); a.Code != http.StatusNotFound {
			t.Errorf("GET %s: %d", path, a.Code)
		}
	}
	for _, act := range []string{"disable", "enable", "erase", "reset-password"} {
		if a := system.post("/accounts/"+other.ID+"/"+act, "sure", "1"); a.Code != http.StatusNotFound {
			t.Errorf("POST %s: %d", act, a.Code)
		}
	}
	if a := system.get("/accounts?user=user-other"); strings.Contains(text(a.Find("main")), other.ID) || a.Find("tbody tr").Length() != 0 {
		t.Error("the list finds an account of another county")
	}
	if a := system.post("/accounts", "user", "user-new", "name", "user-new", "place", "520526"); a.Code != http.StatusNotFound {
		t.Errorf("make an account in another county: %d", a.Code)
	}
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	s := newSite(t)
	m := s.Member(t, "user-a", accesstest.County, officer)
	one, two := s.reader(t), s.reader(t)
	one.signIn(m)
	s.Clock.Add(time.Minute)
	two.signIn(m)
	list := one.get("/account").Find(`section[aria-labelledby=sessions] li`)
	hash := list.Find("input[name=session]").AttrOr("value", "")
	if list.Length() != 2 || list.Find("form").Length() != 1 || hash == "" {
		t.Fatalf("%d sessions, %d that can be ended", list.Length(), list.Find("form").Length())
	}
	for _, bad := range []string{"", "x", strings.Repeat("0", 64), "\x00"} {
		if a := one.post("/account/session", "session", bad); a.Code != http.StatusNotFound {
			t.Errorf("end session %q: %d", bad, a.Code)
		}
	}
	if a := one.post("/account/session", "session", hash); a.Code != http.StatusSeeOther {
		t.Errorf("end the other: %d", a.Code)
	}
	if a := two.get("/work"); a.Code == http.StatusOK {
		t.Error("it goes on")
	}
	if a := one.get("/work"); a.Code != http.StatusOK {
		t.Errorf("the one it was ended from: %d", a.Code)
	}
}

func TestTakeAway(t *testing.T) {
	s := newSite(t)
	m := s.Member(t, "user-a", accesstest.County, officer)
	b := s.reader(t)
	b.signIn(m)
	r, err := http.NewRequest(http.MethodGet, s.server.URL+"/account/data.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := b.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.Body.Close() }() // it is read to its end
	raw, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	var taken access.Taken
	if err := json.Unmarshal(raw, &taken); err != nil || w.Header.Get("Cache-Control") != "private, no-store" {
		t.Fatalf("%v, kept: %q", err, w.Header.Get("Cache-Control"))
	}
	if taken.User != "user-a" || taken.Name != "user-user-a" || taken.Account != m.ID || len(taken.Mandates) != 1 || len(taken.Sessions) != 1 || !taken.Password {
		t.Errorf("taken along: %+v", taken)
	}
	var kinds []string
	for _, u := range taken.Uses {
		kinds = append(kinds, u.Kind)
	}
	if want := []string{"access.person.read", "access.session.opened", "access.role.given", "access.account.made"}; !slices.Equal(kinds, want) {
		t.Errorf("uses %v, want %v", kinds, want)
	}
	for _, secret := range []string{"argon2", m.Pass, "A256GCM"} {
		if strings.Contains(string(raw), secret) {
			t.Errorf("the file holds %s", secret)
		}
	}
}

func TestAdministratorsAreToldWhatIsMissing(t *testing.T) {
	s := newSite(t)
	m := s.Member(t, "user-a", accesstest.City, access.Mandate{Role: accesstest.System, At: accesstest.City})
	b := s.reader(t)
	if a := b.signIn(m); a.To != "/account" {
		t.Errorf("an administrator without second factor is led to %q", a.To)
	}
	if a := b.get("/accounts"); a.Code != http.StatusForbidden {
		t.Errorf("the list: %d", a.Code)
	}
	if a := b.get("/account"); a.Find("main .synth").Length() != 1 {
		t.Error("nothing says what is missing")
	}
	if a := b.post("/account/factor", "old", "wrong"); a.Code != http.StatusUnprocessableEntity || a.Find("#e-factor-old").Length() != 1 {
		t.Errorf("with a wrong password: %d", a.Code)
	}
	if a := b.get("/account/factor"); a.Code != http.StatusNotFound {
		t.Errorf("nothing was begun: %d", a.Code)
	}
	b.post("/account/factor", "old", m.Pass)
	page := b.get("/account/factor")
	picture := b.get(page.Find("img.qr").AttrOr("src", ""))
	if picture.Code != http.StatusOK || picture.Header.Get("Content-Type") != "image/svg+xml" || picture.Find("svg path").Length() != 2 {
		t.Errorf("the picture: %d %s", picture.Code, picture.Header.Get("Content-Type"))
	}
	secret := strings.ReplaceAll(text(page.Find("code")), " ", "")
	if a := b.post("/account/factor/confirm", "code", "000000"); a.Code != http.StatusUnprocessableEntity {
		t.Errorf("a wrong code: %d", a.Code)
	}
	if a := b.post("/account/factor/confirm", "code", s.Code(t, secret)); a.Code != http.StatusOK {
		t.Fatalf("confirm: %d", a.Code)
	}
	if a := b.get("/accounts"); a.Code != http.StatusOK {
		t.Errorf("the list afterwards: %d", a.Code)
	}
}

// TestEveryPageIsWellMade looks at each page in both languages, in large print too.
func TestEveryPageIsWellMade(t *testing.T) {
	s := newSite(t)
	root := s.administrator(t, "user-sys", accesstest.System, accesstest.City)
	security := s.administrator(t, "user-sec", accesstest.Security, accesstest.City)
	m := s.Member(t, "user-a", accesstest.County, officer)
	s.Member(t, "用户乙", accesstest.Sibling)
	own := s.reader(t)
	own.signIn(m)
	own.post("/account/factor", "old", m.Pass)
	half := s.reader(t)
	f := s.Member(t, "user-f", accesstest.County)
	s.Enrol(t, f)
	half.signIn(f)
	for _, c := range []struct {
		who  *reader
		path string
	}{
		{s.reader(t), "/sign-in"},
		{s.reader(t), "/sign-in?out=1"},
		{half, "/sign-in/factor"},
		{own, "/account"},
		{own, "/account/uses"},
		{own, "/account/factor"},
		{root, "/accounts"},
		{root, "/accounts?place=5205"},
		{root, "/accounts?place=nowhere"},
		{root, "/accounts/new"},
		{root, "/accounts/" + m.ID},
		{security, "/accounts/" + m.ID},
	} {
		for _, wish := range []string{"lang=en", "lang=zh-CN", "lang=en&print=large&contrast=more"} {
			u, err := url.Parse(c.path)
			if err != nil {
				t.Fatal(err)
			}
			u.RawQuery = strings.TrimPrefix(u.RawQuery+"&"+wish, "&")
			a := c.who.get(u.String())
			if a.Code != http.StatusOK {
				t.Errorf("%s: %d", u, a.Code)
				continue
			}
			check(t, u.String(), a)
		}
	}
}

func check(t *testing.T, path string, a answer) {
	t.Helper()
	if n := a.Find("h1").Length(); n != 1 {
		t.Errorf("%s: %d h1", path, n)
	}
	if strings.Contains(a.Text(), "⟦") || strings.Contains(a.Text(), "{") {
		t.Errorf("%s: a word is missing: %s", path, text(a.Find("main")))
	}
	if a.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("%s: may be kept: %q", path, a.Header.Get("Cache-Control"))
	}
	ids := map[string]bool{}
	a.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		id := e.AttrOr("id", "")
		if ids[id] {
			t.Errorf("%s: the id %s stands twice", path, id)
		}
		ids[id] = true
	})
	a.Find("main input:not([type=hidden]), main select").Each(func(_ int, e *goquery.Selection) {
		if a.Find(`label[for="`+e.AttrOr("id", "-")+`"]`).Length() != 1 {
			t.Errorf("%s: %s has no label", path, e.AttrOr("name", ""))
		}
	})
	a.Find("main form button").Each(func(_ int, e *goquery.Selection) {
		if text(e) == "" {
			t.Errorf("%s: a button without words", path)
		}
	})
	if strings.Contains(path, "lang=en") {
		a.Find(`main :not([lang])`).Each(func(_ int, e *goquery.Selection) {
			own := e.Clone()
			own.Find("*").Remove()
			if s := text(own); strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) && e.Closest("[lang=zh-CN]").Length() == 0 {
				t.Errorf("%s: Han text on an English page: %s", path, s)
			}
		})
	}
}
