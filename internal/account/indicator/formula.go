package indicator

import (
	"fmt"
	"strings"

	"mihe/internal/record/fact"
)

// term is one signed variable of a formula, with the part of the population it is limited to.
type term struct {
	sign      float64
	variable  string
	breakdown fact.Breakdown
}

// sum is a list of terms added up.
type sum []term

// formula is a ratio of sums. A mean (income per person) has a one-term numerator, which holds the observed
// mean itself, and a weight in place of a denominator.
type formula struct {
	num, den sum
}

// parseFormula reads "a / b", "(a + b) / (c - d)" or "a" alone; a variable may carry [male], [female], [urban] or
// [rural]. It fails on anything else.
func parseFormula(text string) (formula, error) {
	var f formula
	top, bottom, ratio := strings.Cut(text, "/")
	var err error
	if f.num, err = parseSum(top); err != nil {
		return f, fmt.Errorf("formula %q: %w", text, err)
	}
	if ratio {
		if f.den, err = parseSum(bottom); err != nil {
			return f, fmt.Errorf("formula %q: %w", text, err)
		}
	}
	return f, nil
}

func parseSum(text string) (sum, error) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") {
		text = text[1 : len(text)-1]
	}
	var s sum
	sign, expect := 1.0, true
	for word := range strings.FieldsSeq(text) {
		if !expect {
			switch word {
			case "+":
				sign = 1
			case "-":
				sign = -1
			default:
				return nil, fmt.Errorf("%q where + or - belongs", word)
			}
			expect = true
			continue
		}
		t, err := parseTerm(word)
		if err != nil {
			return nil, err
		}
		t.sign = sign
		s, expect = append(s, t), false
	}
	if expect {
		return nil, fmt.Errorf("%q ends without a variable", text)
	}
	return s, nil
}

func parseTerm(word string) (term, error) {
	name, tag, tagged := strings.Cut(word, "[")
	t := term{variable: name}
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || name == "" {
		return t, fmt.Errorf("%q is no variable", word)
	}
	if !tagged {
		return t, nil
	}
	switch strings.TrimSuffix(tag, "]") {
	case "male", "female":
		t.breakdown.Sex = strings.TrimSuffix(tag, "]")
	case "urban", "rural":
		t.breakdown.Residence = strings.TrimSuffix(tag, "]")
	default:
		return t, fmt.Errorf("%q is no part of the population", word)
	}
	return t, nil
}

// narrowed returns s limited to one sex or residence, where a term does not already say which.
func (s sum) narrowed(b fact.Breakdown) sum {
	out := make(sum, len(s))
	for i, t := range s {
		if t.breakdown.Sex == "" {
			t.breakdown.Sex = b.Sex
		}
		if t.breakdown.Residence == "" {
			t.breakdown.Residence = b.Residence
		}
		out[i] = t
	}
	return out
}

// splits tells whether every term leaves sex (or residence) open, so that the formula means the same for each part.
func (s sum) splits(by By) bool {
	for _, t := range s {
		if by == BySex && t.breakdown.Sex != "" || by == ByUrbanRural && t.breakdown.Residence != "" {
			return false
		}
	}
	return len(s) > 0
}

func (f formula) terms() sum { return append(append(sum{}, f.num...), f.den...) }

// variables lists the distinct variables of f in the order of writing.
func (f formula) variables() []string {
	var names []string
	seen := map[string]bool{}
	for _, t := range f.terms() {
		if !seen[t.variable] {
			seen[t.variable] = true
			names = append(names, t.variable)
		}
	}
	return names
}
