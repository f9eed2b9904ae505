package evidenceweb

import (
	"context"
	"net/url"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
	"mihe/internal/record/evidence"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partyweb"
)

// Persons opens who the means are for; *party.Service is one.
type Persons interface {
	Show(ctx context.Context, who access.Actor, id string, v party.View) (party.Known, error)
}

// Deps is what the pages are made from.
type Deps struct {
	Evidence *evidence.Service
	Persons  Persons
	Mandates partyweb.Mandates
}

// Below is the address of a person's means under that of the person.
const Below = "/confirming"

const person = "/persons/{id}" + Below

// OwnPath is where people see what they confirm with themselves; it takes the mandate under which somebody looks for another as "mandate".
const OwnPath = "/me/confirming"

// Routes registers the pages and what machines report to.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET "+person, evidence.CanIssue, h.show)                      // show_page.go
	m.Handle("POST "+person+"/sheet", evidence.CanIssue, h.sheet)           // sheet_page.go
	m.Handle("POST "+person+"/crossed", evidence.CanIssue, h.crossed)       // sheet_page.go
	m.Handle("POST "+person+"/tag", evidence.CanIssue, h.tag)               // tag_page.go
	m.Handle("POST "+person+"/number", evidence.CanIssue, h.number)         // number.go
	m.Handle("POST "+person+"/{means}/second", evidence.CanIssue, h.second) // number.go
	m.Handle("POST "+person+"/{means}/end", evidence.CanIssue, h.end)       // end.go
	m.Handle("GET "+OwnPath, access.Own, h.own)                             // own_page.go
	m.Handle("POST "+OwnPath+"/{means}/lost", access.Own, h.lost)           // own_page.go

	web.API(m, "POST /api/evidence/v1/calls", evidence.CanReportVoice, web.Operation{ID: "report-call", Summary: "evidence.api.calls", Machine: true}, h.calls)
	web.API(m, "POST /api/evidence/v1/reports", evidence.CanReport, web.Operation{ID: "report-seen", Summary: "evidence.api.reports", Machine: true}, h.reports)
}

type handlers struct{ Deps }

// named returns the identifier of a kind that stands in the path; anything else is as absent as what never was.
func named(r *web.Request, value, kind string) (string, error) {
	id := r.PathValue(value)
	if ident.Check(kind, id) != nil {
		return "", fault.New(fault.NotFound, "access.absent")
	}
	return id, nil
}

// posted is the person that the path names, and the form that was sent about them.
func posted(r *web.Request) (id string, f url.Values, err error) {
	if id, err = named(r, "id", "person"); err != nil {
		return "", nil, err
	}
	if err := r.ParseForm(); err != nil {
		return "", nil, fault.Wrap(err, fault.Invalid, "evidence.page.unread")
	}
	for _, values := range r.PostForm {
		for i := range values {
			values[i] = strings.TrimSpace(values[i])
		}
	}
	return id, r.PostForm, nil
}

// back goes to the page of the person after something was done.
func back(id string) string { return "/persons/" + id + Below }
