package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/record/fact"
)

// looks are what the people of a county may look at: pages, lists with filters and searches, counts, downloads.
var looks = []string{
	"/", "/actions", "/actions/12", "/indicators", "/indicators/bath", "/indicators/bath.json", "/indicators/bath.csv", "/regions", "/regions?q=weining",
	"/regions/520526", "/accounts", "/accounts?page=2", "/accounts?user=else-1", "/accounts?role=reader", "/accounts?state=disabled", "/accounts?place=520526",
	"/accounts?place=wn", "/accounts/new", "/tasks", "/tasks?state=filed", "/tasks?action=12", "/tasks/matrix", "/tasks/matrix.csv", "/tasks/matrix.xlsx", "/warnings",
	"/tasks/new?indicator=share_60_plus&by=county&within=520500", "/bodies", "/duties", "/duties/template.csv", "/api/steering/v1/tasks",
	"/api/steering/v1/tasks?state=filed", "/api/steering/v1/tasks?limit=1", "/settings", "/settings/townships.csv", "/import", "/import/batches",
	"/import/batches?page=2", "/publication", "/publication?q=campus", "/openapi.json", "/healthz",
	"/services", "/services?open=1", "/services?q=elsewhere", "/services/review", "/offers", "/hsds/3.0/services", "/hsds/3.0/organizations?full=true", "/hsds/3.0/datapackage.zip",
}

// sealed is the one page that tells a county that somewhere in the node figures have come in: the seal under the gap that a
// task would cite covers the version of the node's figures (docs/adr/0010).
func sealed(path string) bool { return strings.HasPrefix(path, "/tasks/new") }

// look is what everybody of a relation sees, by column and address.
func (w *world) look(t *testing.T, relation string, take func(path string) bool) map[string]string {
	t.Helper()
	seen := map[string]string{}
	for _, column := range append(strings.Fields(
		"system_admin security_admin coordinator handler statistician publisher reader"), noRole, visitor) {
		p := w.person(t, column, relation)
		for _, path := range looks {
			if take(path) {
				a := w.ask(t, p, request{method: http.MethodGet, path: path})
				seen[column+" "+path] = fmt.Sprint(a.status, a.location, masked(a))
			}
		}
	}
	return seen
}

// masked is a body without the random name of its request.
func masked(a answer) string { return strings.ReplaceAll(a.body, a.header.Get("X-Request-Id"), "-") }

func differing(a, b map[string]string) (list []string) {
	for k := range a {
		if a[k] != b[k] {
			list = append(list, k)
		}
	}
	return list
}

// elsewhere is what happens in another county.
type elsewhere struct{ task, account, job, batch, service string }

// happen lets everything happen in the sibling county that does not add figures.
func (w *world) happen(t *testing.T) (e elsewhere) {
	t.Helper()
	ctx, who := t.Context(), access.Operator()
	for i := range 30 {
		made, _, err := w.Accounts.Make(ctx, who, access.NewAccount{User: fmt.Sprintf("else-%d", i), Name: "user of elsewhere", Home: demoSibling})
		w.must(t, err)
		_, err = w.Accounts.Give(ctx, who, access.NewMandate{Account: made.ID, Mandate: access.Mandate{Role: Reader, At: demoSibling}})
		w.must(t, err)
		if e.account = made.ID; i%3 == 0 {
			w.must(t, w.Accounts.Disable(ctx, who, made.ID))
		}
		e.task = w.task(t, "sibling", "share_60_plus")
	}
	w.must(t, w.Tasks.SetBody(ctx, who, steering.Body{Region: demoSibling, Function: "教育", Name: "body of elsewhere"}))
	w.must(t, w.Tasks.AddDuties(ctx, who, []steering.Duty{{Region: demoSibling, Code: "E-99", Kind: steering.Basic, From: "2025-01-01", Text: "duty of elsewhere"}}))
	e.service = w.entered(t, demoSibling, "of elsewhere").ID
	e.job = w.job(t, "acct_of_elsewhere")
	return e
}

// loads imports figures of the sibling county.
func (w *world) loads(t *testing.T, e *elsewhere) {
	t.Helper()
	text := "indicator,region,period,sex,residence,value,state,source,vintage\ndigital_campus,520526,2019,,,30,observed,source of elsewhere,2020-01\n"
	_, err := w.Facts.Import(t.Context(), access.Operator(), csvOf(text), fact.ImportOptions{})
	w.must(t, err)
	all, err := w.Facts.Batches(t.Context(), access.Operator())
	w.must(t, err)
	for _, b := range all {
		if b.Region == demoSibling {
			e.batch = fmt.Sprint(b.Order)
		}
	}
}

