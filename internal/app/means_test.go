package app

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// tapped is a tag that an officer registers and the carer's phone reads: looked at the address does nothing, sent it finishes the visit and makes it sure;
// the same message for another visit makes both suspect; and what was lost and ended confirms nothing any more.
func (u *unearned) tapped(t *testing.T) {
	officer, confirming := u.person(t, string(VillageOfficer), child), "/persons/"+u.elder+"/confirming"
	made := u.send(officer, confirming+"/tag", url.Values{"uid": {"04:de:5f:1e:ac:c0:40"}})
	keys := regexp.MustCompile(`<code>([0-9a-f]{32})</code>`).FindAllStringSubmatch(made.body, -1)
	if made.status != http.StatusCreated || len(keys) != 2 {
		t.Fatalf("registered: %d", made.status)
	}
	message := func(counter byte) url.Values {
		p, m := tapOf(t, keys[0][1], keys[1][1], "04de5f1eacc040", counter)
		return url.Values{"p": {p}, "m": {m}}
	}
	first, next := u.visit(u.elder, u.post), u.visit(u.elder, u.post)
	u.step(u.carer, first, delivery.Start, "")
	look := u.ask(t, u.carer, request{method: http.MethodGet, path: "/t?" + message(1).Encode()})
	if look.status != http.StatusOK || !strings.Contains(look.body, `name="m"`) || u.grade(first).Grade != evidence.Unseen {
		t.Errorf("looked at: %d, and the visit is %s", look.status, u.grade(first).Grade)
	}
	if got := u.send(u.carer, "/t", message(1)); got.status != http.StatusSeeOther || u.grade(first).Grade != evidence.E2 {
		t.Fatalf("tapped: %d, and the visit is %s", got.status, u.grade(first).Grade)
	}
	u.step(u.carer, next, delivery.Start, "")
	if got := u.send(u.carer, "/t", message(1)); got.status != http.StatusUnprocessableEntity {
		t.Errorf("the message once more, for another visit: %d", got.status)
	}
	if a, b := u.grade(first), u.grade(next); a.Counts() || b.Counts() {
		t.Errorf("a copied message: %+v, %+v", a, b)
	}
	tag := u.means(u.elder, evidence.Tag)
	if got := u.send(officer, confirming+"/"+tag+"/end", nil); got.status != http.StatusSeeOther {
		t.Fatalf("ended: %d", got.status)
	}
	page := u.ask(t, officer, request{method: http.MethodGet, path: confirming + "?done=ended"})
	if !strings.Contains(page.body, "It has ended.") || !strings.Contains(page.body, "Earlier ones") {
		t.Errorf("the page does not say that it has ended: %d", page.status)
	}
	if got := u.send(officer, confirming+"/"+tag+"/end", nil); got.status != http.StatusConflict {
		t.Errorf("ended twice: %d", got.status)
	}
	last := u.visit(u.elder, u.post)
	u.step(u.carer, last, delivery.Start, "")
	u.send(u.carer, "/t", message(9))
	if st := u.grade(last); st.Grade >= evidence.E2 {
		t.Errorf("the tag that was lost makes it %s", st.Grade)
	}
	u.must(u.Persons.Erase(t.Context(), access.Operator(), u.elder))
	for _, path := range []string{"", "/sheet", "/tag", "/number", "/crossed"} {
		method := http.MethodPost
		if path == "" {
			method = http.MethodGet
		}
		got := u.ask(t, officer, request{method: method, path: confirming + path, form: url.Values{
			"uid": {"04de5f1eacc041"}, "number": {"13800000009"}, "first_open": {"1"}, "lang": {"en"}, "phone": {"12345"},
		}})
		if got.status != http.StatusNotFound {
			t.Errorf("of who was erased, %q is answered with %d", path, got.status)
		}
	}
}

