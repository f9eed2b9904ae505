package rule

import (
	"fmt"
	"slices"
	"strings"

	"mihe/internal/base/i18n"
)

// Trace is why an outcome is what it is: the steps that it rests on, in the order of the set, each after what it uses. A
// fact that the trace does not name could be anything else without changing the outcome.
type Trace []TraceStep

// Unverified tells whether the outcome rests on a parameter that nobody has compared with its source.
func (t Trace) Unverified() bool {
	return slices.ContainsFunc(t, func(s TraceStep) bool {
		return slices.ContainsFunc(s.Parameters, func(u Used) bool { return u.Verified != nil && !*u.Verified })
	})
}

// TraceStep is one derived value and what it rests on.
type TraceStep struct {
	Step       string    `json:"step"`
	How        string    `json:"how"` // expression, years or table
	Value      any       `json:"value"`
	Facts      []Used    `json:"facts,omitempty"`
	Parameters []Used    `json:"parameters,omitempty"`
	Steps      []Used    `json:"steps,omitempty"`
	Rows       []RowUsed `json:"rows,omitempty"` // that apply, or that may and agree

	title i18n.Name
	shown shown
}

// Used is a name with its value. Of a parameter it also says which of its values held, from when to when, by which source,
// and whether somebody has compared it with the source.
type Used struct {
	Name     string  `json:"name"`
	Value    any     `json:"value"`
	From     string  `json:"from,omitempty"`
	To       string  `json:"to,omitempty"`
	Source   *Source `json:"source,omitempty"`
	Verified *bool   `json:"verified,omitempty"`

	title i18n.Name
	shown shown
}

// RowUsed is a row of a table, counted from 1.
type RowUsed struct {
	Row    int     `json:"row"`
	Then   string  `json:"then"`
	Source *Source `json:"source,omitempty"`

	shown shown
}

// Source is where a value or a row comes from, in both languages.
type Source struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// in is the source for a reader of language l.
func (s *Source) in(l i18n.Lang) string {
	text, _ := i18n.Name(*s).In(l)
	return text
}

// shown is a value for people.
type shown struct {
	domain *Domain
	values []int64
}

// trace lists the steps that the result rests on.
func (r *decision) trace(result derived) Trace {
	out := Trace{}
	if !result.known {
		return out
	}
	s := r.set
	needed := one(s.result)
	for i, sl := range slices.Backward(s.slots) { // a step uses earlier ones only
		if needed.has(i) && sl.role == stepRole {
			needed = needed.with(r.steps[i].names)
		}
	}
	for i := range s.slots {
		if needed.has(i) && s.slots[i].role == stepRole {
			out = append(out, r.traceStep(i))
		}
	}
	return out
}

func (r *decision) traceStep(i int) TraceStep {
	sl, d := &r.set.slots[i], r.steps[i]
	t := TraceStep{Step: sl.id, How: "expression", title: sl.title, shown: shown{sl.domain, []int64{d.n}}}
	switch {
	case sl.lists():
		t.Value, t.shown.values = sl.domain.texts(d.list), d.list
	default:
		t.Value = sl.domain.json(d.n)
	}
	switch {
	case sl.step.years != nil:
		t.How = "years"
	case sl.step.table != nil:
		t.How = "table"
		for _, row := range d.rows {
			u := RowUsed{Row: row + 1, Then: sl.domain.text(sl.step.table.then[row]), shown: shown{sl.domain, []int64{sl.step.table.then[row]}}}
			if source := &sl.step.table.rows[row].Source; *source != (i18n.Name{}) {
				u.Source = (*Source)(source)
			}
			t.Rows = append(t.Rows, u)
		}
	}
	d.names.each(func(j int) { r.use(&t, j) })
	if sl.step.table != nil {
		r.parametersOf(&t, i, d)
	}
	return t
}

