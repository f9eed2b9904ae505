package web

import (
	"maps"
	"slices"

	"github.com/a-h/templ"
)

// Field is one field of a form: what the person typed stays, and the message says what is wrong and what is right.
type Field struct {
	Name, Label, Hint, Value, Error string
	Kind                            string // input type, "text" when empty
	Complete                        string // what the browser may fill in (HTML autocomplete): username, current-password, ...
	Required                        bool
	// ID tells fields of one name in several forms of a page apart; empty, it is the name.
	ID string
}

// id is what label, hint and error are tied to.
func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

// Option is one value of a field that is chosen, not typed.
type Option struct {
	Value string
	Label Text
}

// fieldAttributes ties hint and error to the input.
func fieldAttributes(f Field) templ.Attributes {
	kind := f.Kind
	if kind == "" {
		kind = "text"
	}
	a := describedAttributes(f)
	a["type"] = kind
	if f.Complete != "" {
		a["autocomplete"] = f.Complete
	}
	return a
}

// describedAttributes ties hint and error to a field of any form.
func describedAttributes(f Field) templ.Attributes {
	a := templ.Attributes{}
	described := class(when(f.Hint != "", "h-"+f.id()), when(f.Error != "", "e-"+f.id()))
	if described != "" {
		a["aria-describedby"] = described
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if f.Required {
		a["required"] = true
	}
	return a
}

// optionLang marks an option in another language than the page.
func optionLang(o Option) templ.Attributes {
	if o.Label.Lang == "" {
		return nil
	}
	return templ.Attributes{"lang": o.Label.Lang}
}

// keptValues are the reader's wishes as form fields, in the order of their names.
func (p Page) keptValues() [][2]string {
	q := p.carried()
	var list [][2]string
	for _, name := range slices.Sorted(maps.Keys(q)) {
		list = append(list, [2]string{name, q.Get(name)})
	}
	return list
}
