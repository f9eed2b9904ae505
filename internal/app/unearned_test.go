package app

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// Only the person, a relative with a mandate and an inspector make a visit sure that a carer says to have made.
func TestNobodyElseMakesAVisitSure(t *testing.T) {
	u := newUnearned(t)
	for _, part := range []struct {
		name  string
		elder int
		do    func(*unearned, *testing.T)
	}{
		{"a copied sheet", copiedNo, (*unearned).copied}, // before the carer has guessed too often
		{"a tap", tappedNo, (*unearned).tapped},
		{"guessed codes", guessedNo, (*unearned).guessed},
		{"one hand", freshNo, (*unearned).oneHand},
		{"machines", calledNo, (*unearned).machines},
		{"a colleague", elderNo, (*unearned).colleague},
		{"a rating", elderNo, (*unearned).rates},
		{"a late code", elderNo, (*unearned).late},
		{"a lost sheet", elderNo, (*unearned).loses},
		{"a way in as the elder", elderNo, (*unearned).wayIn},
		{"every route, every role", elderNo, (*unearned).everyRoute},
	} {
		t.Run(part.name, func(t *testing.T) {
			u.t, u.elder, u.visits = t, u.people[part.elder], nil
			heard, delivered := u.Evidence.Now, u.Deliveries.Now
			defer func() { u.Evidence.Now, u.Deliveries.Now = heard, delivered }()
			part.do(u, t)
		})
	}
}

// A code is guessed six digits at a time: five in a day, then nobody looks any more, and neither the words nor the status tell which was which. The
// true code of that day is not looked at either.
func (u *unearned) guessed(t *testing.T) {
	sheet := u.hands(u.elder)
	v := u.visit(u.elder, u.post)
	u.step(u.carer, v, delivery.Start, "")
	wrong, answers := "", map[string]bool{}
	for i := 0; wrong == ""; i++ {
		if c := fmt.Sprintf("%06d", i); !slices.Contains(sheet.Codes, c) {
			wrong = c
		}
	}
	count := func() (byActor, forPerson int64) {
		u.must(u.DB.Read(t.Context(), func(q store.Queryer) (err error) {
			byActor, forPerson, err = u.Evidence.Store.Wrong(q, u.Number, calendar.Day(time.Now()), u.carer.account, u.elder)
			return err
		}))
		return byActor, forPerson
	}
	before, beforePerson := count() // what else was refused to the carer today counts as well
	note := func(a answer) { answers[fmt.Sprint(a.status, a.location)] = true }
	note(u.step(u.carer, v, delivery.Finish, wrong))
	tries := 1
	looked := int64(1)
	for range 12 {
		note(u.step(u.carer, v, delivery.Confirm, wrong))
		tries++
		looked, _ = count()
	}
	byActor, forPerson := count()
	t.Logf("%d tries, %d of them looked at", tries, looked)
	if byActor != 5 || forPerson-beforePerson != 5-before {
		t.Errorf("%d refusals by the account are counted, want 5, and %d more for the person, want %d", byActor, forPerson-beforePerson, 5-before)
	}
	if len(answers) != 1 {
		t.Errorf("refusals are answered in %d ways: %v", len(answers), slices.Collect(maps.Keys(answers)))
	}
	note(u.step(u.carer, v, delivery.Confirm, sheet.Codes[0]))
	u.none("a true code after too many wrong ones")
	if len(answers) != 1 {
		t.Errorf("the true code is told apart: %v", slices.Collect(maps.Keys(answers)))
	}
	tomorrow := time.Now().AddDate(0, 0, 1)
	u.Evidence.Now = func() time.Time { return tomorrow }
	u.step(u.carer, v, delivery.Confirm, sheet.Codes[0])
	if st := u.grade(v); st.Grade != evidence.E2 {
		t.Errorf("the day after, the true code makes it %s", st.Grade)
	}
}

