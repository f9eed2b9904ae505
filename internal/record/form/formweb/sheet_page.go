package formweb

import (
	"net/http"
	"net/url"

	"mihe/internal/base/web"
	"mihe/internal/record/form"
)

// sheetView is a form on paper: what is to be written by hand, and the code by which it is keyed in.
type sheetView struct {
	Title          web.Text
	Purpose        web.Text
	Code, Picture  string
	Used           string
	Facts          []web.Fact
	Fields         []blank
	Held           []web.Text
	Print, Address string
}

// blank is a field to be written by hand.
type blank struct {
	Title, Purpose web.Text
	Options        []web.Text // of a choice, to be ticked
	Must           bool
	Hint           string
}

// sheet answers GET /forms/sheets/{code}.
func (h handlers) sheet(w http.ResponseWriter, r *web.Request) error {
	s, l, err := h.Forms.Find(r.Context(), r.Who, r.PathValue("code"))
	if err != nil {
		return err
	}
	p := r.Page
	v := sheetView{
		Title: p.Name(l.Title), Purpose: p.Name(l.Purpose), Code: s.Code, Picture: p.Link("/forms/sheets/" + s.Code + "/qr.svg"), Facts: h.facts(p, l)[:4],
		Print: p.Again("print", "1"), Address: keyInAddress(r, s.Code),
	}
	if s.UsedBy != "" {
		v.Used = p.Link("/forms/filled/" + s.UsedBy)
	}
	for _, f := range l.Fields {
		if f.Source != "" {
			v.Held = append(v.Held, p.Name(f.Title))
			continue
		}
		v.Fields = append(v.Fields, blankOf(p, f))
	}
	return r.Render(w, http.StatusOK, web.View{Title: v.Title.Text, Menu: "/forms", Body: sheetPage(p, v)})
}

func blankOf(p web.Page, f form.Field) blank {
	b := blank{Title: p.Name(f.Title), Purpose: p.Name(f.Purpose), Must: f.Required}
	switch f.Type { //nolint:exhaustive // a text and a number are written on a line
	case form.Choice:
		for _, o := range f.Options {
			b.Options = append(b.Options, p.Name(o.Title))
		}
	case form.Boolean:
		b.Options = []web.Text{web.Plain(p.T("form.page.yes")), web.Plain(p.T("form.page.no"))}
	case form.Date:
		b.Hint = p.T("form.page.date")
	}
	return b
}

// keyInAddress is where a sheet is keyed in.
func keyInAddress(r *web.Request, code string) string {
	return address(r, "/forms/key-in", url.Values{"code": {code}}.Encode())
}

// qr answers GET /forms/sheets/{code}/qr.svg: the address where a sheet is keyed in, for cameras. It tells nothing that the address
// asked for does not say, so it looks at no sheet.
func (h handlers) qr(w http.ResponseWriter, r *web.Request) error {
	code, err := form.ParseCode(r.PathValue("code"))
	if err != nil {
		return err
	}
	drawn, err := web.QR(keyInAddress(r, code))
	if err != nil {
		return err
	}
	return r.Send(w, web.File{Type: "image/svg+xml", Body: drawn})
}
