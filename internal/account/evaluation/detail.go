package evaluation

import (
	"regexp"
	"strconv"

	"mihe/internal/base/i18n"
)

// Where names what the mathematics counts from 0: the lines of a file, or the units where there are no lines, the columns and
// the periods.
type Where struct {
	Lines   []int // of each row
	Units   []string
	Columns []string
	Periods []string
}

// number is a figure as fmt prints it.
const number = `[-+0-9.e]+`

// details are what the mathematics says of its input, each with the key under which a person reads it. A group is a
// placeholder; row, unit, other, column and period are places.
var details = []struct {
	says *regexp.Regexp
	key  string
}{
	{regexp.MustCompile(`row (?P<row>\d+): .*subsystem (?P<column>\d+) is at (?P<value>\S+), not in \[0, 1\]$`), "outside_unit"},
	{regexp.MustCompile(`row (?P<row>\d+), column (?P<column>\d+): (?P<value>` + number + `)$`), "cell"},
	{regexp.MustCompile(`column (?P<column>\d+): .*row (?P<row>\d+): (?P<value>` + number + `)$`), "cell"},
	{regexp.MustCompile(`row (?P<row>\d+), column (?P<column>\d+)$`), "gap"},
	{regexp.MustCompile(`period (?P<period>\d+), unit (?P<unit>\d+) is (?P<value>` + number + `), not positive$`), "not_positive"},
	{regexp.MustCompile(`entry (?P<row>\d+) (?:is|has) (?P<value>` + number + `)$`), "entry"},
	{regexp.MustCompile(`leaf (?P<column>\d+), unit (?P<unit>\d+): (?P<value>` + number + `) \(treatment `), "negative_leaf"},
	{regexp.MustCompile(`row (?P<row>\d+), node \d+: power \S+ of a negative score$`), "negative_score"},
	{regexp.MustCompile(`row (?P<row>\d+) is at no distance from best and worst$`), "nothing_between"},
	{regexp.MustCompile(`best and worst are the same$`), "nothing_between"},
	{regexp.MustCompile(`column (?P<column>\d+): (?:least )?value (?P<value>` + number + `)(?:, mean ` + number + `)?$`), "column_value"},
	{regexp.MustCompile(`column (?P<column>\d+) sums to 0$`), "column_zero"},
	{regexp.MustCompile(`column (?P<column>\d+) has one value$`), "column_single"},
	{regexp.MustCompile(`column (?P<column>\d+): (?:.*: )?no value observed$`), "column_empty"},
	{regexp.MustCompile(`every column is constant$`), "constant"},
	{regexp.MustCompile(`every value is absent$`), "constant"},
	{regexp.MustCompile(`(?P<count>\d+) columns vary$`), "few_columns"},
	{regexp.MustCompile(`every column agrees with every other$`), "agreeing"},
	{regexp.MustCompile(`nothing to measure: \d+ rows, 0 columns$`), "constant"},
	{regexp.MustCompile(`(?P<count>\d+) units, (?P<columns>\d+) columns that vary$`), "few_for_components"},
	{regexp.MustCompile(`target (?P<value>` + number + `) is no better than the worst value (?P<worst>` + number + `)$`), "target"},
	{regexp.MustCompile(`weight (?P<column>\d+) is (?P<value>` + number + `)$`), "weight"},
	{regexp.MustCompile(`(?:none of \d+ is positive|none with a positive weight|has no child of positive weight)$`), "weightless"},
	{regexp.MustCompile(`negative value (?P<value>` + number + `)$`), "negative"},
	{regexp.MustCompile(`every value is zero$`), "zero"},
	{regexp.MustCompile(`the logarithm of a value of zero$`), "logarithm"},
	{regexp.MustCompile(`aversion to inequality (?P<value>` + number + `)$`), "given"},
	{regexp.MustCompile(`out of range: (?P<value>` + number + `)$`), "given"},
	{regexp.MustCompile(`(?:values|weights) from (?P<least>` + number + `) to (?P<most>` + number + `)$`), "span"},
	{regexp.MustCompile(`(?P<value>\d+), at most (?P<most>\d+)$`), "at_most"},
	{regexp.MustCompile(`(?P<value>-?\d+), at least (?P<least>\d+)$`), "at_least"},
	{regexp.MustCompile(`(?P<unit>\d+) to itself$`), "edge_loop"},
	{regexp.MustCompile(`(?P<unit>\d+) to (?P<other>\d+) twice$`), "edge_twice"},
	{regexp.MustCompile(`(?P<unit>\d+) to (?P<other>\d+) has (?P<value>` + number + `)$`), "edge_weight"},
	{regexp.MustCompile(`: (?P<value>` + number + `) at \d+ places that have neighbours$`), "all_equal"},
	{regexp.MustCompile(`: (?P<count>\d+) places$`), "places"},
	{regexp.MustCompile(`(?P<count>\d+) units, want (?P<least>\d+)$`), "few_units"},
	{regexp.MustCompile(`(?P<count>\d+) periods(?: after the trim)?, want (?P<least>\d+)$`), "few_periods"},
	{regexp.MustCompile(`: 0 years$`), "one_period"},
	{regexp.MustCompile(`column is explained by those before it: column 1$`), "same_start"},
	{regexp.MustCompile(`units agree in period 0 or \d+$`), "agreeing_ends"},
	{regexp.MustCompile(`the curve leaves no residuals to judge by$`), "no_residuals"},
	{regexp.MustCompile(`cut points (?P<least>` + number + `) and (?P<most>` + number + `); too many values`), "cuts"},
	{regexp.MustCompile(`(?P<value>-?\d+) classes, want 2 to (?P<most>\d+)$`), "classes"},
	{regexp.MustCompile(`no values$`), "none"},
}

// Detail says in words what the mathematics found wrong and where; not ok where there are no words for it.
func Detail(err error, w Where) (told i18n.Message, ok bool) {
	for _, d := range details {
		found := d.says.FindStringSubmatch(err.Error())
		if found == nil {
			continue
		}
		var args []any
		for i, name := range d.says.SubexpNames() {
			if name != "" {
				args = append(args, name, w.name(name, found[i]))
			}
		}
		return i18n.Msg("evaluation.detail."+d.key, args...), true
	}
	return told, false
}

// name is what a person calls a place; a text that is no place stays as it is.
func (w Where) name(kind, text string) any {
	n, err := strconv.Atoi(text)
	if err != nil {
		return text
	}
	switch kind {
	case "row":
		switch {
		case n < len(w.Lines):
			return i18n.Msg("evaluation.detail.line", "line", w.Lines[n])
		case n < len(w.Units):
			return w.Units[n]
		}
		return i18n.Msg("evaluation.detail.nth_row", "row", n+1)
	case "column":
		if n < len(w.Columns) {
			return w.Columns[n]
		}
		return i18n.Msg("evaluation.detail.nth_column", "column", n+1)
	case "unit", "other":
		if n < len(w.Units) {
			return w.Units[n]
		}
		return i18n.Msg("evaluation.detail.nth_unit", "unit", n+1)
	case "period":
		if n < len(w.Periods) {
			return w.Periods[n]
		}
		return i18n.Msg("evaluation.detail.nth_period", "period", n+1)
	}
	return text
}
