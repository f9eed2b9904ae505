package ruleweb

import (
	"context"
	"iter"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
)

// Deps is what the pages are made from.
type Deps struct {
	Rules *rule.Service
	// Supply is where the cases of a set come from; nil where no programme of the node holds any.
	Supply func(set string) *Supply
	Now    func() time.Time
}

// Supply is the cases of a set, without names, for assessing a version of it.
type Supply struct {
	Cases            func(ctx context.Context, who access.Actor, proposed *rule.Set) iter.Seq2[rule.Sample, error]
	Group, Reference string   // the group that lags and the one it is measured against
	Words            string   // what the groups are called stands under this key and the group
	Least            int64    // the smallest count to be shown
	Held             []string // options of which the cases say who has them
}

// Routes registers the pages.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET /rules", access.Public, h.list)                                   // list_page.go
	m.Handle("GET /rules/new-version", rule.CanPropose, h.propose)                  // propose_page.go
	m.Handle("POST /rules/new-version", rule.CanPropose, h.postPropose)             // propose_page.go
	m.Handle("GET /rules/{set}", access.Public, h.holding)                          // version_page.go
	m.Handle("GET /rules/{set}/{version}", access.Public, h.show)                   // version_page.go
	m.Handle("POST /rules/{set}/{version}/assess", rule.CanPropose, h.assess)       // assess.go
	m.Handle("POST /rules/{set}/{version}/adopt", rule.CanAdopt, h.adopt)           // adopt.go
	m.Handle("GET /rules/{set}/{version}/reports/{report}", rule.CanRead, h.report) // report_page.go
	m.Handle("GET /decisions/mine", access.Own, h.mine)                             // mine_page.go
	m.Handle("GET /decisions/{id}", access.Own, h.decision)                         // decision_page.go
}

type handlers struct{ Deps }

func (h handlers) today() string { return calendar.Day(h.Now()) }

// short is how much of a version people are shown.
func short(version string) string { return version[:min(12, len(version))] }

// badge says whether somebody compared a value with its source.
func badge(p web.Page, verified bool) string {
	if verified {
		return p.T("rule.trace.verified")
	}
	return p.T("rule.trace.unverified")
}

// days is a span of days, the last of which may be open.
func days(p web.Page, from, to string) string {
	if to == "" {
		return p.T("rule.trace.since", "from", from)
	}
	return p.T("rule.trace.between", "from", from, "to", to)
}

// refused is a form that was refused: what was typed stays, the message stands at its field.
type refused struct {
	form  string
	typed map[string]string
	err   *fault.Error
}

// field is a field of a form, with what was typed and what is wrong with it.
func (f refused) field(p web.Page, form, name string, more web.Field) web.Field {
	more.Name, more.ID, more.Label = name, form+"-"+name, p.T("rule.page."+form+"."+name)
	if hint := "rule.page." + form + "." + name + ".hint"; p.Words().Has(hint) {
		more.Hint = p.T(hint)
	}
	if f.form != form {
		return more
	}
	if typed, there := f.typed[name]; there {
		more.Value = typed
	}
	if f.err != nil && f.err.Field == name {
		more.Error = f.message(p)
	}
	return more
}

func (f refused) message(p web.Page) string { return web.Unmarked(p.T(f.err.Key, f.err.Args...)) }

// above is a refusal that none of the fields shows.
func (f refused) above(p web.Page, fields ...string) string {
	if f.err == nil || slices.Contains(fields, f.err.Field) {
		return ""
	}
	return f.message(p)
}
