package rule

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"mihe/internal/base/i18n"
)

// Set is a rule set that was read and proved. It is never changed and may be evaluated by many at once.
type Set struct {
	doc     Document
	version string
	slots   []slot // the day, facts, parameters, steps
	names   map[string]int
	result  int
	epochs  []epoch
	effort  effort // of proving it
}

// role is what a name stands for.
type role uint8

const (
	factRole role = iota
	dayRole       // DecisionDay
	parameterRole
	stepRole
)

// DecisionDay is a name that every set has: the date for which a case is decided.
const DecisionDay = "decision_day"

// slot is one name.
type slot struct {
	id     string
	title  i18n.Name
	domain *Domain
	all    span // the domain
	role   role
	step   *step // of a step
}

// lists tells whether a name stands for a list, which no further step can read.
func (s *slot) lists() bool {
	return s.step != nil && s.step.table != nil && s.step.table.hit == Collect
}

// step is how a value is derived: exactly one of the three is there.
type step struct {
	expression *node
	years      *[2]int
	table      *table
}

// table is a decision table without the values of parameters.
type table struct {
	hit    Hit
	inputs []int
	rows   []Row
	then   []int64
	values []int64   // those of then, each once, in order
	named  []nameset // the parameters in the cells of each row
}

// epoch is a span of days on which no parameter changes, with everything that follows from their values.
type epoch struct {
	days   span
	values map[int]*Dated // slot of a parameter -> what holds
	reads  map[int]int64  // slot of a parameter -> its value
	boxes  map[int][]box  // slot of a step -> what its rows cover; nil for a cell that was left out
}

// Document returns the text that the set was read from; the caller leaves it as it is.
func (s *Set) Document() *Document { return &s.doc }

// Version is the SHA-256 of all that the set says, in one canonical form: comments, order of keys and spelling of YAML do not
// count; titles, sources and marks do, because people read them in the trace.
func (s *Set) Version() string { return s.version }

// hash is the version of a document: SHA-256 of its JSON, in which the order of fields is that of the types and keys of
// maps are sorted.
func hash(d *Document) (string, error) {
	raw, err := json.Marshal(d)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

// Titles names facts, parameters or steps for people; the caller asks for names that the set has.
func (s *Set) Titles(ids []string, l i18n.Lang) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i], _ = s.slots[s.names[id]].title.In(l)
	}
	return out
}

// ResultTitles names values of a result that is a choice or a list of choices; what is none of them stays as it is.
func (s *Set) ResultTitles(values []string, l i18n.Lang) []string {
	out := slices.Clone(values)
	for i, v := range values {
		for _, o := range s.slots[s.result].domain.Options {
			if o.ID == v {
				out[i], _ = o.Title.In(l)
			}
		}
	}
	return out
}
