package form

import (
	_ "embed" // the shipped parameter

	"gopkg.in/yaml.v3"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// Held is an element of data that some register of the node holds, so that nobody asks for it again.
type Held struct {
	Element string
	Source  string // the register
	Name    i18n.Name
}

// Finding is one field that a layout may not ask for, or fills from where nothing is.
type Finding struct {
	Field   string
	Element string
	Key     string // form.once.held, form.once.asked or form.once.absent
	By      string // the register, or the other form
}

// Lint lists what a layout breaks of once-only (一次填报), in the order of its fields: an element that is asked for though a
// register holds it, or though another form in use asks for it, and a source that does not hold the element. Other editions
// of the same form count as none.
func Lint(l *Layout, held []Held, inUse []*Layout) (found []Finding) {
	sources, asked := map[string]string{}, map[string]string{}
	for _, h := range held {
		sources[h.Element] = h.Source
	}
	for _, other := range inUse {
		for _, f := range other.Fields {
			if other.ID != l.ID && f.Source == "" {
				asked[f.Element] = other.ID
			}
		}
	}
	for _, f := range l.Fields {
		source, isHeld := sources[f.Element]
		by, isAsked := asked[f.Element]
		switch {
		case f.Source == "" && isHeld:
			found = append(found, Finding{f.ID, f.Element, "form.once.held", source})
		case f.Source == "" && isAsked:
			found = append(found, Finding{f.ID, f.Element, "form.once.asked", by})
		case f.Source != "" && (!isHeld || source != f.Source):
			found = append(found, Finding{f.ID, f.Element, "form.once.absent", f.Source})
		}
	}
	return found
}

// refuse is the first finding as a failure.
func refuse(found []Finding) error {
	if len(found) == 0 {
		return nil
	}
	f := found[0]
	return fault.New(fault.Invalid, f.Key, "field", f.Field, "element", f.Element, "by", f.By).At("fields." + f.Field)
}

// Minutes is how long one field takes a person, from a day on. Verified says that somebody has measured it.
type Minutes struct {
	From     string
	Value    float64
	Source   i18n.Name
	Verified bool
}

//go:embed minutes.yaml
var minutes []byte

// FieldMinutes reads the shipped parameter, in the order of its days.
func FieldMinutes() ([]Minutes, error) {
	var list []Minutes
	err := yaml.Unmarshal(minutes, &list)
	return list, err
}

// Burden is what a form costs people in a year.
type Burden struct {
	Asked    int     // fields that a person fills
	Shown    int     // fields that a register fills
	Times    int     // fillings by one person in a year; a form that is filled once ever counts once
	People   int64   // who fill it
	Hours    float64 // Asked x Times x People x minutes / 60
	Verified bool    // of the minutes
}

// BurdenOf counts what a form costs on a day; false when no parameter holds on it. minutes are in the order of their days.
func BurdenOf(l *Layout, people int64, on string, minutes []Minutes) (Burden, bool) {
	b := Burden{Times: max(1, l.Yearly), People: people}
	for _, f := range l.Fields {
		if f.Source == "" {
			b.Asked++
		} else {
			b.Shown++
		}
	}
	holds := false
	for _, m := range minutes {
		if m.From <= on {
			holds, b.Verified = true, m.Verified
			b.Hours = float64(b.Asked) * float64(b.Times) * float64(people) * m.Value / 60
		}
	}
	return b, holds
}
