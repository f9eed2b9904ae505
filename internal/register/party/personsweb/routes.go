package personsweb

import (
	"strings"
	"time"
	"unicode"

	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// Deps is what these pages are made from.
type Deps struct {
	Persons *party.Service
	Regions *region.Tree
	Now     func() time.Time
}

// fileLimit is the largest file of a form, and around what the form takes beside it.
const (
	fileLimit = 8 << 20
	around    = 64 << 10
)

// Routes registers the pages.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET /import/persons", party.CanImport, h.importPage)                    // import_page.go
	m.HandleUpload("POST /import/persons", party.CanImport, fileLimit+around, h.send) // import_send.go
	m.Handle("GET /import/persons/template.csv", party.CanImport, h.templateCSV)      // import_template.go
	m.Handle("GET /import/persons/template.xlsx", party.CanImport, h.templateXLSX)    // import_template.go
}

type handlers struct{ Deps }

// placeOf finds the unit that a cell names, on today's map.
func (h handlers) placeOf(code string) (region.Key, bool) { return h.view().Resolve(code) }

func (h handlers) view() *region.View { return h.Regions.At(calendar.Day(h.Now())) }

// moment writes an instant by the clock of China.
func moment(p web.Page, ms int64) string {
	at := time.UnixMilli(ms).In(calendar.China)
	return p.T("party.persons.moment", "day", p.Day(at.Format(time.DateOnly)), "time", at.Format("15:04"))
}

// refusal is what a form shows of an error; ok is false for what the reader cannot mend there.
func refusal(err error) (e *fault.Error, ok bool) {
	e, ok = fault.As(err)
	return e, ok && (e.Kind == fault.Invalid || e.Kind == fault.Conflict)
}

// typed is what somebody wrote: on a page in another language it is marked as Chinese when it is.
func typed(p web.Page, s string) web.Text {
	han := strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	if p.Lang == i18n.ZhCN || !han {
		return web.Plain(s)
	}
	return web.Text{Text: s, Lang: string(i18n.ZhCN)}
}
