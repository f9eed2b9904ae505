package selfcheck

import (
	"slices"
	"strings"

	"mihe/internal/base/i18n"
	"mihe/internal/record/form"
)

// forms looks at the last edition of each form. What is past its days is only said to be so: nobody can fill it.
func (k *look) forms() {
	var inUse []*form.Layout
	for _, l := range k.Forms.Layouts {
		k.looked(FormNumber)
		if k.numbered(l); l.To >= k.On {
			inUse = append(inUse, l)
		}
	}
	for _, l := range inUse {
		k.looked(FormOnce, FormDemand, FormNever, FormTownship)
		k.once(l, inUse)
		k.named(FormNever, Offence, placeOf(l, i18n.Name{}), never, l.ID, l.Title.Zh, l.Title.En, l.Purpose.Zh, l.Purpose.En)
		for _, f := range l.Fields {
			if f.Source == "" {
				k.field(l, f)
			}
		}
	}
}

func placeOf(l *form.Layout, part i18n.Name) Place {
	return Place{AForm, l.Version(), l.Title, part}
}

// numbered looks for what a form must carry. Without it the form is filled by nobody, which makes it no offence and still a form that lies about.
func (k *look) numbered(l *form.Layout) {
	switch {
	case l.Number == "" || l.Approval == "":
		k.found(FormNumber, Look, placeOf(l, i18n.Name{}), "", numbered)
	case l.To < k.On:
		k.found(FormNumber, Look, placeOf(l, i18n.Name{}), l.To, numbered)
	}
}

// once looks for what is asked though it is held: a release may hold more than the one under which the form was registered.
func (k *look) once(l *form.Layout, inUse []*form.Layout) {
	for _, f := range form.Lint(l, k.Elements, inUse) {
		w := Offence
		if f.Key == "form.once.absent" {
			w = Look // nothing is asked; what is to be shown stands nowhere
		}
		i := slices.IndexFunc(l.Fields, func(o form.Field) bool { return o.ID == f.Field })
		k.found(FormOnce, w, placeOf(l, l.Fields[i].Title), f.By, onceOnly)
	}
}

// field looks at a field that people are asked for.
func (k *look) field(l *form.Layout, f form.Field) {
	at := placeOf(l, f.Title)
	texts := []string{f.ID, f.Element, f.Title.Zh, f.Title.En}
	for _, o := range f.Options {
		texts = append(texts, o.Title.Zh, o.Title.En)
	}
	if f.Required {
		k.named(FormDemand, Offence, at, []string{placePhoto}, texts...)
	}
	clauses := never
	if f.Type == form.Number || f.Type == form.Text {
		clauses = append(slices.Clone(never), progress)
	}
	k.named(FormNever, Offence, at, clauses, texts...)
	if thing, _, _ := strings.Cut(f.Element, "."); slices.Contains(townshipThings, thing) {
		k.found(FormTownship, Offence, at, f.Element, townshipEntry)
	}
}

// townshipThings are the first words of elements that are about a village, a township or a grid of one, and not about a person.
var townshipThings = []string{"village", "township", "town", "community", "grid"}
