package evidenceweb

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
	"mihe/internal/record/evidence"
)

// The forms of the page, as their fields and words are called.
const (
	sheetForm   = "sheet"
	crossedForm = "crossed"
	tagForm     = "tag"
	numberForm  = "call"
)

// Whether the sheet that is replaced is at hand.
const (
	oldHere = "here"
	oldLost = "lost"
)

// office is the telephone that a sheet names where nothing else is typed: that of the government's hotline.
const office = "12345"

var telephone = regexp.MustCompile(`^[0-9+ -]{5,24}$`)

// paper is a sheet as it is printed, in the language of whom it is for.
type paper struct {
	Back    string
	Suspect string // what has become suspect, for the officer's eyes
	Name    web.Text
	Number  string
	Day     string
	Phone   string
	Codes   []code
	Left    string // "code" of an empty box, for screen readers
}

// code is one code: its place, and its digits in two groups.
type code struct{ Place, Digits string }

// sheet answers POST /persons/{id}/confirming/sheet: it hands out a sheet and shows it, once.
func (h handlers) sheet(w http.ResponseWriter, r *web.Request) error {
	id, f, err := posted(r)
	if err != nil {
		return err
	}
	firstOpen, err := open(f.Get("old"), f.Get("first_open"))
	if err == nil && !telephone.MatchString(f.Get("phone")) {
		err = fault.New(fault.Invalid, "evidence.number.form").At("phone")
	}
	lang, known := i18n.Parse(f.Get("lang"))
	if err == nil && !known {
		err = fault.New(fault.Invalid, "evidence.page.sheet.lang.none").At("lang")
	}
	var sheet evidence.Printed
	if err == nil {
		sheet, err = h.Evidence.IssueSheetAfter(r.Context(), r.Who, id, firstOpen, f.Get("seen"))
	}
	if err != nil {
		return h.refused(w, r, sheetForm, err)
	}
	name, err := h.name(r, id)
	if err != nil {
		return err
	}
	p := r.Page // the frame is the officer's, the sheet the person's
	p.Lang = lang
	v := paper{
		Back: r.Page.Link(back(id)), Suspect: suspects(r.Page, sheet.Suspect), Name: p.Typed(name), Number: ident.Number(sheet.ID), Day: p.Instant(sheet.AtMs), Phone: f.Get("phone"),
	}
	for i, digits := range sheet.Codes {
		v.Codes = append(v.Codes, code{strconv.Itoa(i + 1), digits[:3] + " " + digits[3:]})
	}
	return r.Render(w, http.StatusCreated, web.View{Title: r.Page.T("evidence.page.sheet.printed"), Menu: "/persons", Body: sheetPage(r.Page, p, v)})
}

// open is the number of the first code that is not crossed out, 0 when the old sheet is not at hand or there is none.
func open(old, typed string) (int64, error) {
	if old != oldHere {
		return 0, nil
	}
	n, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || n < 1 {
		return 0, fault.New(fault.Invalid, "evidence.page.sheet.first_open.none").At("first_open")
	}
	return n, nil
}

// suspects says which things have become suspect, by the short numbers that people speak of; empty, none has.
func suspects(p web.Page, list []evidence.About) string {
	if len(list) == 0 {
		return ""
	}
	var numbers []string
	for _, a := range list {
		numbers = append(numbers, ident.Number(a.ID))
	}
	return p.Count("evidence.page.suspect", len(list)) + " " + strings.Join(numbers, ", ")
}

// crossed answers POST /persons/{id}/confirming/crossed: how far the sheet is crossed out, as the person says.
func (h handlers) crossed(w http.ResponseWriter, r *web.Request) error {
	id, f, err := posted(r)
	if err != nil {
		return err
	}
	firstOpen, err := open(oldHere, f.Get("first_open"))
	var suspect []evidence.About
	if err == nil {
		suspect, err = h.Evidence.Reconcile(r.Context(), r.Who, id, firstOpen)
	}
	if err != nil {
		return h.refused(w, r, crossedForm, err)
	}
	if says := suspects(r.Page, suspect); says != "" {
		return h.render(w, r, http.StatusOK, view{Problem: says})
	}
	return r.SeeOther(w, back(id), "done", "crossed")
}
