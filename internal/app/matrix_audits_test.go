package app

import (
	"crypto/rand"
	"net/url"
	"strings"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ident"
	"mihe/internal/register/party/partytest"
)

// sampledMonth is the month of which the county's sample was drawn.
const sampledMonth = "2026-02"

// inspected tells whether a route is one of those who look whether what was reported took place, or of where money goes.
func inspected(pattern string) bool {
	return strings.HasPrefix(pattern, "/audits") || strings.HasPrefix(pattern, "/anomalies") || strings.HasPrefix(pattern, "/payees")
}

// auditRequest is about the sample of the county and its visit, an anomaly that is not there, or the account of a provider. What a form leaves
// out is refused.
func (w *world) auditRequest(t *testing.T, q *request, object string) {
	t.Helper()
	switch {
	case strings.HasPrefix(q.path, "/payees"):
		q.path = strings.Replace(q.path, "{id}", w.services[object].Provider, 1)
	case strings.HasPrefix(q.path, "/audits/"):
		audit, visit := w.sampled(t)
		q.path = strings.NewReplacer("{id}", audit, "{visit}", visit).Replace(q.path)
	case strings.HasPrefix(q.path, "/anomalies/visits/"):
		_, visit := w.sampled(t)
		q.path = strings.Replace(q.path, "{visit}", visit, 1)
	default:
		q.path = strings.Replace(q.path, "{key}", "0000", 1)
		q.form = url.Values{"place": {demoCounty.String()}, "month": {sampledMonth}}
	}
}

// sampled draws the sample when it is first asked for: of a visit to somebody of a township, by somebody who works for the provider.
func (w *world) sampled(t *testing.T) (audit, visit string) {
	t.Helper()
	if w.now["sample"] != "" {
		return w.now["sample"], w.now["sampled visit"]
	}
	ctx, provider := t.Context(), w.services[published].Provider
	post := w.employed(t, provider)
	partytest.Load(t, w.Persons, "sampled", partytest.Row(300, demoTownship))
	cause, err := ident.New("case", time.Now(), rand.Reader)
	w.must(t, err)
	planner := access.System("planner", delivery.CanPlan)
	p, err := w.Deliveries.Make(ctx, planner, delivery.Plan{
		Person: partytest.ID(t, w.Persons, partytest.Number(300, "19410307", false)), Cause: cause, Provider: provider, Item: "sample", Place: demoTownship, Residence: "rural",
		Minutes: 60, Per: delivery.Month, Times: 1, Price: 5000, Share: 4000, From: sampledMonth + "-01", Until: "2026-03-01",
	})
	w.must(t, err)
	from := time.Date(2026, time.February, 10, 9, 0, 0, 0, calendar.China).UnixMilli()
	v, err := w.Deliveries.Schedule(ctx, planner, delivery.NewVisit{Plan: p.ID, Posts: []string{post}, FromMs: from})
	w.must(t, err)
	carer := w.whole.Actor("acct_carer", w.elder(t, "person"), []access.Mandate{{Role: Carer, At: demoCounty}}, w.contains)
	w.reports(t, carer, v.ID, delivery.Start, v.FromMs)
	w.reports(t, carer, v.ID, delivery.Finish, v.UntilMs)
	a, err := w.Deliveries.Sample(ctx, access.System("inspector", delivery.CanAudit), demoCounty, sampledMonth, 2)
	w.must(t, err)
	w.must(t, w.Deliveries.Witness(ctx, access.Actor{ID: "acct_denies", Person: v.Person, Channel: access.Web}, v.ID, delivery.NotHappened)) // and is in doubt
	w.now["sample"], w.now["sampled visit"] = a.ID, v.ID
	return a.ID, v.ID
}

// reports reports a step of a visit as a carer's phone does.
func (w *world) reports(t *testing.T, carer access.Actor, visit string, step delivery.Step, atMs int64) {
	t.Helper()
	id, err := ident.New("move", time.Now(), rand.Reader)
	w.must(t, err)
	m, err := w.Deliveries.Move(t.Context(), carer, delivery.Move{ID: strings.TrimPrefix(id, "move_"), Visit: visit, Step: step, ClaimedMs: atMs})
	if err != nil || m.Outcome != delivery.Applied {
		t.Fatalf("%s: %+v %v", step, m, err)
	}
}
