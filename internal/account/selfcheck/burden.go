package selfcheck

import (
	"cmp"
	"slices"

	"mihe/internal/base/region"
	"mihe/internal/record/form"
)

// costs are what the forms in use cost people in a year, the heaviest first: fields that are asked, times a year, for the people who filled the
// form in the last one.
func (k *look) costs() (list []Cost) {
	for _, l := range k.Forms.Layouts {
		if l.To < k.On {
			continue
		}
		people := int64(0)
		for _, t := range k.Forms.Tallies {
			if t.Form == l.ID {
				people += t.People
			}
		}
		b, counted := form.BurdenOf(l, people, k.On, k.Minutes)
		list = append(list, Cost{l, b, counted})
	}
	slices.SortStableFunc(list, func(a, b Cost) int {
		return cmp.Or(cmp.Compare(b.Hours, a.Hours), cmp.Compare(b.Burden.Asked*b.Times, a.Burden.Asked*a.Times))
	})
	return list
}

// asked is how much is asked of each township, the most first: an office that fills forms for its people and answers tasks does both with the
// same few hands.
func (k *look) asked() []Asked {
	by := map[region.Key]*Asked{}
	at := func(place region.Key) (*Asked, bool) {
		town, ok := k.View.Ancestor(place, region.Township)
		if ok && by[town] == nil {
			by[town] = &Asked{Place: town}
		}
		return by[town], ok
	}
	forms := map[region.Key]map[string]bool{}
	for _, t := range k.Forms.Tallies {
		a, ok := at(t.Region)
		if !ok || t.OnBehalf == 0 {
			continue
		}
		if forms[a.Place] == nil {
			forms[a.Place] = map[string]bool{}
		}
		forms[a.Place][t.Form] = true
		a.Forms, a.Fillings = len(forms[a.Place]), a.Fillings+t.OnBehalf
	}
	for _, t := range k.Tasks {
		if t.Target.Level != region.Township || t.Final() || t.Proposal {
			continue
		}
		if a, ok := at(t.Target); ok {
			a.Tasks++
		}
	}
	var list []Asked
	for _, a := range by {
		if a.Forms+a.Tasks > 0 {
			list = append(list, *a)
		}
	}
	slices.SortFunc(list, func(a, b Asked) int {
		return cmp.Or(cmp.Compare(b.Forms+b.Tasks, a.Forms+a.Tasks), cmp.Compare(b.Fillings, a.Fillings), cmp.Compare(a.Place.Code, b.Place.Code))
	})
	return list
}
