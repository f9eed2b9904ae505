package app

import (
	"strings"
	"testing"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
)

// settlementRequest is about a provider's month or day, its settlement, or a visit that is not there. A form that is left empty is refused.
func (w *world) settlementRequest(t *testing.T, q *request, object string, p *person) {
	t.Helper()
	if inspected(q.path) {
		w.auditRequest(t, q, object)
		return
	}
	if strings.HasPrefix(q.path, "/me/") {
		q.path = strings.Replace(q.path, "{id}", "visit_01ke5y3x80a9svzgxj00m6c4xb", 1)
		return
	}
	if strings.HasPrefix(q.path, "/days/") {
		w.dayRequest(t, q, object, p)
		return
	}
	if !strings.Contains(q.path, "{") {
		return
	}
	path := q.path
	w.catalogRequest(t, q, object, p) // makes the account act for the provider where the object says so
	provider := w.services[object].Provider
	q.path = strings.NewReplacer("{provider}", provider, "{month}", drawnMonth).Replace(path)
	if strings.Contains(path, "{id}") {
		q.path = strings.Replace(q.path, "{id}", w.drawn(t, provider), 1)
	}
}

// dayRequest is about a day of a provider that is over, on which nothing was set: there is no proposal to adopt and no visit to move.
func (w *world) dayRequest(t *testing.T, q *request, object string, p *person) {
	t.Helper()
	path := q.path
	w.catalogRequest(t, q, object, p) // makes the account act for the provider where the object says so
	q.path = strings.NewReplacer("{provider}", w.services[object].Provider, "{on}", drawnMonth+"-15", "{visit}", "visit_01ke5y3x80a9svzgxj00m6c4xb").Replace(path)
}

// drawnMonth is a month that is over, in which nothing took place: its settlement has no lines.
const drawnMonth = "2026-01"

// drawn is the settlement of a provider's month, which waits for the provider's answer.
func (w *world) drawn(t *testing.T, provider string) string {
	t.Helper()
	who := access.System("settler", delivery.CanSettle, delivery.CanRead)
	m, err := w.Deliveries.ProviderMonth(t.Context(), who, provider, drawnMonth, 1)
	w.must(t, err)
	if len(m.Settlements) > 0 {
		return m.Settlements[0].ID
	}
	d, err := w.Deliveries.Draw(t.Context(), who, provider, drawnMonth)
	w.must(t, err)
	return d.ID
}
