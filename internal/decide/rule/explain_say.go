package rule

import (
	"slices"

	"mihe/internal/base/i18n"
)

// shortVersion is how much of a version people are shown; programs read all of it.
const shortVersion = 12

// Say writes a decision in plain words: what was decided, every step that led to it, and the facts with their sources. The
// day is the one decided for.
func (x Explained) Say(c *i18n.Catalog, l i18n.Lang) []string {
	if x.Erased {
		return []string{c.Text(l, "rule.explain.erased", "id", x.ID)}
	}
	title, _ := x.Rules.doc.Title.In(l)
	result := &x.Rules.slots[x.Rules.result]
	name, _ := result.title.In(l)
	lines := []string{
		c.Text(l, "rule.explain.by", "set", title, "on", x.On, "version", x.Version[:min(shortVersion, len(x.Version))]),
		c.Text(l, "rule.explain.result", "name", name, "value", result.words(x.Outcome.Value).say(c, l)),
	}
	if x.Frozen.Reason != "" {
		lines = append(lines, c.Text(l, "rule.explain.reason", "decision", x.Supersedes, "reason", x.Frozen.Reason))
	}
	if x.SupersededBy != "" {
		lines = append(lines, c.Text(l, "rule.explain.superseded", "by", x.SupersededBy))
	}
	lines = append(lines, c.Text(l, "rule.explain.steps"))
	lines = append(lines, x.Outcome.Trace.Say(c, l)...)
	lines = append(lines, c.Text(l, "rule.explain.facts"))
	for _, f := range x.Facts(c, l) {
		lines = append(lines, "  "+c.Text(l, "rule.explain.fact", "name", f.Title, "value", f.Value, "source", f.Source, "as_of", f.AsOf))
	}
	return lines
}

// SaidFact is a fact of a decision in words.
type SaidFact struct{ Title, Value, Source, AsOf string }

// Facts are the facts that a decision rests on, in words, with their sources and days.
func (x Explained) Facts(c *i18n.Catalog, l i18n.Lang) []SaidFact {
	var list []SaidFact
	for _, f := range x.Frozen.Facts {
		said := SaidFact{Title: f.ID, Source: f.Source, AsOf: f.AsOf}
		var value shown
		if sl, err := x.Rules.named(f.ID); err == nil {
			value = sl.words(f.Value)
			said.Title, _ = sl.title.In(l)
		}
		said.Value = value.say(c, l)
		list = append(list, said)
	}
	return list
}

// Result is what was decided, in words: what the result is called, and its values, none where nothing is due.
func (x Explained) Result(c *i18n.Catalog, l i18n.Lang) (name string, values []string) {
	result := &x.Rules.slots[x.Rules.result]
	name, _ = result.title.In(l)
	all := result.words(x.Outcome.Value)
	for _, v := range all.values {
		values = append(values, shown{all.domain, []int64{v}}.say(c, l))
	}
	return name, values
}

// Unknown are the facts of the set that nobody knew; whatever they are, the result is the same.
func (x Explained) Unknown(l i18n.Lang) []string {
	var ids []string
	for _, f := range x.Rules.doc.Facts {
		if !slices.ContainsFunc(x.Frozen.Facts, func(k FrozenFact) bool { return k.ID == f.ID }) {
			ids = append(ids, f.ID)
		}
	}
	return x.Rules.Titles(ids, l)
}

// words is a value for people, and none when the slot cannot have it.
func (sl *slot) words(v any) shown {
	list, many := v.([]string)
	if !many {
		n, err := sl.domain.encode(v, sl.all)
		if err != nil {
			return shown{sl.domain, nil}
		}
		return shown{sl.domain, []int64{n}}
	}
	out := shown{domain: sl.domain}
	for _, id := range list {
		if n, err := sl.domain.read(id); err == nil {
			out.values = append(out.values, n)
		}
	}
	return out
}
