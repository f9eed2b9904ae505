package rule

import (
	"strings"

	"mihe/internal/base/i18n"
)

// Described is a set in the words of one language, for whoever wants to know who gets what.
type Described struct {
	Title, Note, Result string
	Facts               []DescribedFact
	Parameters          []DescribedParameter // every value, with its days
	Steps               []DescribedStep      // in order; the last is the result
}

// DescribedFact is what is asked of one case.
type DescribedFact struct{ Title, Values string }

// DescribedParameter is one value of a parameter.
type DescribedParameter struct {
	Title, Value, From, To, Source string
	Verified                       bool
}

// DescribedStep is how one value is derived: a sentence, or a sentence and a table.
type DescribedStep struct {
	Title, Says string
	Inputs      []string // titles of the columns of the table; empty where each row says all its conditions in one
	Rows        []DescribedRow
}

// DescribedRow is a row of a decision table.
type DescribedRow struct {
	Then   string
	When   []string // by Inputs, or one sentence
	Source string
}

// maxColumns is how many inputs a table has a column for each; with more, a row says its conditions in a sentence.
const maxColumns = 3

// Describe says a set in words, with the values that parameters have on a day.
func (s *Set) Describe(c *i18n.Catalog, l i18n.Lang, on string) Described {
	d := describer{s, c, l, on}
	out := Described{Title: d.name(s.doc.Title), Note: d.name(s.doc.Note), Result: d.name(s.slots[s.result].title)}
	for i := range s.doc.Facts {
		f := &s.doc.Facts[i]
		out.Facts = append(out.Facts, DescribedFact{d.name(f.Title), d.values(&f.Domain)})
	}
	for i := range s.doc.Parameters {
		p := &s.doc.Parameters[i]
		for _, v := range p.Values {
			out.Parameters = append(out.Parameters, DescribedParameter{
				d.name(p.Title), d.text(&p.Domain, v.Value), v.From, v.To, d.name(v.Source), v.Verified,
			})
		}
	}
	for i := range s.slots {
		if s.slots[i].role == stepRole && i != s.result {
			out.Steps = append(out.Steps, d.step(&s.slots[i]))
		}
	}
	out.Steps = append(out.Steps, d.step(&s.slots[s.result]))
	return out
}

// describer says parts of a set.
type describer struct {
	set *Set
	c   *i18n.Catalog
	l   i18n.Lang
	on  string
}

func (d describer) say(key string, args ...any) string {
	return d.c.Text(d.l, "rule.say."+key, args...)
}

func (d describer) name(n i18n.Name) string {
	text, _ := n.In(d.l)
	return strings.TrimSpace(text)
}

// title is what a name of the set is called.
func (d describer) title(i int) string {
	if d.set.slots[i].role == dayRole {
		return d.c.Text(d.l, "rule.trace.day")
	}
	return d.name(d.set.slots[i].title)
}

// text is a value as it is written in the set, in words.
func (d describer) text(domain *Domain, text string) string {
	n, err := domain.read(text)
	if err != nil {
		return text // a proved set has none such
	}
	return shown{domain, []int64{n}}.say(d.c, d.l)
}

// values are what a fact may be.
func (d describer) values(domain *Domain) string {
	switch domain.Kind {
	case Boolean:
		return d.say("yes_or_no")
	case Choice:
		var list []string
		for _, o := range domain.Options {
			list = append(list, d.name(o.Title))
		}
		return strings.Join(list, d.say("comma"))
	default:
		return d.say("range", "from", domain.From, "to", domain.To)
	}
}

func (d describer) step(sl *slot) DescribedStep {
	out := DescribedStep{Title: d.name(sl.title)}
	switch {
	case sl.step.years != nil:
		out.Says = d.say("years", "from", d.title(sl.step.years[0]), "to", d.title(sl.step.years[1]))
	case sl.step.expression != nil:
		out.Says = d.expression(sl.step.expression, true)
	default:
		d.table(sl, &out)
	}
	return out
}

func (d describer) table(sl *slot, out *DescribedStep) {
	t := sl.step.table
	out.Says = d.say("hit." + string(t.hit))
	if len(t.inputs) <= maxColumns {
		for _, in := range t.inputs {
			out.Inputs = append(out.Inputs, d.title(in))
		}
	}
	for i, row := range t.rows {
		r := DescribedRow{Then: shown{sl.domain, []int64{t.then[i]}}.say(d.c, d.l), Source: d.name(row.Source)}
		var all []string
		for _, in := range t.inputs {
			cell, asks := row.When[d.set.slots[in].id]
			switch {
			case asks && len(out.Inputs) > 0:
				r.When = append(r.When, d.cell(in, cell))
			case asks:
				all = append(all, d.condition(in, cell))
			case len(out.Inputs) > 0:
				r.When = append(r.When, d.say("any"))
			}
		}
		if len(out.Inputs) == 0 {
			r.When = []string{strings.Join(all, d.say("and"))}
			if len(all) == 0 {
				r.When = []string{d.say("always")}
			}
		}
		out.Rows = append(out.Rows, r)
	}
}

// condition is a cell as a sentence: of what is yes or no, the thing itself or that it is not so.
func (d describer) condition(in int, c Cell) string {
	if d.set.slots[in].domain.Kind == Boolean && len(c.Is) == 1 {
		if c.Is[0] == "true" {
			return d.title(in)
		}
		return d.say("not", "what", d.title(in))
	}
	return d.say("cell", "name", d.title(in), "value", d.cell(in, c))
}

// cell is what a cell asks.
func (d describer) cell(in int, c Cell) string {
	domain := d.set.slots[in].domain
	if len(c.Is) > 0 {
		var list []string
		for _, text := range c.Is {
			list = append(list, d.operand(domain, text))
		}
		return strings.Join(list, d.say("or.value"))
	}
	var ends []string
	for _, end := range []struct{ key, text string }{{"from", c.From}, {"above", c.Above}, {"to", c.To}, {"below", c.Below}} {
		if end.text != "" {
			ends = append(ends, d.say("cell."+end.key, "value", d.operand(domain, end.text)))
		}
	}
	return strings.Join(ends, d.say("comma"))
}

// operand is a value of a cell, or the parameter that it names with what that is on the day.
func (d describer) operand(domain *Domain, text string) string {
	if id, is := parameterName(text); is {
		return d.parameter(d.set.names[id])
	}
	return d.text(domain, text)
}

// parameter is its value on the day with its title, or the title alone where it has none.
func (d describer) parameter(i int) string {
	sl := &d.set.slots[i]
	for _, p := range d.set.doc.Parameters {
		for _, v := range p.Values {
			if p.ID == sl.id && v.From <= d.on && (v.To == "" || d.on <= v.To) {
				return d.say("parameter", "value", d.text(sl.domain, v.Value), "name", d.title(i))
			}
		}
	}
	return d.title(i)
}
