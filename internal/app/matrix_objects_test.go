package app

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
	"mihe/internal/register/catalog"
)

// world is a program with things in the county 520521, and fresh ones whenever one has been used up.
type world struct {
	*door
	now      map[string]string   // the object of a kind that the next request is about
	reported map[string][]string // tasks that a later measurement can close, by who filed them
	made     int
	entry    string // number of a ledger entry about the county
	batch    string
	series   map[string]string // by what the object column says of it
	families map[string][]string
	turn     map[string]int
	distinct int                        // cells that were asked, each once
	whole    access.Policy              // as the program came with it
	services map[string]catalog.Service // by what the object column says of them

	registered string            // a person of the county
	lives      map[string]string // cases about persons of a township, by the state in which they stand
	decided    decisions
	booked     map[string]booked // by what the object column says of the provider
}

func newWorld(t *testing.T) *world {
	t.Helper()
	words, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	first := access.NewNode{Slug: "rights", Name: i18n.Name{Zh: "权限", En: "rights"}, Region: demoPrefecture, Synthetic: true}
	settings, err := Configure(nil, signOn(t))
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(t.Context(), Config{Folder: t.TempDir(), First: first, Settings: settings}, words)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		a.Jobs.Close()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if a.Accounts.Cost != (access.Cost{}) {
		t.Errorf("the program hashes passwords at the cost of %+v", a.Accounts.Cost)
	}
	a.Accounts.Cost = access.Cost{Memory: 64, Passes: 1} // hundreds of accounts are made, and none is anybody's
	a.Accounts.Now = clock
	a.Tasks.Now = func() time.Time { return demoDay } // no deadline runs into a year without a calendar
	w := &world{door: newDoor(t, a), now: map[string]string{}, reported: map[string][]string{}, families: map[string][]string{}, turn: map[string]int{}, whole: *a.Policy}
	w.must(t, a.demoTownships(t.Context()))
	w.must(t, a.Tasks.AddDuties(t.Context(), access.Operator(), a.demoDuties()))
	w.everything(t)
	w.figures(t, "2023", "40", "80")
	for range 60 {
		for _, object := range []string{fromAbove, fromThere} {
			w.reported[object] = append(w.reported[object], w.task(t, object, "digital_campus", steering.Assign, steering.Accept, steering.Feedback))
		}
	}
	w.figures(t, "2024", "60", "80")
	w.find(t)
	w.publication(t)
	w.catalog(t)
	w.book(t)
	w.decide(t)
	w.live(t)
	w.said(t)
	return w
}