// noLeak compares what a county sees before and after things happen in the county beside it: the same program, so that
// every byte can be compared. Who looks is noted, so the pages of that are compared in another way.
func (w *world) noLeak(t *testing.T) {
	all, placed := func(string) bool { return true }, func(path string) bool { return !sealed(path) }
	before := w.look(t, own, all)
	if noise := differing(before, w.look(t, own, all)); len(noise) > 0 {
		t.Fatalf("nothing happened, and yet %v differ", noise)
	}
	above := w.look(t, parent, placed)
	e := w.happen(t)
	leaks := differing(before, w.look(t, own, all))
	if len(leaks) > 0 {
		t.Errorf("what happened in another county shows at %q", leaks)
	}
	w.loads(t, &e)
	batch := differing(w.look(t, own, placed), before)
	if len(batch) > 0 {
		t.Errorf("a batch of another county shows at %q", batch)
	}
	shown := strings.Join(differing(above, w.look(t, parent, placed)), " ")
	for _, path := range []string{"system_admin /accounts", "coordinator /tasks", "reader /bodies", "reader /duties", "reader /import/batches", "reader /tasks/matrix.xlsx", "coordinator /services/review", "reader /services"} {
		if !strings.Contains(shown+" ", path+" ") {
			t.Errorf("whoever stands above sees nothing at %s: the comparison compares nothing", path)
		}
	}
	t.Logf("views compared %d, differing %d; from above %d differ", len(before), len(leaks)+len(batch), len(strings.Fields(shown))/2)
	w.sameWords(t, e)
	w.quietTrace(t, e)
}

// sameWords compares the words about a thing of another county with those about one that never was.
func (w *world) sameWords(t *testing.T, e elsewhere) {
	t.Helper()
	never := func(kind string) string {
		id, err := ident.New(kind, time.Now(), w.Accounts.Random)
		w.must(t, err)
		return id
	}
	tried := 0
	same := func(column, method, path, there, nowhere string) {
		p := w.person(t, column, own)
		q := request{method: method, path: strings.Replace(path, "{}", there, 1), form: url.Values{"reason": {"one"}, "days": {"3"}, "sure": {"1"}, "role": {"reader"}, "place": {"520521"}}}
		if method == http.MethodPost && strings.HasPrefix(path, "/api/") {
			q.json = `{"reason":"one","days":3}`
		}
		a, first := w.ask(t, p, q), q.path
		q.path = strings.Replace(path, "{}", nowhere, 1)
		b := w.ask(t, p, q)
		tried++
		if a.status != http.StatusNotFound || a.status != b.status || strings.ReplaceAll(masked(a), first, "-") != strings.ReplaceAll(masked(b), q.path, "-") {
			t.Errorf("%s %s as %s: %d of another county, %d of none, or other words", method, path, column, a.status, b.status)
		}
	}
	task, account := never("task"), never("acct")
	for _, base := range []string{"/tasks/{}", "/api/steering/v1/tasks/{}"} {
		same("reader", http.MethodGet, base, e.task, task)
		for step := range ready {
			if step != "read" {
				for _, column := range []string{"coordinator", "handler"} {
					if strings.Contains("accept refuse decline negotiate report", step) == (column == "handler") {
						same(column, http.MethodPost, base+"/"+step, e.task, task)
					}
				}
			}
		}
	}
	for _, step := range []string{"disable", "enable", "erase", "reset-password", "link", "unlink"} {
		same("system_admin", http.MethodPost, "/accounts/{}/"+step, e.account, account)
	}
	same("system_admin", http.MethodGet, "/accounts/{}", e.account, account)
	same("security_admin", http.MethodGet, "/accounts/{}", e.account, account)
	same("security_admin", http.MethodPost, "/accounts/{}/mandates", e.account, account)
	same("security_admin", http.MethodPost, "/accounts/{}/reset-factor", e.account, account)
	service := never("service")
	same("reader", http.MethodGet, "/services/{}", e.service, service)
	same("coordinator", http.MethodGet, "/services/{}/offers/one", e.service, service)
	same("coordinator", http.MethodPost, "/services/{}/offers/one", e.service, service)
	same("approver", http.MethodPost, "/services/{}/publish", e.service, service)
	same("approver", http.MethodPost, "/services/{}/withdraw", e.service, service)
	same("reader", http.MethodGet, "/import/batches/{}", e.batch, "99999")
	same("statistician", http.MethodGet, "/import/{}", e.job, never("import"))
	same("statistician", http.MethodPost, "/import/{}/cancel", e.job, never("import"))
	if a := w.ask(t, w.person(t, "reader", parent), request{method: http.MethodGet, path: "/tasks/" + e.task}); a.status != http.StatusOK {
		t.Errorf("from above the task is %d: it is not there", a.status)
	}
	t.Logf("pairs of answers compared %d", tried)
}