// A carer has copied the sheet and uses codes that the elder has crossed out for nobody. When the sheet is replaced, the elder's own first open
// number finds them, and the settlement leaves them out.
func (u *unearned) copied(t *testing.T) {
	sheet := u.hands(u.elder)
	var all []string
	for i := range 3 { // the elder gave the first; the carer has the others from a picture of the sheet
		v := u.visit(u.elder, u.post)
		u.step(u.carer, v, delivery.Start, "")
		u.step(u.carer, v, delivery.Finish, sheet.Codes[i])
		if st := u.grade(v); !st.Counts() {
			t.Fatalf("code %d: %+v", i+1, st)
		}
		all = append(all, v)
	}
	officer := u.person(t, string(VillageOfficer), child)
	form := url.Values{"old": {"here"}, "first_open": {"2"}, "lang": {"zh-CN"}, "phone": {"12345"}, "seen": {sheet.ID}}
	form.Del("old")
	if got := u.send(officer, "/persons/"+u.elder+"/confirming/sheet", form); got.status != http.StatusUnprocessableEntity {
		t.Errorf("without a word about the old sheet: %d", got.status)
	}
	form.Set("old", "here")
	got := u.send(officer, "/persons/"+u.elder+"/confirming/sheet", form)
	if got.status != http.StatusCreated || !strings.Contains(got.body, ident.Number(all[1])) || !strings.Contains(got.body, ident.Number(all[2])) || strings.Contains(got.body, ident.Number(all[0])) {
		t.Fatalf("the officer is told %d %.300s", got.status, got.body[strings.Index(got.body, "<main"):])
	}
	if again := u.send(officer, "/persons/"+u.elder+"/confirming/sheet", form); again.status != http.StatusConflict || strings.Contains(again.body, `class="codes"`) {
		t.Errorf("the page loaded again is answered with %d", again.status)
	}
	next := time.Now().In(calendar.China)
	month := next.Format("2006-01")
	next = time.Date(next.Year(), next.Month()+1, 2, 9, 0, 0, 0, calendar.China)
	u.Deliveries.Now, u.Evidence.Now = func() time.Time { return next }, func() time.Time { return next }
	d, err := u.Deliveries.Draw(t.Context(), access.System("settler", delivery.CanSettle), u.provider, month)
	u.must(err)
	var paid []string
	for _, l := range d.Result.Lines {
		paid = append(paid, l.Visit)
	}
	if !slices.Equal(paid, all[:1]) {
		t.Errorf("paid are %v, want only %s of %v", paid, all[0], all)
	}
	for _, l := range d.Result.Left {
		if l.Why != delivery.WhySuspect {
			t.Errorf("visit %s is left out because of %s", l.Visit, l.Why)
		}
	}
}

// One hand that holds every role of those who deliver, plan and keep the registers hands things out to an elder, and confirms with them.
func (u *unearned) oneHand(t *testing.T) {
	post := u.posts[u.people[busyNo]]
	confirming := "/persons/" + u.elder + "/confirming"
	printed := u.send(u.busy, confirming+"/sheet", url.Values{"lang": {"en"}, "phone": {"12345"}})
	codes := regexp.MustCompile(`<b>(\d{3} \d{3})</b>`).FindAllStringSubmatch(printed.body, -1)
	if printed.status != http.StatusCreated || len(codes) == 0 {
		t.Fatalf("nobody has gone to this elder, and the officer prints %d codes: %d", len(codes), printed.status)
	}
	keys := u.send(u.busy, confirming+"/tag", url.Values{"uid": {"04de5f1eacc040"}})
	hex32 := regexp.MustCompile(`<code>([0-9a-f]{32})</code>`).FindAllStringSubmatch(keys.body, -1)
	if keys.status != http.StatusCreated || len(hex32) != 2 {
		t.Fatalf("the tag's keys: %d %v", keys.status, hex32)
	}
	u.send(u.busy, confirming+"/number", url.Values{"number": {"13800000000"}})
	u.send(u.busy, confirming+"/"+u.means(u.elder, evidence.Number)+"/second", nil)

	v := u.visit(u.elder, post)
	u.step(u.busy, v, delivery.Start, "")
	u.step(u.busy, v, delivery.Finish, codes[0][1])
	u.none("the code of a sheet that the carer printed")
	u.step(u.busy, v, delivery.Confirm, codes[1][1])
	picc, mac := tapOf(t, hex32[0][1], hex32[1][1], "04de5f1eacc040", 1)
	u.send(u.busy, "/t", url.Values{"p": {picc}, "m": {mac}})
	u.none("the tag that the carer enrolled")

	own := u.send(u.busy, "/persons/"+u.elder+"/mandates", url.Values{
		"other": {u.numbers[u.people[busyNo]]}, "what": {evidence.Confirming}, "until": {time.Now().AddDate(0, 6, 0).Format(time.DateOnly)}, "shown": {string(party.AtCounter)},
	})
	if own.status != http.StatusForbidden {
		t.Errorf("a mandate to oneself is answered with %d", own.status)
	}
	u.send(u.busy, "/persons/"+u.elder+"/relations", url.Values{"other": {u.numbers[u.people[busyNo]]}, "kind": {string(party.RelationKinds[0])}, "shown": {string(party.AtCounter)}})
	u.send(u.busy, "/me/visits/"+v, url.Values{"says": {"happened"}})
	u.none("a mandate and a relation of one's own making")
	for _, path := range []string{"/sheet", "/tag", "/number", "/crossed"} {
		got := u.send(u.busy, confirming+path, url.Values{
			"lang": {"en"}, "phone": {"12345"}, "old": {"lost"}, "seen": {u.means(u.elder, evidence.Sheet)}, "uid": {"04de5f1eacc041"}, "number": {"13900000000"}, "first_open": {"1"},
		})
		if got.status != http.StatusForbidden {
			t.Errorf("whoever goes to the elder still has %s, answered with %d", path, got.status)
		}
	}
}

