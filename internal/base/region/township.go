package region

import (
	"cmp"
	"slices"
	"strings"

	"mihe/internal/base/i18n"
)

// The unit types of townships; each has words under region.type.
const (
	TypeTown           = "town"
	TypeTownship       = "township"
	TypeEthnicTownship = "ethnic_township"
	TypeSubdistrict    = "subdistrict"
	TypeOtherTownship  = "other_township" // a farm, a zone or another body that governs like a township
)

// townshipTypes are the types in the order in which messages list them.
var townshipTypes = []string{TypeTown, TypeTownship, TypeEthnicTownship, TypeSubdistrict, TypeOtherTownship}

// TownshipUnit is one version of a township as a node's list states it. From is its first day, or the day of the list where
// nobody knows it; Until is the day after its last, empty while it goes on.
type TownshipUnit struct {
	Code      Code
	Name      i18n.Name // En may be empty
	Parent    Code      // of the county
	Type      string
	From      string
	Until     string
	Synthetic bool
	Source    string
}

// same tells whether other, which may lack an English name, describes the township as t does, dates and source aside.
func (t TownshipUnit) same(other TownshipUnit) bool {
	return t.Name.Zh == other.Name.Zh && (other.Name.En == "" || t.Name.En == other.Name.En) &&
		t.Parent == other.Parent && t.Type == other.Type && t.Synthetic == other.Synthetic
}

// unit is the version as the map shows it, when the next one begins on a day; next is empty for the last.
func (t TownshipUnit) unit(next string) Unit {
	u := Unit{
		Key: Key{t.Code, Township}, Name: t.Name, Short: t.Name.Zh, Type: t.Type, Parent: Key{t.Parent, County},
		From: t.From, Until: t.Until, Source: t.Source, Synthetic: t.Synthetic,
	}
	if short := strings.TrimSuffix(t.Name.Zh, chinese("region.type."+t.Type)); short != "" {
		u.Short = short
	}
	if next != "" && (u.Until == "" || next < u.Until) {
		u.Until = next
	}
	return u
}

// histories puts the versions of each township in order of their days. A later entry for the same day replaces the
// earlier one: it says when that version ended.
func histories(list []TownshipUnit) map[Code][]TownshipUnit {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b TownshipUnit) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.From, b.From))
	})
	all := map[Code][]TownshipUnit{}
	for _, t := range sorted {
		all[t.Code] = placed(all[t.Code], t)
	}
	return all
}

// placed adds a version that is not older than the last one to a history.
func placed(past []TownshipUnit, t TownshipUnit) []TownshipUnit {
	if n := len(past); n > 0 && past[n-1].From == t.From {
		past[n-1] = t
		return past
	}
	return append(past, t)
}
