package catalogweb

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// staffForm is the form of a post: a new one, or one that is put right.
type staffForm struct {
	Action, Send string
	Wrong        string // what is wrong at none of the fields
	Fields       []web.Field
	Kind, Base   *web.Field // Kind: of a new post alone
	Kinds, Bases []web.Option
	Languages    choices
	Shifts       []shiftRow
	Papers       []paperRow
	ShiftsSay    string // what is wrong there
	PapersSay    string
	From, Until  web.Field
	Reason       *web.Field // of a change
}

// choices are boxes to tick under one name.
type choices struct {
	Name, Label, Error string
	Options            []web.Option
	Chosen             []string
}

type shiftRow struct {
	Days          choices
	Opens, Closes web.Field
}

type paperRow struct {
	Code, Level, Until, Number web.Field
}

// noPaper is a row of the form in which nothing stands.
const noPaper = ""

// The least rows for shifts and papers that a form has; one is always left empty.
const (
	shiftRows = 1
	paperRows = 2
	mostRows  = 20
)

// valuesOf is a form filled in with a post as it stands. Numbers of papers are not shown again.
func valuesOf(p party.Post) url.Values {
	f := url.Values{"base": {string(p.Base.Code)}, "language": p.Languages, "from": {p.From}, "until": {p.Until}}
	for i, s := range p.Shifts {
		f["days"+strconv.Itoa(i)], f["opens"+strconv.Itoa(i)], f["closes"+strconv.Itoa(i)] = s.Days, []string{s.Opens}, []string{s.Closes}
	}
	for i, q := range p.Qualifications {
		n := strconv.Itoa(i)
		f["paper"+n], f["level"+n], f["paper_until"+n] = []string{q.Code}, []string{strconv.Itoa(q.Level)}, []string{q.Until}
	}
	return f
}

// postOf reads a post from a form.
func postOf(f url.Values, view *region.View) party.Post {
	get := func(name string) string { return strings.TrimSpace(f.Get(name)) }
	p := party.Post{Kind: get("kind"), Languages: f["language"], From: get("from"), Until: get("until")}
	p.Base, _ = view.Resolve(get("base")) // what is no place is refused with the post
	for i := range mostRows {
		n := strconv.Itoa(i)
		s := party.Shift{Days: f["days"+n], Opens: get("opens" + n), Closes: get("closes" + n)}
		if len(s.Days) > 0 || s.Opens != "" || s.Closes != "" {
			p.Shifts = append(p.Shifts, s)
		}
		if get("paper"+n) != noPaper {
			level, _ := strconv.Atoi(get("level" + n)) // the form offers numbers alone; any other is level 0, which is refused where there are levels
			p.Qualifications = append(p.Qualifications, party.Qualification{Code: get("paper" + n), Level: level, Until: get("paper_until" + n), Number: get("paper_number" + n)})
		}
	}
	return p
}

