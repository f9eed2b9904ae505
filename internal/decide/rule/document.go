package rule

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/i18n"
)

// Document is a rule set as it is written; data/rules holds examples. Names (ids of facts, parameters and steps) are
// lower-case letters, digits and underscores, each used once; decision_day is the day for which a case is decided.
type Document struct {
	Format     int    // of the text; 1
	ID         string // of the set
	Title      i18n.Name
	Note       i18n.Name
	Facts      []Fact
	Parameters []Parameter
	Steps      []Step // in order: a step may name facts, parameters and earlier steps
	Result     string // the step that is the answer
}

// Fact is what is known or missing about one case.
type Fact struct {
	ID     string
	Title  i18n.Name
	Domain `yaml:",inline"`
}

// Parameter is a quantity that some authority sets from a day on.
type Parameter struct {
	ID     string
	Title  i18n.Name
	Domain `yaml:",inline"`
	Values []Dated // spans of days that do not overlap
}

// Dated is the value of a parameter on the days from From to To, both included; without To until it is replaced.
// Verified says that somebody compared it with the source; what is not says so wherever it is shown.
type Dated struct {
	From, To string
	Value    string
	Source   i18n.Name
	Verified bool
}

// Step is one derived value. Exactly one of Expression, Years and Table says how.
type Step struct {
	ID         string
	Title      i18n.Name
	Domain     `yaml:",inline"`
	Better     string // of a result: up, down, or empty when neither way is better
	Expression any    // CertLogic; {"var": name} alone, no paths
	Years      *Years
	Table      *Table
}

// Years counts the completed years from one date to another: a person born on 29 February completes a year on 1 March
// when there is no 29th. Days are counted as civil dates; the birthday itself completes the year.
type Years struct{ From, To string }

// Table is a decision table.
type Table struct {
	Hit    Hit
	Inputs []string
	Rows   []Row
}

// Hit says which rows of a table speak (names after OMG, Decision Model and Notation 1.3, § 8.2.10).
type Hit string

// The hit policies.
const (
	Unique  Hit = "unique"  // exactly one row applies
	First   Hit = "first"   // the first that applies
	Collect Hit = "collect" // all that apply, each value once, in the order of the options
)

// Row applies when all its cells do; an input without a cell may be anything.
type Row struct {
	When   map[string]Cell
	Then   string
	Source i18n.Name
}

// Cell is a set of values: one, a list, or a range {from|above: x, to|below: y} whose ends may be left out. A text that
// begins with $ names a parameter.
type Cell struct {
	Is                     []string
	From, Above, To, Below string
}

// UnmarshalYAML reads the three forms of a cell.
func (c *Cell) UnmarshalYAML(n *yaml.Node) error {
	switch n.Kind {
	case yaml.ScalarNode:
		c.Is = []string{n.Value}
		return nil
	case yaml.SequenceNode:
		return n.Decode(&c.Is)
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			end := map[string]*string{"from": &c.From, "above": &c.Above, "to": &c.To, "below": &c.Below}[n.Content[i].Value]
			if end == nil || n.Content[i+1].Kind != yaml.ScalarNode {
				return fmt.Errorf("line %d: from, above, to or below, not %q", n.Line, n.Content[i].Value)
			}
			*end = n.Content[i+1].Value
		}
		return nil
	default:
		return fmt.Errorf("line %d: a value, a list or a range", n.Line)
	}
}

// parameterName is the parameter that a text of a cell names.
func parameterName(text string) (string, bool) { return strings.CutPrefix(text, "$") }
