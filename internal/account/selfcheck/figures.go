package selfcheck

import (
	"slices"
	"strconv"

	"mihe/internal/account/steering"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
)

// methodLevels are the levels that an evaluation may be of; empty is an analyst's own file, which no node evaluates.
var methodLevels = []string{region.County.String(), region.Prefecture.String(), region.Province.String(), ""}

// methods looks at what evaluations judge, and by what.
func (k *look) methods() {
	for _, m := range k.Methods {
		k.looked(MethodPlaces, MethodNever)
		at := func(part i18n.Name) Place { return Place{AMethod, m.ID, m.Title, part} }
		if !slices.Contains(methodLevels, m.Data.Level) {
			k.found(MethodPlaces, Offence, at(i18n.Name{}), m.Data.Level, placesOnly)
		}
		for _, item := range m.Indicators {
			k.named(MethodNever, Offence, at(item.Title), append(slices.Clone(never), progress), item.ID, item.Title.Zh, item.Title.En)
		}
		for _, n := range m.Nodes {
			k.named(MethodNever, Offence, at(n.Title), append(slices.Clone(never), progress), n.ID, n.Title.Zh, n.Title.En)
		}
	}
}

// figures looks at where the figures come from that somebody is held to or that everybody reads. One that is nobody's target and not public
// may be what it is.
func (k *look) figures() {
	for _, s := range k.Series {
		k.looked(OwnWord)
		if word, own := k.own(s.Source); own && s.Public() {
			k.found(OwnWord, Offence, Place{ASeries, s.ID(), k.nameOf(s.Variable), i18n.Name{Zh: s.Source}}, word, ownWord)
		}
	}
	for _, t := range k.Tasks {
		if word, own := k.ownTask(t); own && !t.Final() {
			k.found(OwnWord, Offence, Place{ATask, t.ID, i18n.Name{Zh: t.Title}, k.nameOf(t.Before.Indicator)}, word, ownWord)
		}
	}
	for _, m := range k.Methods {
		for _, item := range m.Indicators {
			if word, own := k.ownIndicator(item.ID); own {
				k.found(OwnWord, Offence, Place{AMethod, m.ID, m.Title, k.nameOf(item.ID)}, word, ownWord)
			}
		}
	}
	for _, a := range k.Plan.Actions {
		for _, t := range a.Targets {
			if t.Figure == nil {
				continue
			}
			if word, own := k.ownIndicator(t.Figure.Indicator); own {
				k.found(OwnWord, Offence, Place{ATarget, strconv.Itoa(a.Number), a.Short, k.nameOf(t.Figure.Indicator)}, word, ownWord)
			}
		}
	}
}

// own tells whether a source says that its figures are somebody's own word.
func (k *look) own(source string) (string, bool) {
	return stands(k.words.clause(ownWord).Words, []string{source})
}

// ownTask tells whether the gap that a task cites was measured on nothing but such figures.
func (k *look) ownTask(t steering.Task) (word string, own bool) {
	for _, s := range t.Before.Sources {
		if word, own = k.own(s.ID); !own {
			return "", false
		}
	}
	return word, own
}

// ownIndicator tells whether some figure that an indicator is made of is held from nobody but those who speak for themselves.
func (k *look) ownIndicator(id string) (string, bool) {
	ind, known := k.Registry.Get(id)
	if !known {
		return "", false
	}
	for _, variable := range ind.Variables() {
		if word, own := k.ownVariable(variable); own {
			return word, true
		}
	}
	return "", false
}

func (k *look) ownVariable(variable string) (word string, own bool) {
	for _, s := range k.Series {
		if s.Variable != variable {
			continue
		}
		if word, own = k.own(s.Source); !own {
			return "", false
		}
	}
	return word, own
}

// nameOf is what people call an indicator or a variable; one without a name is called by its identifier.
func (k *look) nameOf(id string) i18n.Name {
	if ind, known := k.Registry.Get(id); known {
		return ind.Name
	}
	if v, known := k.Registry.Variable(id); known {
		return v.Name
	}
	return i18n.Name{Zh: id, En: id}
}
