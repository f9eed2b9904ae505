package rule

import "mihe/internal/base/i18n"

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
	for _, f := range x.Frozen.Facts {
		value, title := shown{}, f.ID
		if sl, err := x.Rules.named(f.ID); err == nil {
			value = sl.words(f.Value)
			title, _ = sl.title.In(l)
		}
		lines = append(lines, "  "+c.Text(l, "rule.explain.fact", "name", title, "value", value.say(c, l), "source", f.Source, "as_of", f.AsOf))
	}
	return lines
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