// form makes a form with what was typed and what is wrong with it.
func (h *handlers) form(p web.Page, at region.Key, values url.Values, wrong *fault.Error, fresh bool) (staffForm, error) {
	terms, err := party.StaffTerms()
	if err != nil {
		return staffForm{}, err
	}
	says := func(name string) string {
		if wrong == nil || wrong.Field != name {
			return ""
		}
		return p.T(wrong.Key, wrong.Args...)
	}
	field := func(name, kind string) web.Field {
		return web.Field{Name: name, Label: p.T("catalog.staff." + name), Value: values.Get(name), Error: says(name), Kind: kind, Complete: "off"}
	}
	base := field("base", "")
	f := staffForm{
		Base: &base, From: field("from", "date"), Until: field("until", "date"), ShiftsSay: says("shifts"), PapersSay: says("qualifications"),
		Languages: choices{Name: "language", Label: p.T("catalog.staff.languages"), Error: says("languages"), Chosen: values["language"]},
	}
	f.Until.Hint = p.T("catalog.staff.until.hint")
	for _, l := range catalog.Languages {
		f.Languages.Options = append(f.Languages.Options, web.Option{Value: l, Label: web.Plain(p.T("catalog.language." + l))})
	}
	view := h.Regions.At(h.Register.Today())
	for _, k := range view.Children(at) {
		f.Bases = append(f.Bases, web.Option{Value: string(k.Code), Label: p.Place(view, k)})
	}
	if fresh {
		kind := field("kind", "")
		f.Kind = &kind
		for _, k := range terms.Kinds {
			f.Kinds = append(f.Kinds, web.Option{Value: k, Label: web.Plain(p.T("party.staff.kind." + k))})
		}
		number, name := field("number", ""), field("name", "")
		number.Hint, number.Required, name.Required = p.T("catalog.staff.number.hint"), true, true
		f.Fields = []web.Field{number, name}
	} else {
		reason := field("reason", "")
		reason.Required = true
		f.Reason = &reason
	}
	f.rows(p, values)
	known := map[string]bool{"number": true, "name": fresh, "kind": fresh, "base": true, "from": true, "until": true, "languages": true, "shifts": true, "qualifications": true, "reason": !fresh}
	if wrong != nil && !known[wrong.Field] {
		f.Wrong = p.T(wrong.Key, wrong.Args...)
	}
	return f, nil
}

// rows makes the rows for shifts and papers.
func (f *staffForm) rows(p web.Page, values url.Values) {
	last := func(name string, least int) int {
		for i := mostRows - 1; i >= 0; i-- {
			if values.Get(name+strconv.Itoa(i)) != "" {
				return min(max(i+1, least)+1, mostRows)
			}
		}
		return least + 1
	}
	one := func(name string, i int, kind string) web.Field {
		return web.Field{
			Name: name + strconv.Itoa(i), Label: p.T("catalog.staff.row", "what", p.T("catalog.staff."+name), "n", i+1), Value: values.Get(name + strconv.Itoa(i)), Kind: kind, Complete: "off",
		}
	}
	for i := range last("opens", shiftRows) {
		row := shiftRow{Opens: one("opens", i, "time"), Closes: one("closes", i, "time")}
		row.Days = choices{Name: fmt.Sprint("days", i), Label: p.T("catalog.staff.row", "what", p.T("catalog.staff.days"), "n", i+1), Chosen: values[fmt.Sprint("days", i)]}
		for _, d := range party.Weekdays {
			row.Days.Options = append(row.Days.Options, web.Option{Value: d, Label: web.Plain(weekday(p, d))})
		}
		f.Shifts = append(f.Shifts, row)
	}
	for i := range last("paper", paperRows) {
		f.Papers = append(f.Papers, paperRow{one("paper", i, ""), one("level", i, ""), one("paper_until", i, "date"), one("paper_number", i, "")})
	}
}

// weekday is the name of a day as RFC 5545 writes it.
func weekday(p web.Page, day string) string {
	return p.T("web.weekday." + strconv.Itoa((slices.Index(party.Weekdays, day)+1)%7))
}

// paperOptions are the kinds of papers.
func paperOptions(p web.Page) []web.Option {
	list := []web.Option{{Value: noPaper, Label: web.Plain(p.T("catalog.staff.paper.none"))}}
	terms, err := party.StaffTerms()
	if err != nil {
		return list // the form could not be made without them
	}
	for _, d := range terms.Diplomas {
		list = append(list, web.Option{Value: d.Code, Label: web.Plain(p.T("party.staff.paper." + d.Code))})
	}
	return list
}

// levelOptions are the levels of papers.
func levelOptions(p web.Page) []web.Option {
	list := []web.Option{{Value: "0", Label: web.Plain(p.T("catalog.staff.level.none"))}}
	for i := 1; i <= 5; i++ {
		list = append(list, web.Option{Value: strconv.Itoa(i), Label: web.Plain(p.T("catalog.staff.level.is", "level", i))})
	}
	return list
}
