package app

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/record/fact"
)

// job is a finished import of an account.
func (w *world) job(t *testing.T, account string) string {
	t.Helper()
	if id := w.now["job."+account]; id != "" {
		return id
	}
	who := access.System("one", fact.CanImport)
	who.ID = account
	sum, err := w.Jobs.Put(who, strings.NewReader(wrongFile))
	w.must(t, err)
	j, err := w.Jobs.Begin(t.Context(), who, "one.csv", sum, true)
	w.must(t, err)
	for range 2000 {
		if j, err = w.Jobs.Get(t.Context(), who, j.ID); err != nil || j.State.Ended() {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	w.must(t, err)
	w.now["job."+account] = j.ID
	return j.ID
}

const wrongFile = "indicator,region,period,sex,residence,value,state,source,vintage\nnothing,520521,2024,,,x,observed,made up,2024\n"

// importRequest is about a batch of the county or about an import of somebody; in the first relation it is the person's own.
func (w *world) importRequest(t *testing.T, q *request, relation string, p *person) {
	t.Helper()
	q.path = strings.Replace(q.path, "{n}", w.batch, 1)
	if (q.path == "/import" || q.path == "/import/persons") && q.method == http.MethodPost {
		q.field, q.file = "file", wrongFile
	}
	if strings.Contains(q.path, "{id}") {
		whose := "somebody"
		if relation == itself && p.account != "" {
			whose = p.account
		}
		q.path = strings.NewReplacer("{id}", w.job(t, whose), "{file}", "errors.csv").Replace(q.path)
	}
}
