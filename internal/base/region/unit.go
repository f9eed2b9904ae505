package region

import "mihe/internal/base/i18n"

// The two days on which the tree is exactly a published table.
const (
	CensusDay = "2020-11-01" // every unit of the census stands
	ListDay   = "2023-06-30" // the units are those of the official list
)

// The unit types that code asks for; the others are only shown.
const (
	TypeGrouping = "pseudo" // a row that groups units under a province and is no unit itself
	TypeZone     = "zone"   // a development zone or similar, counted apart by statistics
)

// Unit is one version of a unit of the map. From and Until are its first day and the day after its last, empty
// where not stated. Economic is the code of the economic region of a province and empty at other levels; ask
// View.EconomicRegion for the rest. Source is the id of a shipped source, or what the list of townships says.
type Unit struct {
	Key
	Name     i18n.Name
	Short    string // the Chinese name without its class word, as people say it: 赫章
	Type     string
	Parent   Key
	Economic string
	From     string
	Until    string
	Source   string
	// Synthetic means that there is no such place: it was made up for a demonstration.
	Synthetic bool
}

// Grouping tells whether u only groups other units, as the row "市辖区" under a municipality does.
func (u Unit) Grouping() bool { return u.Type == TypeGrouping }

// stands tells whether u exists on a day.
func (u Unit) stands(on string) bool {
	return (u.From == "" || u.From <= on) && (u.Until == "" || on < u.Until)
}

// Economic is one of the four economic regions.
type Economic struct {
	Code string
	Name i18n.Name
}