// confirms is where an administrator of another kind lets a machine act. The audit administrator may, and has no token: it takes two.
const confirms = "/machines/{id}/confirm"

// takesAway are routes that only take something away, so that what comes after them would prove nothing.
var takesAway = regexp.MustCompile(`/erase$|/sign-|/disable$|/account/|/duplicates`)

// Whatever anybody sends who is not the person, a relative with a mandate or an inspector: no visit becomes sure. Every route that changes something is
// tried with every role, and by the one who holds all of them, on what really is there.
func (u *unearned) everyRoute(t *testing.T) {
	u.sheet = u.hands(u.elder)
	words, err := Words()
	u.must(err)
	routes, err := Routes(words)
	u.must(err)
	machine, token := u.unconfirmed()
	everybody := map[string]*person{"visitor": {}, "the carer": u.carer, "all roles in one hand": u.busy}
	for _, role := range u.Policy.Roles() {
		if role != Inspector {
			everybody[string(role)] = u.person(t, string(role), own)
		}
	}
	everybody["a provider's clerk"] = u.person(t, string(Provider), own)
	u.must(u.Catalog.Assign(t.Context(), access.System("officer", catalog.CanEnter), catalog.Agent{Provider: u.provider, Account: everybody["a provider's clerk"].account, Acts: true}))
	asked, taken := 0, 0
	for _, who := range slices.Sorted(maps.Keys(everybody)) {
		p := everybody[who]
		begun, finished := u.visit(u.elder, u.post), u.visit(u.elder, u.post)
		for _, v := range []string{begun, finished} {
			u.step(u.carer, v, delivery.Start, "")
		}
		u.step(u.carer, finished, delivery.Finish, "")
		for _, r := range routes {
			if r.Method == http.MethodGet && r.Pattern != "/t" || takesAway.MatchString(r.Pattern) || who == string(AuditAdmin) && r.Pattern == confirms {
				continue
			}
			for _, v := range []string{begun, finished} {
				for _, q := range u.attempts(r.Method, r.Pattern, v, machine, token) {
					asked++
					if strings.Contains("YW", u.ask(t, p, q).letter()) {
						taken++
					}
				}
			}
		}
		u.none(who)
	}
	t.Logf("%d requests by %d credentials, %d of them taken", asked, len(everybody), taken)
	if asked < 3000 || taken < 100 {
		t.Errorf("only %d requests, %d taken", asked, taken)
	}
	u.signIn(t, u.resident) // somebody has given the elder a role, which ends her session; the password is still hers
	v := u.visits[1]        // that the carer finished
	if got := u.send(u.resident, "/me/visits/"+v, url.Values{"says": {"happened"}}); got.status != http.StatusSeeOther || u.grade(v).Grade != evidence.E2 {
		t.Errorf("the elder's own word: %d, and the visit is %s; so this test would see nothing", got.status, u.grade(v).Grade)
	}
}

// unconfirmed is the account of a third system that one security administrator made, and its token.
func (u *unearned) unconfirmed() (id, token string) {
	u.t.Helper()
	maker := u.person(u.t, string(SecurityAdmin), own)
	got := u.send(maker, "/machines", url.Values{"name": {"system"}, "right": {string(evidence.CanReport)}, "place": {"520521"}})
	found := regexp.MustCompile(`<code>([A-Za-z0-9_-]{43})</code>`).FindStringSubmatch(got.body)
	list, err := u.Accounts.Machines(u.t.Context(), access.Operator())
	if err != nil || len(list) == 0 || found == nil {
		u.t.Fatalf("the machine: %d, %v, %v", got.status, list, err)
	}
	if confirm := u.send(maker, "/machines/"+list[0].ID+"/confirm", nil); confirm.status != http.StatusForbidden {
		u.t.Errorf("whoever made a machine confirms it: %d", confirm.status)
	}
	return list[0].ID, found[1]
}

// wayIn is the system administrator, who gives out a new password for the elder's account and tries to come in with it.
func (u *unearned) wayIn(t *testing.T) {
	got := u.send(u.person(t, string(SystemAdmin), own), "/accounts/"+u.resident.account+"/reset-password", nil)
	found := regexp.MustCompile(`<code>([^<]+)</code>`).FindStringSubmatch(got.body)
	if got.status != http.StatusAccepted || found == nil {
		t.Fatalf("a new password for the elder: %d", got.status)
	}
	thief := &person{}
	if in := u.send(thief, "/sign-in", url.Values{"user": {u.resident.User}, "password": {found[1]}}); in.status == http.StatusSeeOther {
		t.Errorf("one administrator comes in as the elder: %s", in.location)
	}
}

