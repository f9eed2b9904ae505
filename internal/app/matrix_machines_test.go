package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mihe/internal/base/access"
)

// machineRequest is about an account of a machine of the county, made by an administrator of the prefecture: a fresh one for each request.
func (w *world) machineRequest(t *testing.T, q *request) {
	t.Helper()
	if q.method == http.MethodGet {
		return
	}
	q.form = url.Values{"name": {"one"}, "right": {string(machineRights[0])}, "place": {string(demoCounty.Code)}}
	if strings.Contains(q.path, "{id}") {
		maker := w.whole.Actor("acct_makes", "person_makes", []access.Mandate{{Role: SecurityAdmin, At: demoPrefecture}}, w.contains)
		m, _, err := w.Accounts.MakeMachine(t.Context(), maker, access.NewMachine{Name: "one", Right: machineRights[0], At: demoCounty})
		w.must(t, err)
		q.path = strings.Replace(q.path, "{id}", m.ID, 1)
	}
}