// use adds a name to what a step rests on.
func (r *decision) use(t *TraceStep, j int) {
	sl := &r.set.slots[j]
	u := Used{Name: sl.id, title: sl.title}
	switch sl.role {
	case parameterRole:
		n := r.epoch.reads[j]
		v := r.epoch.values[j]
		u.Value, u.From, u.To, u.Source, u.Verified = sl.domain.json(n), v.From, v.To, (*Source)(&v.Source), &v.Verified
		u.shown = shown{sl.domain, []int64{n}}
		t.Parameters = append(t.Parameters, u)
	case stepRole:
		u.Value, u.shown = sl.domain.json(r.steps[j].n), shown{sl.domain, []int64{r.steps[j].n}}
		t.Steps = append(t.Steps, u)
	default:
		n := r.facts[j]
		if sl.role == dayRole {
			n = r.day
		}
		u.Value, u.shown = sl.domain.json(n), shown{sl.domain, []int64{n}}
		t.Facts = append(t.Facts, u)
	}
}

// parametersOf adds the parameters that stand in the cells of the rows that a table's value rests on: those that apply, and
// with policy first also those before, which do not; a collecting table asks every row.
func (r *decision) parametersOf(t *TraceStep, i int, d derived) {
	tb := r.set.slots[i].step.table
	first, last := 0, len(tb.rows)-1
	if len(d.rows) == 1 && tb.hit != Collect {
		if last = d.rows[0]; tb.hit == Unique {
			first = last
		}
	}
	var names nameset
	for _, named := range tb.named[first : last+1] {
		names = names.with(named)
	}
	names.each(func(j int) { r.use(t, j) })
}

// Say writes the trace in plain words, a line for every step and under it a line for each thing that it rests on.
func (t Trace) Say(c *i18n.Catalog, l i18n.Lang) []string {
	var lines []string
	for i, s := range t {
		title, _ := s.title.In(l)
		lines = append(lines, c.Text(l, "rule.trace."+s.How, "n", i+1, "step", title, "value", s.shown.say(c, l)))
		for _, u := range s.Facts {
			lines = append(lines, "  "+u.say(c, l, "rule.trace.fact"))
		}
		for _, u := range s.Steps {
			lines = append(lines, "  "+u.say(c, l, "rule.trace.step"))
		}
		for _, u := range s.Parameters {
			lines = append(lines, "  "+u.sayParameter(c, l))
		}
		for _, r := range s.Rows {
			lines = append(lines, "  "+r.say(c, l, len(s.Rows) > 1 && len(s.shown.values) == 1))
		}
	}
	return lines
}

func (u Used) say(c *i18n.Catalog, l i18n.Lang, key string) string {
	title, _ := u.title.In(l)
	if u.Name == DecisionDay {
		title = c.Text(l, "rule.trace.day")
	}
	return c.Text(l, key, "name", title, "value", u.shown.say(c, l))
}

func (u Used) sayParameter(c *i18n.Catalog, l i18n.Lang) string {
	title, _ := u.title.In(l)
	badge := "rule.trace.unverified"
	if *u.Verified {
		badge = "rule.trace.verified"
	}
	days := i18n.Msg("rule.trace.since", "from", u.From)
	if u.To != "" {
		days = i18n.Msg("rule.trace.between", "from", u.From, "to", u.To)
	}
	return c.Text(l, "rule.trace.parameter", "name", title, "value", u.shown.say(c, l), "days", days, "source", u.Source.in(l), "badge", i18n.Msg(badge))
}

// say writes a row; either is for rows of which it does not matter which applies.
func (r RowUsed) say(c *i18n.Catalog, l i18n.Lang, either bool) string {
	key := "rule.trace.row"
	if either {
		key = "rule.trace.either"
	}
	text := c.Text(l, key, "row", r.Row, "value", r.shown.say(c, l))
	if r.Source != nil {
		text += c.Text(l, "rule.trace.source", "source", r.Source.in(l))
	}
	return text
}

// say writes a value: yes or no, the title of a choice, a number, a date.
func (v shown) say(c *i18n.Catalog, l i18n.Lang) string {
	if len(v.values) == 0 {
		return c.Text(l, "rule.trace.none")
	}
	var parts []string
	for _, n := range v.values {
		switch v.domain.Kind {
		case Boolean:
			parts = append(parts, c.Text(l, "rule.trace."+fmt.Sprint(n != 0)))
		case Choice:
			title, _ := v.domain.Options[n].Title.In(l)
			parts = append(parts, title)
		default:
			parts = append(parts, v.domain.text(n))
		}
	}
	return strings.Join(parts, c.Text(l, "rule.trace.and"))
}
