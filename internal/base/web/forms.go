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
}

// fieldAttributes ties hint and error to the input.
func fieldAttributes(f Field) templ.Attributes {
	kind := f.Kind
	if kind == "" {
		kind = "text"
	}
	a := templ.Attributes{"type": kind}
	described := class(when(f.Hint != "", "h-"+f.Name), when(f.Error != "", "e-"+f.Name))
	if described != "" {
		a["aria-describedby"] = described
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	return a
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