// attempts are what is sent to a route about a visit of the elder: every field that any form of ours has, filled in as it would help.
func (u *unearned) attempts(method, pattern, visit, machine, token string) (list []request) {
	u.sent++
	form := url.Values{
		"code": {"000000"}, "says": {"happened"}, "person": {u.elder}, "visit": {visit}, "p": {strings.Repeat("0", 32)}, "m": {strings.Repeat("0", 16)}, "old": {"lost"},
		"lang": {"en"}, "phone": {"12345"}, "seen": {u.sheet.ID}, "uid": {fmt.Sprintf("04%012x", u.sent)}, "number": {fmt.Sprintf("138%08d", u.sent)}, "first_open": {"1"},
		"other": {u.numbers[u.people[busyNo]]}, "what": {evidence.Confirming, "eldercare.apply"}, "until": {time.Now().AddDate(0, 6, 0).Format(time.DateOnly)},
		"shown": {string(party.AtCounter)}, "kind": {string(party.RelationKinds[0])}, "mandate": {"mandate_01ke5y3x80a9svzgxj00m6c4xb"}, "role": {string(Inspector)}, "place": {"520521"},
		"name": {fmt.Sprintf("one %d", u.sent)}, "user": {fmt.Sprintf("user-%d", u.sent)}, "right": {string(evidence.CanReport)}, "request": {"request_01ke5y3x80a9svzgxj00m6c4xb"},
		"level": {"5"}, "channel": {"counter"}, "step": {"confirm"}, "reason": {"other"}, "subject": {"subject"}, "verdict": {"happened"}, "account": {u.carer.account}, "from": {""},
	}
	replace := strings.NewReplacer("{step}", "confirm", "{kind}", delivery.AboutVisit, "{means}", u.sheet.ID, "{provider}", u.provider, "{month}", calendar.Day(time.Now())[:7], "{post}", u.post)
	id := visit
	switch {
	case strings.HasPrefix(pattern, "/persons/"), strings.HasPrefix(pattern, "/eldercare/apply"):
		id = u.elder
	case strings.HasPrefix(pattern, "/accounts/"):
		id = u.resident.account
	case strings.HasPrefix(pattern, "/machines/"):
		id = machine
	case strings.HasPrefix(pattern, "/staff/"):
		id = u.provider
	}
	to := regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllString(replace.Replace(strings.ReplaceAll(pattern, "{id}", id)), id)
	q := request{method: method, path: to, form: form}
	switch {
	case method == http.MethodGet:
		q.path += "?" + form.Encode()
	case strings.HasPrefix(pattern, "/visits/"):
		for _, step := range delivery.Moves {
			q.path = path.Dir(to) + "/" + string(step)
			list = append(list, q)
		}
		return list
	case strings.HasPrefix(pattern, "/me/"):
		alone := maps.Clone(form)
		alone.Del("mandate") // for oneself
		return append(list, q, request{method: method, path: to, form: alone})
	case strings.HasPrefix(pattern, "/api/"):
		return u.documents(q, visit, token)
	}
	return append(list, q)
}

// documents are what is sent to an operation of the API: with the session, and with the token of a machine that nobody has confirmed.
func (u *unearned) documents(q request, visit, token string) (list []request) {
	now := time.Now().UnixMilli()
	moves := ""
	for i, step := range delivery.Moves {
		id, err := ident.New("move", time.Now(), u.Accounts.Random)
		u.must(err)
		moves += fmt.Sprintf(`%s{"id":%q,"visit":%q,"step":%q,"claimed_ms":%d,"code":"000000"}`, map[bool]string{true: ",", false: ""}[i > 0], strings.TrimPrefix(id, "move_"), visit, step, now)
	}
	about := fmt.Sprintf(`"key":"key-%d","kind":%q,"id":%q,"at_ms":%d`, u.sent, delivery.AboutVisit, visit, now)
	q.json = `{}`
	switch q.path {
	case "/api/delivery/v1/moves":
		q.json = fmt.Sprintf(`{"sent_ms":%d,"moves":[%s]}`, now, moves)
	case "/api/evidence/v1/calls":
		q.json = `{` + about + `,"number":"13800000000","pressed":"1"}`
	case "/api/evidence/v1/reports":
		q.json = `{` + about + `,"says":"happened"}`
	}
	with := q
	with.also = map[string]string{"Authorization": "Bearer " + token}
	return append(list, q, with)
}
