package evidenceweb

import (
	"github.com/a-h/templ"

	"mihe/internal/base/web"
)

// to is where a form about a person's means is sent.
func to(p web.Page, v view, path string) templ.SafeURL {
	return templ.URL(p.Link("/persons/" + v.ID + Below + path))
}

// tel is a field for a telephone number.
func tel(f web.Field) web.Field {
	f.Kind, f.Required = "tel", true
	return f
}

// phone is the field for the office's own, which a sheet names.
func phone(f web.Field) web.Field {
	if f.Value == "" {
		f.Value = office
	}
	return tel(f)
}
