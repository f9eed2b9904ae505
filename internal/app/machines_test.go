package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/record/evidence"
)

// machine has a machine made by one administrator and confirmed by another, on their pages, and returns its token and its number.
func (u *unearned) machine(name string, right access.Right, place string) (token, id string) {
	u.t.Helper()
	got := u.send(u.person(u.t, string(SecurityAdmin), parent), "/machines", url.Values{"name": {name}, "right": {string(right)}, "place": {place}})
	found := regexp.MustCompile(`<code>([A-Za-z0-9_-]{43})</code>`).FindStringSubmatch(got.body)
	list, err := u.Accounts.Machines(u.t.Context(), access.Operator())
	if err != nil || len(list) == 0 || found == nil {
		u.t.Fatalf("%s: %d, %v", name, got.status, err)
	}
	if c := u.send(u.person(u.t, string(AuditAdmin), parent), "/machines/"+list[0].ID+"/confirm", nil); c.status != http.StatusSeeOther {
		u.t.Fatalf("%s is confirmed: %d", name, c.status)
	}
	return found[1], list[0].ID
}

// report sends a document with a token.
func (u *unearned) report(token, path, document string) (got answer, said struct{ Outcome, Statement, Text, Detail, Field string }) {
	u.t.Helper()
	got = u.ask(u.t, &person{}, request{method: http.MethodPost, path: path, json: document, also: map[string]string{"Authorization": "Bearer " + token}})
	if err := json.Unmarshal([]byte(got.body), &said); err != nil {
		u.t.Fatalf("%d %s: %v", got.status, got.body, err)
	}
	return got, said
}

// machines is a telephone gateway and a third system that report over HTTP what they heard and saw, and what they may not.
func (u *unearned) machines(t *testing.T) {
	const calls, reports = "/api/evidence/v1/calls", "/api/evidence/v1/reports"
	gateway, id := u.machine("gateway", evidence.CanReportVoice, "520521")
	system, _ := u.machine("system", evidence.CanReport, "520521")
	beside, _ := u.machine("beside", evidence.CanReport, "520526")
	officer, registrar := u.person(t, string(VillageOfficer), child), u.person(t, string(Registrar), own)
	confirming := "/persons/" + u.elder + "/confirming"
	if got := u.send(officer, confirming+"/number", url.Values{"number": {"138 0000 0001"}}); got.status != http.StatusSeeOther {
		t.Fatalf("noted: %d", got.status)
	}
	second := confirming + "/" + u.means(u.elder, evidence.Number) + "/second"
	if got := u.send(officer, second, nil); got.status != http.StatusForbidden {
		t.Errorf("whoever noted the number stands by it: %d", got.status)
	}
	if got := u.send(registrar, second, nil); got.status != http.StatusSeeOther {
		t.Fatalf("seconded: %d", got.status)
	}
	v := u.visit(u.elder, u.post)
	call := func(key, number, pressed string) string {
		return fmt.Sprintf(`{"key":%q,"kind":%q,"id":%q,"number":%q,"pressed":%q,"at_ms":%d}`, key, delivery.AboutVisit, v, number, pressed, 1)
	}
	seen := func(key string) string {
		return fmt.Sprintf(`{"key":%q,"kind":%q,"id":%q,"says":"happened","at_ms":%d}`, key, delivery.AboutVisit, v, 1)
	}
	if got, _ := u.report(gateway, calls, call("a", "13800000001", "1")); got.status != http.StatusNotFound {
		t.Errorf("before anybody said that they were there: %d", got.status)
	}
	u.step(u.carer, v, delivery.Start, "")
	u.step(u.carer, v, delivery.Finish, "")
	if got, said := u.report(gateway, calls, call("a", "13900000000", "1")); got.status != http.StatusOK || said.Outcome != "refused" || said.Text == "" || u.grade(v).Grade != evidence.E1 {
		t.Errorf("another number: %d %+v", got.status, said)
	}
	got, kept := u.report(gateway, calls, call("b", "13800000001", "1"))
	if got.status != http.StatusOK || kept.Outcome != "kept" || u.grade(v).Grade != evidence.E2 {
		t.Fatalf("the elder presses 1: %d %+v, %s", got.status, kept, u.grade(v).Grade)
	}
	if _, again := u.report(gateway, calls, call("b", "13800000001", "1")); again.Statement != kept.Statement {
		t.Errorf("sent again: %+v, was %+v", again, kept)
	}
	for what, try := range map[string]struct {
		token, path, document string
		status                int
	}{
		"another answer under the key":     {gateway, calls, call("b", "13800000001", "2"), http.StatusConflict},
		"a field that is none":             {gateway, calls, strings.Replace(call("c", "13800000001", "1"), `{`, `{"more":1,`, 1), http.StatusUnprocessableEntity},
		"without a key":                    {gateway, calls, call("", "13800000001", "1"), http.StatusUnprocessableEntity},
		"what is no document":              {gateway, calls, `{`, http.StatusBadRequest},
		"a gateway as a third system":      {gateway, reports, seen("d"), http.StatusForbidden},
		"a third system as a gateway":      {system, calls, call("e", "13800000001", "1"), http.StatusForbidden},
		"a system of the county beside":    {beside, reports, seen("f"), http.StatusNotFound},
		"a token that is none":             {"nothing", calls, call("g", "13800000001", "1"), http.StatusUnauthorized},
		"what only somebody signed in may": {gateway, "/api/delivery/v1/moves", `{"sent_ms":1,"moves":[]}`, http.StatusForbidden},
	} {
		got, said := u.report(try.token, try.path, try.document)
		if got.status != try.status || got.header.Get("Content-Type") != "application/problem+json" || said.Detail == "" {
			t.Errorf("%s: %d %s, want %d", what, got.status, got.body, try.status)
		}
	}
	if st := u.grade(v); st.Grade != evidence.E2 || len(st.Ways) != 2 {
		t.Errorf("after what was refused: %+v", st)
	}
	if _, said := u.report(system, reports, seen("h")); said.Outcome != "kept" || u.grade(v).Grade != evidence.E3 {
		t.Errorf("a third system: %+v, %s", said, u.grade(v).Grade)
	}
	if _, said := u.report(gateway, calls, call("i", "13800000001", "2")); said.Outcome != "kept" || u.grade(v).Counts() {
		t.Errorf("the elder calls again and says that nobody came: %+v, %+v", said, u.grade(v))
	}
	if got := u.send(u.person(t, string(SecurityAdmin), parent), "/machines/"+id+"/end", nil); got.status != http.StatusSeeOther {
		t.Fatalf("ended: %d", got.status)
	}
	if got, _ := u.report(gateway, calls, call("j", "13800000001", "1")); got.status != http.StatusUnauthorized {
		t.Errorf("after its end: %d", got.status)
	}
	for range 200 {
		if got, _ := u.report(system, reports, seen("k")); got.status == http.StatusTooManyRequests {
			return
		}
	}
	t.Errorf("a machine sends as fast as it likes, %v", time.Now())
}
