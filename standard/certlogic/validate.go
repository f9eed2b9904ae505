package certlogic

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Issue is one flaw in the form of an expression: the innermost operation that has it, and what is wrong, in the words of
// the specification's own validation suite.
type Issue struct {
	Expr    any    `json:"expr"`
	Message string `json:"message"`
}

// units are the units of time.
var units = []string{"year", "month", "day", "hour"}

// pathForm is a list of keys with single full stops between them.
var pathForm = regexp.MustCompile(`^[^.]+(\.[^.]+)*$`)

// Validate lists every flaw in the form of a decoded expression, outer operations before their operands; none for a valid
// one. Types of values are known only when they are evaluated.
func Validate(tree any) []Issue {
	issues := []Issue{}
	found := func(message string, args ...any) {
		issues = append(issues, Issue{tree, fmt.Sprintf(message, args...)})
	}
	switch t := tree.(type) {
	case string, bool, int64:
	case Decimal:
		found("%s is a non-integer number", string(t))
	case []any:
		for _, item := range t {
			issues = append(issues, Validate(item)...)
		}
	case map[string]any:
		issues = validateOperation(t)
	default:
		found("invalid CertLogic expression")
	}
	return issues
}

func validateOperation(tree map[string]any) []Issue {
	issue := func(message string, args ...any) []Issue { return []Issue{{tree, fmt.Sprintf(message, args...)}} }
	if len(tree) != 1 {
		return issue("expression object must have exactly one key, but it has %d", len(tree))
	}
	name, operands := only(tree)
	if name == "var" {
		path, ok := operands.(string)
		switch {
		case !ok:
			return issue(`not of the form { "var": "<path>" }`)
		case path != "" && !pathForm.MatchString(path):
			return issue("data access path doesn't have a valid format: %s", path)
		}
		return []Issue{}
	}
	list, ok := operands.([]any)
	if !ok {
		return issue(`operation not of the form { "<operator>": [ <values...> ] }`)
	}
	form, known := forms[Op(name)]
	if !known {
		return issue("unrecognised operator: %q", name)
	}
	issues := []Issue{}
	if n := len(list); n < form.least || n > form.most {
		issues = issue("%s", form.count(name, n))
		if name == "!" {
			return issues // as the published validator does: there is no first operand to speak of
		}
	}
	for i, v := range list[:min(len(list), form.most)] {
		switch {
		case i < form.evaluated:
			issues = append(issues, Validate(v)...)
		case i == 1:
			if _, whole := v.(int64); !whole {
				what := map[Op]string{PlusTime: "amount", ExtractFromUVCI: "index"}[Op(name)]
				issues = append(issues, issue("%q argument (#2) of %q must be an integer, but it is: %s", what, name, inWords(v))...)
			}
		default:
			if unit, _ := v.(string); !slices.Contains(units, unit) {
				issues = append(issues, issue(`"unit" argument (#3) of "plusTime" must be a string equal to one of %s, but it is: %s`,
					strings.Join(units, ", "), inWords(v))...)
			}
		}
	}
	return issues
}

// only is the single entry of an object that has one.
func only(object map[string]any) (key string, value any) {
	for key, value = range object {
	}
	return key, value
}

// inWords writes a value as a message shows it: text without quotation marks, everything else as JSON.
func inWords(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return kind(v)
	}
	return string(raw)
}