// loses is the elder who reads on a page of her own what she confirms with, and says that the sheet is lost: it confirms nothing from then on. Said twice
// it has ended; nobody else ends it, and its codes stand nowhere.
func (u *unearned) loses(t *testing.T) {
	u.Evidence.Now = func() time.Time { return time.Now().AddDate(0, 0, 2) } // a day without wrong codes of others
	sheet := u.hands(u.elder)
	v := u.visit(u.elder, u.post)
	u.step(u.carer, v, delivery.Start, "")
	u.step(u.carer, v, delivery.Finish, sheet.Codes[0])
	own := request{method: http.MethodGet, path: "/me/confirming?lang=en"}
	page := u.ask(t, u.resident, own)
	if page.status != http.StatusOK || !strings.Contains(page.body, "1 of 60 codes used") || !strings.Contains(page.body, ident.Number(sheet.ID)) {
		t.Errorf("the elder reads %d %.900s", page.status, page.body[max(0, strings.Index(page.body, "<main")):])
	}
	for _, code := range sheet.Codes {
		if strings.Contains(page.body, code[:3]+" "+code[3:]) || strings.Contains(page.body, ">"+code+"<") {
			t.Errorf("the code %s stands on the page", code)
		}
	}
	lost := "/me/confirming/" + sheet.ID + "/lost"
	for _, other := range []*person{u.carer, u.person(t, string(VillageOfficer), child)} {
		if got := u.send(other, lost, nil); got.status != http.StatusNotFound {
			t.Errorf("%s ends the elder's sheet: %d", other.User, got.status)
		}
	}
	for range 2 {
		if got := u.send(u.resident, lost, nil); got.status != http.StatusSeeOther {
			t.Errorf("the elder ends her sheet: %d", got.status)
		}
	}
	if page := u.ask(t, u.resident, own); !strings.Contains(page.body, "You have no sheet") || !strings.Contains(page.body, "Earlier ones") {
		t.Errorf("after it was lost: %.900s", page.body[max(0, strings.Index(page.body, "<main")):])
	}
	last := u.visit(u.elder, u.post)
	u.step(u.carer, last, delivery.Start, "")
	u.step(u.carer, last, delivery.Finish, sheet.Codes[1])
	if st := u.grade(last); st.Grade >= evidence.E2 {
		t.Errorf("a sheet that was lost makes it %s", st.Grade)
	}
	if page := u.ask(t, u.resident, request{method: http.MethodGet, path: "/me/visits"}); !strings.Contains(page.body, "/me/confirming") {
		t.Error("the page of visits does not lead to what is confirmed with")
	}
}

// late is two carers of one elder on one day, of whom the first has no network until the second has handed in the next code: both visits are sure. The same
// code for a third visit makes both that it was used for suspect.
func (u *unearned) late(t *testing.T) {
	u.Evidence.Now = func() time.Time { return time.Now().AddDate(0, 0, 1) } // a day without wrong codes of others
	sheet := u.hands(u.elder)
	reports := func(p *person, visit, code string) { // begun and over when it was planned
		t.Helper()
		var v delivery.Visit
		u.must(u.DB.Read(t.Context(), func(q store.Queryer) (err error) { v, err = u.Deliveries.Store.Visit(q, u.Number, visit); return err }))
		who, err := u.Accounts.Actor(t.Context(), p.account, access.Way{})
		u.must(err)
		for _, m := range []delivery.Move{{Step: delivery.Start, ClaimedMs: v.FromMs}, {Step: delivery.Finish, ClaimedMs: v.UntilMs - 1, Code: code}} {
			id, err := ident.New("x", time.Now(), u.Accounts.Random)
			u.must(err)
			m.ID, m.Visit = strings.TrimPrefix(id, "x_"), visit
			done, err := u.Deliveries.Move(t.Context(), who, m)
			if u.must(err); done.Outcome != delivery.Applied {
				t.Errorf("%s reports %s: %+v", p.User, m.Step, done)
			}
		}
	}
	second, third, first := u.visit(u.elder, u.posts[u.people[busyNo]]), u.visit(u.elder, u.post), u.visit(u.elder, u.post) // each is before the one set before it
	reports(u.busy, second, sheet.Codes[1])
	reports(u.carer, first, sheet.Codes[0])
	for _, v := range []string{second, first} {
		if st := u.grade(v); st.Grade != evidence.E2 || !st.Counts() {
			t.Errorf("a visit that a code was given for: %+v", st)
		}
	}
	reports(u.carer, third, sheet.Codes[0])
	if a, b := u.grade(first), u.grade(third); a.Counts() || b.Counts() {
		t.Errorf("a code that was used for two visits: %+v, %+v", a, b)
	}
}
