package app

import (
	"crypto/aes"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// unearned is a node with elders to whom a carer goes, and everybody who might want a visit to count that nobody has confirmed.
type unearned struct {
	*door
	t        *testing.T
	elder    string // of whom the case speaks
	people   map[int]string
	numbers  map[string]string // citizen numbers, by person
	provider string
	posts    map[string]string // of a carer
	post     string            // of the first
	carer    *person
	busy     *person             // who holds every role besides that one hand can hold, but the inspector's
	resident *person             // the elder's own account
	plans    map[string][]string // of an elder
	visits   []string
	sheet    evidence.Printed
	made     int // visits
	sent     int // attempts
}

// The number of a person in the register of this test.
const (
	guessedNo = iota + 1
	copiedNo
	tappedNo
	calledNo
	freshNo // to whom nobody went yet
	elderNo // who has an account
	carerNo
	busyNo
)

func newUnearned(t *testing.T) *unearned {
	t.Helper()
	words, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(t.Context(), Config{Folder: t.TempDir(), First: access.NewNode{
		Slug: "unearned", Name: i18n.Name{Zh: "样本", En: "sample"}, Region: demoPrefecture, Synthetic: true,
	}}, words)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		a.Jobs.Close()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	a.Accounts.Cost, a.Accounts.Now = access.Cost{Memory: 64, Passes: 1}, clock
	u := &unearned{door: newDoor(t, a), t: t, numbers: map[string]string{}, plans: map[string][]string{}, posts: map[string]string{}}
	u.must(a.demoTownships(t.Context()))
	people := u.registered()
	u.people = people
	u.employ(people[carerNo], people[busyNo])
	u.carer = u.account("carer", people[carerNo], Carer)
	var all []access.Role
	for _, role := range a.Policy.Roles() {
		if !a.Policy.Administers(role) && role != Inspector {
			all = append(all, role)
		}
	}
	u.busy = u.account("busy", people[busyNo], all...)
	u.resident = u.account("resident", people[elderNo])
	return u
}

func (u *unearned) must(err error) {
	u.t.Helper()
	if err != nil {
		u.t.Fatal(err)
	}
}

// registered registers everybody.
func (u *unearned) registered() map[int]string {
	u.t.Helper()
	var rows []party.Row
	ids, numbers := map[int]string{}, map[int]string{}
	for no := guessedNo; no <= busyNo; no++ {
		born := "19410307"
		if no >= carerNo {
			born = "19800307"
		}
		numbers[no] = partytest.Number(no, born, false)
		rows = append(rows, partytest.Row(no, demoTownship, func(r *party.Row) {
			r.Names.Number = numbers[no]
			r.Facts = party.Facts{party.Born: {Value: born[:4] + "-03", Source: "register", AsOf: "2026-01-01"}}
		}))
	}
	partytest.Load(u.t, u.Persons, "unearned", rows...)
	for no, number := range numbers {
		ids[no] = partytest.ID(u.t, u.Persons, number)
		u.numbers[ids[no]] = number
	}
	return ids
}

// employ enters a provider, whose carers two are.
func (u *unearned) employ(persons ...string) {
	u.t.Helper()
	const first = "52520521XDEMX0011"
	check, _ := ident.CreditCheck(first)
	org, err := u.Catalog.EnterProvider(u.t.Context(), access.System("clerk", catalog.CanEnter), catalog.Provider{
		CreditCode: first + string(check), Name: i18n.Name{Zh: "（合成）样本机构", En: "(synthetic) sample body"}, Kind: "public", Region: demoCounty,
	})
	u.must(err)
	u.provider = org.ID
	for _, one := range persons {
		p, err := u.Persons.Employ(u.t.Context(), access.System("clerk", party.CanKeep), party.Post{
			Person: one, Organisation: org.ID, Kind: "carer", Base: demoTownship, Languages: []string{"zh"}, From: "2025-01-01",
			Shifts: []party.Shift{{Days: party.Weekdays, Opens: "08:00", Closes: "18:00"}},
		})
		u.must(err)
		u.posts[one] = p.ID
	}
	u.post = u.posts[persons[0]]
}

// account makes the account of somebody of the register, with roles in the county, and signs in.
func (u *unearned) account(user, of string, all ...access.Role) *person {
	u.t.Helper()
	made, password, err := u.Accounts.Make(u.t.Context(), access.Operator(), access.NewAccount{
		User: "one-" + user, Name: user, Home: demoCounty, Lasting: true, Person: of,
	})
	u.must(err)
	for _, role := range all {
		_, err := u.Accounts.Give(u.t.Context(), access.Operator(), access.NewMandate{Account: made.ID, Mandate: access.Mandate{Role: role, At: demoCounty}})
		u.must(err)
	}
	p := &person{account: made.ID, DemoAccount: DemoAccount{User: "one-" + user, Password: password}}
	u.signIn(u.t, p)
	return p
}

// most is how often a plan lets somebody be visited in a month.
const most = 31

// plan lets an elder be visited in one more way.
func (u *unearned) plan(elder string) {
	u.t.Helper()
	cause, err := ident.New("case", time.Now(), u.Accounts.Random)
	u.must(err)
	today := time.Now().In(calendar.China)
	first := today.AddDate(0, 0, -1) // just after midnight there are visits of the day before
	p, err := u.Deliveries.Make(u.t.Context(), access.System("planner", delivery.CanPlan), delivery.Plan{
		Person: elder, Cause: cause, Provider: u.provider, Item: fmt.Sprintf("item-%d", len(u.plans[elder])), Place: demoTownship, Residence: "rural", Minutes: 30,
		Per: delivery.Month, Times: most, Price: 5000, Share: 4000, From: first.Format("2006-01") + "-01", Until: today.AddDate(1, 0, 0).Format(time.DateOnly),
	})
	u.must(err)
	u.plans[elder] = append(u.plans[elder], p.ID)
}

// visit sets a visit of today or, just after midnight, of yesterday, a minute long and over, for nobody is at two places at once; post is that of whoever makes it.
func (u *unearned) visit(elder, post string) string {
	u.t.Helper()
	if u.made%(most-6) == 0 || len(u.plans[elder]) == 0 {
		u.plan(elder)
	}
	u.made++
	now := time.Now().Truncate(time.Minute)
	from := now.Add(-time.Duration(u.made) * time.Minute)
	v, err := u.Deliveries.Schedule(u.t.Context(), access.System("planner", delivery.CanPlan), delivery.NewVisit{
		Plan: u.plans[elder][len(u.plans[elder])-1], Posts: []string{post}, FromMs: from.UnixMilli(), UntilMs: from.Add(time.Minute).UnixMilli(),
	})
	u.must(err)
	u.visits = append(u.visits, v.ID)
	return v.ID
}

// step reports a step by the form of the carer's page.
func (u *unearned) step(p *person, visit string, step delivery.Step, code string) answer {
	u.t.Helper()
	return u.ask(u.t, p, request{method: http.MethodPost, path: "/visits/" + visit + "/" + string(step), form: url.Values{"code": {code}}})
}

// post sends a form.
func (u *unearned) send(p *person, path string, form url.Values) answer {
	u.t.Helper()
	return u.ask(u.t, p, request{method: http.MethodPost, path: path, form: form})
}

// grade is how sure a visit is.
func (u *unearned) grade(visit string) evidence.Standing {
	u.t.Helper()
	about := evidence.About{Kind: delivery.AboutVisit, ID: visit}
	var all map[evidence.About]evidence.Standing
	u.must(u.DB.Read(u.t.Context(), func(q store.Queryer) (err error) {
		all, err = u.Evidence.Standings(q, []evidence.About{about})
		return err
	}))
	return all[about]
}

// none fails when any visit has become sure.
func (u *unearned) none(what string) {
	u.t.Helper()
	for _, v := range u.visits {
		if st := u.grade(v); st.Grade >= evidence.E2 {
			u.t.Errorf("%s: visit %s is %s by %v", what, v, st.Grade, st.Ways)
		}
	}
}

// hands issues the elder a sheet, as an officer who has nothing to do with it.
func (u *unearned) hands(elder string) evidence.Printed {
	u.t.Helper()
	sheet, err := u.Evidence.IssueSheet(u.t.Context(), access.System("officer", evidence.CanIssue), elder, 0)
	u.must(err)
	return sheet
}

// means are those of a kind that somebody has now.
func (u *unearned) means(person string, kind evidence.Kind) string {
	u.t.Helper()
	list, err := u.Evidence.MeansOf(u.t.Context(), access.System("officer", evidence.CanIssue), person)
	u.must(err)
	for _, m := range list {
		if m.Kind == kind && m.EndedMs == 0 {
			return m.ID
		}
	}
	u.t.Fatalf("no %s", kind)
	return ""
}

// tapOf is what a tag with these keys says at a reading, by AN12196 (3.4.2.1 and 3.4.4.2.1), written here anew.
func tapOf(t *testing.T, meta, file, uid string, counter byte) (picc, mac string) {
	t.Helper()
	raw := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	plain := append([]byte{0xC7}, raw(uid)...)
	plain = append(plain, counter, 0, 0, 1, 2, 3, 4, 5)
	block, err := aes.NewCipher(raw(meta))
	if err != nil {
		t.Fatal(err)
	}
	sealed := make([]byte, aes.BlockSize)
	block.Encrypt(sealed, plain)
	session := append([]byte{0x3C, 0xC3, 0x00, 0x01, 0x00, 0x80}, raw(uid)...)
	whole := cmacOf(t, cmacOf(t, raw(file), append(session, counter, 0, 0)), nil)
	var short []byte
	for i := 1; i < len(whole); i += 2 {
		short = append(short, whole[i])
	}
	return hex.EncodeToString(sealed), hex.EncodeToString(short)
}

// cmacOf is the CMAC of RFC 4493 over at most one block.
func cmacOf(t *testing.T, key, message []byte) []byte {
	t.Helper()
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	double := func(b []byte) []byte {
		out, carry := make([]byte, len(b)), byte(0)
		for i, x := range slices.Backward(b) {
			out[i], carry = x<<1|carry, x>>7
		}
		if carry == 1 {
			out[len(out)-1] ^= 0x87
		}
		return out
	}
	sub := make([]byte, aes.BlockSize)
	block.Encrypt(sub, sub)
	sub = double(sub)
	last := slices.Clone(message)
	if len(message) != aes.BlockSize {
		sub = double(sub)
		last = append(last, 0x80)
	}
	last = append(last, make([]byte, aes.BlockSize-len(last))...)
	for i := range last {
		last[i] ^= sub[i]
	}
	block.Encrypt(last, last)
	return last
}
