package party

import (
	"slices"

	"mihe/internal/base/region"
)

// Household is a household (户): where it lives and of which kind. Who belongs to it stands with the persons.
type Household struct {
	ID        string // household_...
	Region    region.Key
	Kind      string // family, collective
	Residence string // urban, rural
	Batch     int64
}

// Organisation is a body that serves, employs or supervises (机构). Nothing of it is personal.
type Organisation struct {
	ID     string     `json:"id"` // org_...
	NameZh string     `json:"name_zh"`
	NameEn string     `json:"name_en"`
	Credit string     `json:"credit_code"` // unified social credit code, or empty
	Kind   string     `json:"kind"`        // provider, government, association, other
	Region region.Key `json:"-"`
}

// RelationKind is how one person is related to another.
type RelationKind string

// The kinds, each said of the first person: Parent means the first is the parent of the second.
const (
	Spouse   RelationKind = "spouse"
	Parent   RelationKind = "parent"
	Child    RelationKind = "child"
	Sibling  RelationKind = "sibling"
	Relative RelationKind = "relative"
	Guardian RelationKind = "guardian" // 监护人: 民法典, 28 and 33
)

// RelationKinds lists them in their order.
var RelationKinds = []RelationKind{Spouse, Parent, Child, Sibling, Relative, Guardian}

// Shown is how something about two persons was shown to be true.
type Shown string

// The ways. Paper names the document's number, which is sealed.
const (
	OnPaper    Shown = "paper"    // a signed paper with a number
	AtCounter  Shown = "counter"  // both came
	InRegister Shown = "register" // the household register says so
	Online     Shown = "online"   // given online and accepted with a code: never written down by an officer
)

// ShownWays lists those that an officer writes down, in their order.
var ShownWays = []Shown{OnPaper, AtCounter, InRegister}

// Relation ties two persons until it is ended.
type Relation struct {
	ID      string       `json:"id"`
	Person  string       `json:"person"`
	Other   string       `json:"other"`
	Kind    RelationKind `json:"kind"`
	Shown   Shown        `json:"shown"`
	From    string       `json:"from"` // YYYY-MM-DD; empty is not known
	EndedMs int64        `json:"ended_ms"`
}

// Mandate lets one person act for another (委托), for the things named and no others.
type Mandate struct {
	ID      string   `json:"id"`
	For     string   `json:"for"`  // whose matter it is
	Who     string   `json:"who"`  // the person who acts
	What    []string `json:"what"` // rights of programmes, such as eldercare.apply
	From    string   `json:"from"`
	Until   string   `json:"until"` // the first day on which it no longer holds
	Shown   Shown    `json:"shown"`
	Paper   string   `json:"paper"`          // the paper's number, sealed under the key of For; or empty
	Name    string   `json:"name,omitempty"` // what the giver calls the other, sealed under the key of For; or empty
	EndedMs int64    `json:"ended_ms"`
}

// On tells whether the mandate covers something on a day.
func (m Mandate) On(day, what string) bool {
	return m.EndedMs == 0 && m.From <= day && day < m.Until && slices.Contains(m.What, what)
}
