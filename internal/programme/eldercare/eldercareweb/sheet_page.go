package eldercareweb

import (
	"net/http"
	"net/url"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
	"mihe/internal/record/form"
)

// sheetView is a form on paper. It names nobody: the code says whose it is to those who may know.
type sheetView struct {
	Title, Code, Number string
	Picture             string
	Asked               []asked
	KeyIn               string
}

// print answers POST /eldercare/apply/{person}/sheet: a sheet with a code of its own.
func (h handlers) print(w http.ResponseWriter, r *web.Request) error {
	sheet, err := h.Elders.Print(r.Context(), r.Who, r.PathValue("person"))
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/eldercare/sheets/"+sheet.Code)
}

// sheet answers GET /eldercare/sheets/{code}: to print, and to key in what came back.
func (h handlers) sheet(w http.ResponseWriter, r *web.Request) error {
	sheet, l, err := h.Elders.Sheet(r.Context(), r.Who, r.PathValue("code"))
	if err != nil {
		return err
	}
	p := r.Page
	v := sheetView{
		Title: p.Name(l.Title).Text, Code: sheet.Code, Number: number(p, l), Picture: p.Link("/eldercare/sheets/" + sheet.Code + "/picture.svg"),
		KeyIn: p.Link("/eldercare/apply/"+sheet.Subject, "code", sheet.Code),
	}
	for _, f := range l.Fields {
		if f.Source == "" {
			v.Asked = append(v.Asked, asked{web.Field{Label: p.Name(f.Title).Text, Hint: p.Name(f.Purpose).Text}, options(p, f)})
		}
	}
	return r.Render(w, http.StatusOK, web.View{Title: v.Title, Menu: "/eldercare/apply", Body: sheetPage(p, v)})
}

// sheetCode answers GET /eldercare/sheets/{code}/picture.svg: the address of the sheet, as a code for cameras. It looks at no sheet.
func (h handlers) sheetCode(w http.ResponseWriter, r *web.Request) error {
	code, err := form.ParseCode(r.PathValue("code"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "access.absent")
	}
	u := url.URL{Scheme: "https", Host: r.Host, Path: "/eldercare/sheets/" + code}
	if name := u.Hostname(); name == "localhost" || strings.HasPrefix(name, "127.") {
		u.Scheme = "http"
	}
	drawn, err := web.QR(u.String())
	if err != nil {
		return err
	}
	return r.Send(w, web.File{Type: "image/svg+xml", Body: drawn})
}
