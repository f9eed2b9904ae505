package match

import (
	"fmt"
	"strings"

	"mihe/internal/base/i18n"
)

// Say says why a visit was left out, in one sentence or two.
func (l Left) Say(c *i18n.Catalog, lang i18n.Lang, v Visit) string {
	if len(l.Constraints) == 1 && l.Constraints[0] == Nobody {
		return c.Text(lang, "match.left.nobody")
	}
	var bounds []string
	for _, one := range l.Constraints {
		bounds = append(bounds, c.Text(lang, "match.bound."+string(one), "times", times(v.Windows), "papers", papers(c, lang, v.Skills)))
	}
	key := "match.left.some"
	if len(bounds) == 1 {
		key = "match.left.one"
	}
	return c.Text(lang, key, "bounds", joined(c, lang, bounds))
}

// Say says what speaks for the carer, one reason a line; name is what a post is called.
func (w Why) Say(c *i18n.Catalog, lang i18n.Lang, name func(post string) string) (lines []string) {
	if w.Known {
		lines = append(lines, c.Text(lang, "match.why.known"))
	}
	if len(w.Speaks) > 0 {
		var list []string
		for _, code := range w.Speaks {
			list = append(list, c.Text(lang, "catalog.language."+code))
		}
		lines = append(lines, c.Text(lang, "match.why.speaks", "languages", joined(c, lang, list)))
	}
	if len(w.Papers) > 0 {
		lines = append(lines, c.Text(lang, "match.why.papers", "papers", papers(c, lang, w.Papers)))
	}
	if w.Choice == 1 {
		lines = append(lines, c.Text(lang, "match.why.only"))
	} else {
		lines = append(lines, c.Text(lang, "match.why.choice", "n", w.Choice))
	}
	for _, m := range w.Missed {
		lines = append(lines, c.Text(lang, "match.missed."+m.Why, "who", name(m.Post)))
	}
	return lines
}

// papers names papers with the level that is wanted.
func papers(c *i18n.Catalog, lang i18n.Lang, list []Skill) string {
	var names []string
	for _, s := range list {
		name := c.Text(lang, "party.staff.paper."+s.Code)
		if s.Level > 0 {
			name = c.Text(lang, "match.paper.level", "paper", name, "level", s.Level)
		}
		names = append(names, name)
	}
	return joined(c, lang, names)
}

// times are windows as clocks show them.
func times(list []Window) string {
	var parts []string
	for _, w := range list {
		parts = append(parts, clock(w.Open)+"–"+clock(w.Shut))
	}
	return strings.Join(parts, " / ")
}

func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// joined puts a list in one text, as the language does.
func joined(c *i18n.Catalog, lang i18n.Lang, list []string) string {
	if len(list) == 0 {
		return ""
	}
	text := list[0]
	for _, next := range list[1:] {
		text = c.Text(lang, "match.join", "a", text, "b", next)
	}
	return text
}
