package partyweb

import (
	"net/url"

	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// The forms on the page of a person.
const (
	correctForm = "correct"
	relateForm  = "relate"
	mandateForm = "mandate"
	mergeForm   = "merge"
)

// must is a field that is never empty.
func must(f web.Field) web.Field {
	f.Required = true
	return f
}

// dated is a field for a day.
func dated(f web.Field) web.Field {
	f.Kind = "date"
	return f
}

// first is what stands chosen.
func first(list []web.Option) string {
	if len(list) == 0 {
		return ""
	}
	return list[0].Value
}

// withContact fills the form of a correction with what holds now, unless another form was typed into.
func withContact(t typedForm, d party.Dossier) typedForm {
	if t.form != "" {
		return t
	}
	return typedForm{form: correctForm, values: url.Values{"name": {d.Names.Name}, "phone": {d.Names.Phone}, "address": {d.Names.Address}}}
}