// signOn is a provider that names its addresses and nothing more, and the settings that lead to it.
func signOn(t *testing.T) func(name string) string {
	t.Helper()
	var p *httptest.Server
	p = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"issuer":%q,"authorization_endpoint":"%[1]s/authorize","token_endpoint":"%[1]s/token","jwks_uri":"%[1]s/keys"}`, p.URL)
	}))
	t.Cleanup(p.Close)
	set := map[string]string{"MIHE_OIDC_ISSUER": p.URL, "MIHE_OIDC_CLIENT_ID": "mihe", "MIHE_OIDC_REDIRECT_URL": "http://localhost/sign-in/callback"}
	return func(name string) string { return set[name] }
}

func (w *world) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// everything imports something for every indicator that nothing is shipped for, and publishes all there is.
func (w *world) everything(t *testing.T) {
	t.Helper()
	wanted, err := w.wanted(t.Context(), access.Operator())
	w.must(t, err)
	text := "indicator,region,period,sex,residence,value,state,source,vintage\n"
	for _, one := range wanted {
		if one.ID == unseen {
			continue
		}
		text += fmt.Sprintf("%s,520521,2023,,,40,observed,made up for this test,2023-12\n%[1]s,520526,2023,,,50,observed,made up for this test,2023-12\n", one.ID)
	}
	_, err = w.Facts.Import(t.Context(), access.Operator(), csvOf(text), fact.ImportOptions{})
	w.must(t, err)
	w.must(t, w.publish(t.Context(), w.Node, everySeries))
}

// figures imports digital campuses of two counties.
func (w *world) figures(t *testing.T, year, here, beside string) {
	t.Helper()
	text := "indicator,region,period,sex,residence,value,state,source,vintage\n"
	for at, value := range map[region.Key]string{demoCounty: here, demoSibling: beside} {
		text += fmt.Sprintf("digital_campus,%s,%s,,,%s,observed,made up in %[2]s,%[2]s-12\n", at.Code, year, value)
	}
	_, err := w.Facts.Import(t.Context(), access.Operator(), csvOf(text), fact.ImportOptions{})
	w.must(t, err)
}

func csvOf(text string) fact.ImportFile {
	return fact.ImportFile{Name: "one.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// What the object column says of tasks: where, and for whom they were filed.
const (
	fromAbove = "county, filed from above"
	fromThere = "county, filed there"
	mine      = "county, reported by me"
	offered   = "township, proposed by the county"
	planned   = "township, filed by the county"
)

// files is the actor who files for a side: the county's coordinator sees what the node has not published, so that every gap
// can be cited.
func (w *world) files(at region.Key) access.Actor {
	if at == demoPrefecture {
		return access.Operator() // who files for the node
	}
	return w.whole.Actor("acct_files", "person_files", []access.Mandate{{Role: Coordinator, At: at}, {Role: Reader, At: demoPrefecture}}, w.contains)
}

// task files a task, as the object column says, and takes it some steps on.
func (w *world) task(t *testing.T, object, id string, steps ...steering.Step) string {
	t.Helper()
	f := steering.Filing{
		Question: indicator.Question{ID: id, By: indicator.ByCounty, Within: string(demoPrefecture.Code)}, Title: "one", Target: demoCounty, Days: 20,
	}
	side := demoCounty
	switch object {
	case fromAbove, "county":
		side = demoPrefecture
	case "sibling":
		f.Target, side = demoSibling, demoPrefecture
	case planned:
		f.Target, f.Duty, f.Plan = demoTownship, "S-01", planNumber
	case offered:
		f.Target, f.Duty = demoTownship, "S-01"
	case fromThere:
	default:
		t.Fatalf("there is no task %q", object)
	}
	made, err := w.Tasks.File(t.Context(), w.files(side), f)
	w.must(t, err)
	if made.Side != side {
		t.Fatalf("%s: filed for %s", object, made.Side)
	}
	for _, step := range steps {
		_, err := w.Tasks.Act(t.Context(), access.Operator(), made.ID, steering.Deed{Step: step, Reason: "for this test", Days: 3})
		w.must(t, err)
	}
	return made.ID
}

// planNumber makes what is sent to a township a task and no proposal.
const planNumber = "sample plan 1"

// find looks for an entry and a batch about the county.
func (w *world) find(t *testing.T) {
	t.Helper()
	text := "indicator,region,period,sex,residence,value,state,source,vintage\ndigital_campus,520521,2022,,,30,observed,made up for the county,2023-01\n"
	_, err := w.Facts.Import(t.Context(), access.Operator(), csvOf(text), fact.ImportOptions{})
	w.must(t, err)
	all, err := w.Facts.Batches(t.Context(), access.Operator())
	w.must(t, err)
	for _, b := range all {
		if b.Region == demoCounty {
			w.batch = fmt.Sprint(b.Order)
		}
	}
	w.must(t, w.DB.Read(t.Context(), func(q store.Queryer) error {
		page, err := ledgerdb.Store{}.Page(q, w.Number, ledgerdb.Filter{}, 250)
		for _, l := range page {
			if l.Region == demoCounty.String() {
				w.entry = fmt.Sprint(l.Seq)
			}
		}
		return err
	}))
	if w.batch == "" || w.entry == "" {
		t.Fatalf("no batch (%q) or entry (%q) of the county", w.batch, w.entry)
	}
	_, err = w.Keeper.Sign(t.Context())
	w.must(t, err)
}

// ready are the steps that bring a task where a step can be taken.
var ready = map[string][]steering.Step{
	"assign": nil, "accept": {steering.Assign}, "refuse": {steering.Assign}, "negotiate": {steering.Assign},
	"agree": {steering.Assign, steering.Counter}, "hold": {steering.Assign, steering.Counter}, "remind": {steering.Assign},
	"escalate": {steering.Assign, steering.Refuse}, "report": {steering.Assign, steering.Accept},
	"return": {steering.Assign, steering.Accept, steering.Feedback}, "give_up": {steering.Assign, steering.Refuse}, "withdraw": nil,
	"sign": nil, "decline": {steering.Sign}, "read": nil,
}

// object returns the object of a kind, made when there is none that has not been used up. After a bar stands what the
// object column of the table says of it.
func (w *world) object(t *testing.T, kind string) string {
	t.Helper()
	if id := w.now[kind]; id != "" {
		return id
	}
	w.now[kind] = w.fresh(t, kind)
	return w.now[kind]
}

func (w *world) fresh(t *testing.T, kind string) string {
	t.Helper()
	w.made++
	kind, object, _ := strings.Cut(kind, "|")
	name, of, _ := strings.Cut(kind, ".")
	switch {
	case kind == "task.verify" || kind == "task.close":
		if object == mine {
			object = fromThere
		}
		if len(w.reported[object]) == 0 {
			t.Fatalf("no reported task is left: %s", object)
		}
		id := w.reported[object][0]
		w.reported[object] = w.reported[object][1:]
		if of == "close" {
			_, err := w.Tasks.Act(t.Context(), access.Operator(), id, steering.Deed{Step: steering.Verify})
			w.must(t, err)
		}
		return id
	case name == "task":
		steps := ready[of]
		if object == offered && of == "accept" {
			steps = []steering.Step{steering.Sign}
		}
		return w.task(t, object, "share_60_plus", steps...)
	case name == "account":
		return w.freshAccount(t, of, object)
	}
	t.Fatalf("there is no object %q", kind)
	return ""
}

// Accounts that hold a role in the county.
const (
	anAdmin  = "county, an administrator"
	aHandler = "county, a handler"
)

// alsoAt are the mandates that accounts at home in the county hold besides, by what the object column says.
var alsoAt = map[string]access.Mandate{
	"county":                 {},
	"county, mandate above":  {Role: Coordinator, At: demoPrefecture},
	"county, mandate beside": {Role: Coordinator, At: demoSibling},
	anAdmin:                  {Role: AuditAdmin, At: demoCounty},
	aHandler:                 {Role: Handler, At: demoCounty},
}

// freshAccount is an account at home in the county.
func (w *world) freshAccount(t *testing.T, of, object string) string {
	t.Helper()
	who := access.Operator()
	made, _, err := w.Accounts.Make(t.Context(), who, access.NewAccount{User: fmt.Sprintf("object-%d", w.made), Name: "user b", Home: demoCounty})
	w.must(t, err)
	also, known := alsoAt[object]
	if !known {
		t.Fatalf("there is no account %q", object)
	}
	if also.Role != "" {
		_, err = w.Accounts.Give(t.Context(), who, access.NewMandate{Account: made.ID, Mandate: also})
		w.must(t, err)
	}
	if of == "enable" {
		w.must(t, w.Accounts.Disable(t.Context(), who, made.ID))
	}
	if of == "confirm" && also.Role != "" {
		w.must(t, w.asks(t, made.ID))
	}
	return made.ID
}

// asks has a system administrator of the prefecture ask for a new password.
func (w *world) asks(t *testing.T, account string) error {
	t.Helper()
	admin := w.whole.Actor("acct_asks", "person_asks", []access.Mandate{{Role: SystemAdmin, At: demoPrefecture}}, w.contains)
	_, _, err := w.Accounts.ResetPassword(t.Context(), admin, account)
	return err
}

// waitsWith is the number of what an account waits for.
func (w *world) waitsWith(t *testing.T, account string) string {
	t.Helper()
	held, err := w.Accounts.Show(t.Context(), access.Operator(), account)
	w.must(t, err)
	if held.Waits == nil {
		return ""
	}
	return held.Waits.ID
}

// give gives an object a role that can be taken back.
func (w *world) give(t *testing.T, account string) string {
	t.Helper()
	given, err := w.Accounts.Give(t.Context(), access.Operator(), access.NewMandate{Account: account, Mandate: access.Mandate{Role: Reader, At: demoCounty}})
	if fault.KindOf(err) == fault.Conflict { // it holds one that nobody has taken
		list, err := w.Accounts.Show(t.Context(), access.Operator(), account)
		w.must(t, err)
		return list.Mandates[slices.IndexFunc(list.Mandates, func(m access.Assignment) bool { return m.At == demoCounty })].ID
	}
	w.must(t, err)
	return given.ID
}

// request is what a person sends to a route in a relation.
func (w *world) request(t *testing.T, r row, relation string, p *person) request {
	t.Helper()
	method, pattern := r.method, r.pattern
	q := request{method: method, path: pattern, form: url.Values{}}
	switch {
	case strings.HasPrefix(pattern, "/account/") || strings.HasPrefix(pattern, "/sign-"):
		w.ownRequest(t, &q, p)
	case strings.HasPrefix(pattern, "/accounts"):
		w.accountRequest(t, &q, r.object, relation, p)
	case strings.HasPrefix(pattern, "/machines"):
		w.machineRequest(t, &q)
	case strings.Contains(pattern, "/tasks"):
		w.taskRequest(t, &q, r.object, p)
	case strings.HasPrefix(pattern, "/pools") || strings.HasPrefix(pattern, "/holds") || strings.HasPrefix(pattern, "/waits") || strings.HasPrefix(pattern, "/loans"):
		w.bookingRequest(t, &q, r.object, p)
	case strings.HasPrefix(pattern, "/me/visits") || strings.HasPrefix(pattern, "/settlements") || strings.HasPrefix(pattern, "/days/") || inspected(pattern):
		w.settlementRequest(t, &q, r.object, p)
	case pattern == "/api/delivery/v1/moves":
		q.json = `{"sent_ms":1,"moves":[]}`
	case strings.HasPrefix(pattern, "/visits/"):
		q.path = strings.NewReplacer("{id}", "visit_01ke5y3x80a9svzgxj00m6c4xb", "{step}", "start").Replace(pattern)
	case strings.HasPrefix(pattern, "/calendar"):
		q.path = strings.NewReplacer("{id}", "feed_01ke5y3x80a9svzgxj00m6c4xb", "{secret}", "unknown").Replace(pattern)
	case strings.HasPrefix(pattern, "/services/") || strings.HasPrefix(pattern, "/hsds/") || strings.HasPrefix(pattern, "/staff/"):
		w.catalogRequest(t, &q, r.object, p)
	case strings.HasPrefix(pattern, "/import"):
		w.importRequest(t, &q, relation, p)
	case strings.HasPrefix(pattern, "/rules") || strings.HasPrefix(pattern, "/decisions") || strings.HasPrefix(pattern, "/forms"):
		w.decisionRequest(&q, r.object)
	case strings.HasPrefix(pattern, "/rate/") || strings.HasPrefix(pattern, "/orders/"):
		q.path = strings.NewReplacer("{kind}", "casework.case", "{id}", w.lives[r.object]).Replace(pattern)
	case strings.HasPrefix(pattern, "/cases"):
		q.path = strings.Replace(pattern, "{id}", "case_01ke5y3x80a9svzgxj00m6c4xb", 1)
	case strings.HasPrefix(pattern, "/persons"):
		w.personRequest(t, &q, r.object)
	case strings.HasPrefix(pattern, "/eldercare/cases/"):
		q.path = strings.NewReplacer("{id}", w.lives[r.object], "{item}", w.lives["item"], "{offer}", w.lives["offer"], "{plan}", w.lives["plan"]).Replace(pattern)
	case strings.HasPrefix(pattern, "/eldercare/"):
		q.path = strings.NewReplacer("{person}", w.elder(t, r.object), "{code}", "0000-0000").Replace(pattern)
	case strings.Contains(pattern, "*"):
		q.path = w.member(pattern, r.object)
	default:
		w.otherRequest(t, &q, r.object, p)
	}
	return q
}

// ownRequest is about the person's own account or the way in.
func (w *world) ownRequest(t *testing.T, q *request, p *person) {
	t.Helper()
	switch q.method + " " + q.path {
	case "POST /sign-in":
		w.made++
		q.form = url.Values{"user": {"nobody"}, "password": {"wrong"}}
		q.form.Set("user", fmt.Sprintf("nobody-%d", w.made)) // nobody is kept from trying by those before
		q.also, q.keep = map[string]string{"X-Forwarded-For": fmt.Sprintf("192.0.%d.%d", w.made/250, w.made%250)}, true
	case "POST /sign-out":
		q.keep = true
	case "POST /account/password":
		q.form = url.Values{"old": {p.Password}, "new": {"one"}, "again": {"another"}}
	case "POST /account/session":
		hash := make([]byte, 32)
		_, err := rand.Read(hash)
		w.must(t, err)
		if p.account != "" {
			w.must(t, w.Accounts.KeepSession(t.Context(), hex.EncodeToString(hash), p.account, "{}"))
		}
		q.form.Set("session", hex.EncodeToString(hash))
	case "POST /account/factor", "POST /account/link":
		q.form.Set("old", p.Password)
	case "GET /account/factor", "GET /account/factor.svg", "POST /account/factor/confirm":
		if p.account == "" {
			return
		}
		code, err := access.Code(w.pending(t, p), clock())
		w.must(t, err)
		q.form.Set("code", code)
	}
}

// pending is the secret of a second factor that the person has begun to set up.
func (w *world) pending(t *testing.T, p *person) string {
	t.Helper()
	who, err := w.Accounts.Actor(t.Context(), p.account, access.Way{})
	w.must(t, err)
	secret, err := w.Accounts.PendingFactor(t.Context(), who)
	if fault.KindOf(err) == fault.NotFound {
		secret, err = w.Accounts.BeginFactor(t.Context(), who, p.Password)
	}
	w.must(t, err)
	return secret
}

// accountRequest is about an account at home in the county; in the first relation it is the person's own.
func (w *world) accountRequest(t *testing.T, q *request, object, relation string, p *person) {
	t.Helper()
	w.made++
	if !strings.Contains(q.path, "{id}") {
		q.form = url.Values{"user": {fmt.Sprintf("made-%d", w.made)}, "name": {"user c"}, "place": {"520521"}}
		return
	}
	kind := "account." + path.Base(q.path)
	if q.method == http.MethodGet || strings.HasSuffix(q.path, "/take") {
		kind = "account.read"
	}
	kind += "|" + object
	id, mandate := w.object(t, kind), ""
	if relation == itself && p.account != "" {
		id, mandate = p.account, p.mandate
	}
	q.uses = kind
	q.form = url.Values{"sure": {"1"}, "subject": {fmt.Sprintf("person-%d", w.made)}, "role": {string(Reader)}, "place": {"520521"}}
	if strings.HasSuffix(q.path, "/take") {
		if mandate == "" {
			mandate = w.give(t, w.object(t, kind))
		}
		q.path = strings.Replace(q.path, "{mandate}", mandate, 1)
	}
	if strings.HasSuffix(q.path, "/confirm") {
		q.form.Set("request", w.waitsWith(t, id))
	}
	q.path = strings.Replace(q.path, "{id}", id, 1)
}

func (w *world) taskRequest(t *testing.T, q *request, object string, p *person) {
	t.Helper()
	const question = "indicator=share_60_plus&by=county&within=520500"
	form, err := url.ParseQuery(question + "&title=one&target=520521&days=20&reason=for+this+test")
	w.must(t, err)
	q.form = form
	api := strings.HasPrefix(q.path, "/api/")
	target := demoCounty
	if object == "township" {
		target = demoTownship
		q.form.Set("target", target.String())
		q.form.Set("duty_item", "S-01")
		q.form.Set("plan_number", planNumber)
	}
	switch {
	case q.path == "/tasks/new":
		q.path += "?" + question
	case api && q.method == http.MethodPost && strings.HasSuffix(q.path, "/tasks"):
		q.json = fmt.Sprintf(`{"indicator":"share_60_plus","by":"county","within":"520500","title":"one","target":%q,"days":20,"duty_item":%q,"plan_number":%q}`,
			target, q.form.Get("duty_item"), q.form.Get("plan_number"))
	case strings.Contains(q.path, "{id}"):
		kind := "task." + path.Base(q.path)
		if q.method == http.MethodGet {
			kind = "task.read"
		} else if api {
			q.json = `{"reason":"for this test","days":3}`
		}
		kind += "|" + object
		q.form.Set("days", "3")
		id := w.object(t, kind)
		if object == mine && p.Role == string(Coordinator) {
			w.reportAs(t, id, p)
		}
		q.path, q.uses = strings.Replace(q.path, "{id}", id, 1), kind
	}
}

// reportAs reports a task once more, by somebody who handles in the county besides what else they do.
func (w *world) reportAs(t *testing.T, id string, p *person) {
	t.Helper()
	hand := w.whole.Actor(p.account, "person_hand", []access.Mandate{{Role: Handler, At: demoCounty}}, w.contains)
	for _, x := range []struct {
		who  access.Actor
		step steering.Step
	}{{access.Operator(), steering.Return}, {hand, steering.Feedback}} {
		_, err := w.Tasks.Act(t.Context(), x.who, id, steering.Deed{Step: x.step, Reason: "for this test"})
		w.must(t, err)
	}
}

func (w *world) otherRequest(t *testing.T, q *request, object string, p *person) {
	t.Helper()
	place := demoCounty
	if object == "township" {
		place = demoTownship
	}
	q.path = strings.NewReplacer("{$}", "", "{number}", "1", "{code}", "520521", "{seq}", w.entry, "evaluations/{id}", "evaluations/four-gaps-county-2020").Replace(q.path)
	if strings.HasPrefix(q.path, "/publication") {
		w.publicationRequest(t, q, object, p)
		return
	}
	q.path = strings.Replace(q.path, "{id}", w.indicator(object), 1)
	switch q.method + " " + q.path {
	case "POST /bodies":
		q.form = url.Values{"region": {place.String()}, "function": {"教育"}, "name": {"one"}}
	case "POST /duties":
		w.made++
		q.field, q.file = "file", fmt.Sprintf("region,code,text,kind,from,until\n%s,M-%d,one,basic,2025-01-01,\n", place, w.made)
	case "GET /ledger/segment.jsonl":
		q.path += "?from=1"
	case "POST /settings/calendar":
		q.field, q.file = "calendar", calendar2028
	case "POST /settings/townships":
		q.field, q.file = "townships", string(bytes.TrimSpace(region.TownshipsCSV(region.SyntheticTownships(demoCounty, 3, 1, "2020-01-01")...)))
	}
}

// calendar2028 is made up: that year has not been announced.
const calendar2028 = "date,kind,name_zh,name_en,source\n2028-01-01,off,元旦,,样本\n2028-01-25,off,春节,,样本\n2028-04-04,off,清明,,样本\n" +
	"2028-05-01,off,劳动节,,样本\n2028-05-29,off,端午,,样本\n2028-10-02,off,国庆节、中秋节,,样本\n"