// quietTrace looks for traces of the other county where an auditor of this one looks. The chain's length and head are the
// node's, and say how much happens in it.
func (w *world) quietTrace(t *testing.T, e elsewhere) {
	t.Helper()
	marks := []string{e.task, e.account, e.job, demoSibling.String(), "else-", "of elsewhere"}
	for _, at := range []struct{ column, path string }{
		{"audit_admin", "/ledger"},
		{"audit_admin", "/ledger?kind=steering.task.filed"},
		{"audit_admin", "/ledger?actor=operator"},
		{"audit_admin", "/ledger/head.json"},
		{"coordinator", "/account"},
		{"coordinator", "/account/uses"},
		{"coordinator", "/account/data.json"},
	} {
		a := w.ask(t, w.person(t, at.column, own), request{method: http.MethodGet, path: at.path})
		for _, mark := range marks {
			if strings.Contains(a.body, mark) {
				t.Errorf("%s tells %s of %q", at.path, at.column, mark)
			}
		}
	}
	a := w.ask(t, w.person(t, "audit_admin", parent), request{method: http.MethodGet, path: "/ledger?kind=steering.duties.imported"})
	if unit, _ := w.Regions.At(region.ListDay).Unit(demoSibling); !strings.Contains(a.body, unit.Name.En) {
		t.Errorf("from above the trace does not name %s: nothing was looked for", unit.Name.En)
	}
}

// importOutcomes sends a file about the county from every side: who may not, is told of a wrong row, and nothing is stored.
func (w *world) importOutcomes(t *testing.T) {
	for relation, want := range map[string]fact.JobState{
		own: fact.JobDone, parent: fact.JobDone, child: fact.JobRefused, beside: fact.JobRefused, beyond: fact.JobRefused,
	} {
		p := w.person(t, string(Statistician), relation)
		file := "indicator,region,period,sex,residence,value,state,source,vintage\ndigital_campus,520521,2021,,,31,observed,made up again," + relation + "\n"
		a := w.ask(t, p, request{method: http.MethodPost, path: "/import", field: "file", file: file})
		id := strings.TrimPrefix(a.location, "/import/")
		who := access.System("one", fact.CanImport)
		who.ID = p.account
		var j fact.Job
		for range 2000 {
			var err error
			j, err = w.Jobs.Get(t.Context(), who, id)
			w.must(t, err)
			if j.State.Ended() {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		if j.State != want || want == fact.JobRefused && j.Stored != 0 {
			t.Errorf("%s: %s with %d rows stored, want %s", relation, j.State, j.Stored, want)
		}
	}
}

// otherNode asks a second node for the same region, in the same program, for what the first holds.
func (w *world) otherNode(t *testing.T) {
	const host = "second.localhost"
	second, err := w.AddNode(t.Context(), access.Operator(), access.NewNode{
		Slug: "second", Host: host, Name: named(w.Words, "app.demo.node"), Region: demoPrefecture, Synthetic: true,
	})
	w.must(t, err)
	d := newDoor(t, w.App)
	task, account := w.object(t, "task.read|county"), w.object(t, "account.read|county")
	things := map[string][]string{
		string(Coordinator): {"/tasks/" + task, "/api/steering/v1/tasks/" + task}, string(SystemAdmin): {"/accounts/" + account},
		string(Reader): {"/import/batches/" + w.batch},
	}
	for column, paths := range things {
		here, there := w.person(t, column, parent), &person{DemoAccount: DemoAccount{User: "second-" + strings.ReplaceAll(column, "_", "-"), Role: column, Region: string(demoPrefecture.Code)}}
		d.make(t, second, there)
		d.signInAt(t, host, there)
		for _, path := range paths {
			q := request{method: http.MethodGet, path: path}
			if a := d.ask(t, here, q); a.letter() != "Y" {
				t.Errorf("%s on its own node: %s; nothing is shown", path, a.letter())
			}
			q.host = host
			if a := d.ask(t, there, q); a.letter() != "N" {
				t.Errorf("%s of the first node on the second: %s, want N", path, a.letter())
			}
		}
		q := request{method: http.MethodGet, path: "/account", keep: true}
		if a := d.ask(t, here, q); a.letter() != "Y" {
			t.Errorf("%s with its session: %s", column, a.letter())
		}
		if a := d.ask(t, there, q); a.letter() != "S" {
			t.Errorf("%s with a session of the second node on the first: %s, want S", column, a.letter())
		}
		q.host = host
		if a := d.ask(t, here, q); a.letter() != "S" {
			t.Errorf("%s with a session of the first node on the second: %s, want S", column, a.letter())
		}
		if a := d.ask(t, there, q); a.letter() != "Y" {
			t.Errorf("%s of the second node: %s", column, a.letter())
		}
	}
}
