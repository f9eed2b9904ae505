package nodeadminweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"mihe/internal/base/access"
	"mihe/internal/base/access/nodeadmin"
	"mihe/internal/base/calendar"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

const manage = access.ManageNode

// The two forms of the page, named after what they import.
const (
	calendarForm  = "calendar"
	townshipsForm = "townships"
)

// rejection is why a file was not taken. The zero rejection means that none was brought.
type rejection struct {
	Wrong    string // key of a message about the form itself
	Name     string // of the file
	Problems []csvfile.Problem
	Count    int // of the problems, those not listed too
}

// settingsView is what the page shows.
type settingsView struct {
	nodeadmin.Overview
	Done  string // what has just been imported, or empty
	Wrong map[string]rejection
}

// page shows what the node stands on.
func (h handlers) page(w http.ResponseWriter, r *web.Request) error {
	done := r.URL.Query().Get("done")
	if !slices.Contains([]string{calendarForm, townshipsForm, "same"}, done) {
		done = ""
	}
	return h.render(w, r, http.StatusOK, settingsView{Done: done})
}

// again shows the page once more with what is wrong at the form it was sent from.
func (h handlers) again(w http.ResponseWriter, r *web.Request, form string, why rejection) error {
	return h.render(w, r, http.StatusUnprocessableEntity, settingsView{Wrong: map[string]rejection{form: why}})
}

func (h handlers) render(w http.ResponseWriter, r *web.Request, status int, v settingsView) (err error) {
	if v.Overview, err = h.Admin.Overview(r.Context(), r.Who); err != nil {
		return err
	}
	r.Page.Path = "/settings" // the address of a form is none to come back to
	return r.Render(w, status, web.View{
		Title: r.Page.T("access.settings.title"), Menu: "/settings", Body: settingsPage(r.Page, v),
	})
}

// field is the field of a file.
func field(p web.Page, form string, why rejection) web.Field {
	f := web.Field{Name: form, Kind: "file", Label: p.T("access.settings.file"), Hint: p.T("access.settings.file.hint")}
	if why.Wrong != "" {
		f.Error = p.T(why.Wrong)
	}
	return f
}

// problems is the table of what is wrong with a file. The reason stands beside the line, where a phone shows both.
func problems(p web.Page, why rejection) web.Table {
	t := web.Table{
		Caption: p.T("access.settings.problems.caption", "file", inChinese(p, why.Name)),
		Head:    heads(p, "line", "problem", "column", "text"),
	}
	for _, one := range why.Problems {
		t.Rows = append(t.Rows, web.Row{
			Head:  web.Plain(strconv.Itoa(one.Line)),
			Cells: []string{p.T(one.Key, said(p, one.Args)...), one.Column, inChinese(p, one.Text)},
		})
	}
	return t
}

// said marks the texts of a file that stand in a message.
func said(p web.Page, args []any) []any {
	args = slices.Clone(args)
	for i, a := range args {
		if text, ok := a.(string); ok {
			args[i] = inChinese(p, text)
		}
	}
	return args
}

// inChinese marks a text that somebody typed when it is Chinese and the page is not.
func inChinese(p web.Page, text string) string {
	if p.Lang == i18n.ZhCN || !strings.ContainsFunc(text, func(c rune) bool { return unicode.Is(unicode.Han, c) }) {
		return text
	}
	return web.Mark(web.Text{Text: text, Lang: string(i18n.ZhCN)})
}

func heads(p web.Page, columns ...string) (list []string) {
	for _, c := range columns {
		list = append(list, p.T("access.settings.column."+c))
	}
	return list
}

// years is the table of working days.
func years(p web.Page, list []nodeadmin.Year) web.Table {
	t := web.Table{Caption: p.T("access.settings.calendar.caption"), Head: heads(p, "year", "off", "work", "version", "notices")}
	for _, y := range slices.Backward(list) {
		version := p.T("access.settings.shipped")
		if y.Version > 0 {
			version = p.T("access.settings.version", "number", y.Version, "day", day(y.ImportedOnMs))
		}
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(strconv.Itoa(y.Number)), Cells: []string{
			strconv.Itoa(y.Off), strconv.Itoa(y.Work), version, inChinese(p, strings.Join(y.Sources, " ")),
		}})
	}
	return t
}

// counties is the table of townships.
func counties(p web.Page, list []nodeadmin.County) web.Table {
	t := web.Table{Caption: p.T("access.settings.townships.caption"), Head: heads(p, "county", "townships", "mark")}
	for _, c := range list {
		mark := p.T("access.settings.official")
		if c.Synthetic {
			mark = p.T("access.settings.synthetic")
		}
		t.Rows = append(t.Rows, web.Row{Head: p.Name(c.Name), Cells: []string{strconv.Itoa(c.Townships), mark}})
	}
	return t
}

// brought is the table of the files imported through this node.
func brought(p web.Page, list []nodeadmin.Brought) web.Table {
	t := web.Table{Caption: p.T("access.settings.brought.caption"), Head: heads(p, "entry", "day", "what", "count", "file", "sum")}
	for _, b := range list {
		what := p.T("access.settings.townships")
		if b.Year > 0 {
			what = p.T("access.settings.calendar.year", "year", b.Year)
		}
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(strconv.FormatInt(b.Seq, 10)), Cells: []string{
			day(b.AtMs), what, strconv.FormatInt(b.Count, 10), inChinese(p, b.Name), b.SHA256[:8] + "…",
		}})
	}
	return t
}

// columns is the table that says what stands in each column of a file.
func columns(p web.Page, form string, names []string) web.Table {
	t := web.Table{Caption: p.T("access.settings.columns.caption", "list", i18n.Msg("access.settings."+form)), Head: heads(p, "name", "means")}
	for _, name := range names {
		t.Rows = append(t.Rows, web.Row{Head: web.Plain(name), Cells: []string{p.T("access.settings." + form + "." + name)}})
	}
	return t
}

func calendarColumns(p web.Page) web.Table { return columns(p, calendarForm, calendar.Columns) }

func townshipColumns(p web.Page) web.Table { return columns(p, townshipsForm, region.TownshipColumns) }

// day is the date in China of a moment.
func day(ms int64) string { return calendar.Day(time.UnixMilli(ms)) }
