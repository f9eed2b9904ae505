package steeringweb

import (
	"strconv"

	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/base/web"
)

// tally counts the indicators that may raise a task for one action: Ready have data, Waiting are registered without.
type tally struct{ Ready, Waiting int }

// tallies counts by action code. Context and stand-in indicators raise no task and are left out.
func tallies(list []indicator.Summary) map[string]tally {
	counts := map[string]tally{}
	for _, s := range list {
		if !s.Indicator.RaisesTasks() {
			continue
		}
		t := counts[s.Indicator.Action]
		if len(s.Periods) > 0 {
			t.Ready++
		} else {
			t.Waiting++
		}
		counts[s.Indicator.Action] = t
	}
	return counts
}

// words say the tally under an action's title.
func (t tally) words(p web.Page) string {
	switch {
	case t.Ready > 0 && t.Waiting > 0:
		return p.T("steering.tally.both", "ready", p.Count("steering.tally.ready", t.Ready), "waiting", p.Count("steering.tally.waiting", t.Waiting))
	case t.Ready > 0:
		return p.Count("steering.tally.ready", t.Ready)
	case t.Waiting > 0:
		return p.Count("steering.tally.waiting", t.Waiting)
	}
	return p.T("steering.tally.none")
}

// entry is one action in a list of all of them.
type entry struct {
	Number, Href, Words string
	Title               web.Text
	Some                bool
}

// group is one chapter with its actions.
type group struct {
	Short, Heading web.Text
	Entries        []entry
}

// groups lists the 17 actions by chapter.
func groups(p web.Page, plan *steering.Plan, list []indicator.Summary) []group {
	counts := tallies(list)
	var all []group
	for _, c := range plan.Chapters {
		g := group{Short: p.Name(c.Short), Heading: p.Name(c.Heading)}
		for _, a := range plan.In(c) {
			t := counts[a.Code()]
			g.Entries = append(g.Entries, entry{
				Number: strconv.Itoa(a.Number), Href: p.Link(actionPath(a.Number)), Title: p.Name(a.Title),
				Words: t.words(p), Some: t.Ready > 0,
			})
		}
		all = append(all, g)
	}
	return all
}

func actionPath(n int) string { return "/actions/" + strconv.Itoa(n) }
