package evidence_test

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"mihe/internal/base/access"
	"mihe/internal/record/evidence"
)

// paper is the sheet of an elder as it lies at home.
type paper struct {
	codes   []string
	issuer  string
	crossed int64 // codes the elder has crossed out, from the first
	last    int64 // the last one entered
	open    int64 // as the elder said last
	then    int64 // the last one that had been entered when she said so
	used    map[int64]evidence.About
	entered map[int64]string          // by whom
	given   map[int64]map[string]bool // to whom the elder gave it
}

// give is an elder who crosses out the next code of the sheet for a carer.
func (g *game) give(p *paper, to access.Actor) (code string) {
	p.crossed++
	if p.given[p.crossed] == nil {
		p.given[p.crossed] = map[string]bool{}
	}
	p.given[p.crossed][to.Person] = true
	g.truly[to.Person]++
	return p.codes[p.crossed-1]
}

// offline is two carers of whom the first is given a code that the telephone keeps until the second has handed in the next one. In which order their
// visits were is what the telephones claim, mostly that in which they were. Meanwhile the elder may be asked how far the sheet is crossed out.
func (g *game) offline() {
	first, second := g.visit(), g.visit()
	elder := g.whose[first]
	p := g.sheets[elder]
	if p == nil || p.crossed+2 > size || g.whose[second] != elder {
		return
	}
	c, d := g.actor("c"), g.actor("d")
	kept := g.give(p, c)
	at := []int64{g.claim(8), g.claim(8)}
	if rapid.IntRange(0, 3).Draw(g.t, "in order") > 0 {
		slices.Sort(at)
	}
	g.handsIn(second, elder, d, p, g.give(p, d), at[1])
	if rapid.IntRange(0, 2).Draw(g.t, "asked") > 0 {
		open := rapid.SampledFrom([]int64{p.crossed + 1, p.crossed - 1, p.crossed - 1, p.crossed - 1}).Draw(g.t, "open") // who errs leaves out both
		if _, err := g.w.Reconcile(bare, g.actor("i"), elder, open); !g.denied(err, "reconcile", elder, "i") {
			g.compare(p, open)
		}
	}
	g.handsIn(first, elder, c, p, kept, at[0])
}

// code enters a code.
func (g *game) code(v evidence.About, elder string, actor access.Actor, code string) evidence.Confirmed {
	day := func(n int64) string { return today.AddDate(0, 0, int(n)).Format(time.DateOnly) }
	return g.w.codeFor(g.t, actor, v, elder, code, day(g.days[v][0]), day(g.days[v][1]))
}

// handsIn is a carer who reports a visit, unless it was reported before, and enters the code of it.
func (g *game) handsIn(v evidence.About, elder string, actor access.Actor, p *paper, code string, claimed int64) {
	by := map[string]string{"account-" + g.name("c"): "c", "account-" + g.name("d"): "d"}[actor.ID]
	if there, _ := g.stands(v, actor.Person); !there {
		g.recorded(v, by, by, evidence.Happened, claimed)
	}
	g.entered(v, elder, actor, p, code, g.code(v, elder, actor, code))
}

// enter is a carer who enters a code: one that the elder gives now, one known from before, from an old sheet, or made up; or, with
// the sheet printed by their own hand, any of it.
func (g *game) enter() {
	v, by := g.visit(), g.pick("by", "c", "c", "d", "all", "k")
	if rapid.IntRange(0, 3).Draw(g.t, "fitting") > 0 { // mostly somebody who was there
		for _, name := range []string{"c", "d", "all"} {
			if _, there := g.stands(v, g.person(name)); there {
				by = name
			}
		}
	}
	elder, actor := g.whose[v], g.actor(by)
	p := g.sheets[elder]
	code := "000000"
	switch from := g.pick("from", "elder", "elder", "elder", "before", "printed", "old", "nowhere"); {
	case p == nil || from == "nowhere":
		if p != nil {
			code = notOn(p.codes)
		}
	case from == "elder" && p.crossed < size && by != "k":
		code = g.give(p, actor)
	case from == "before" && p.crossed > 0:
		code = p.codes[rapid.Int64Range(0, p.crossed-1).Draw(g.t, "place")]
	case from == "printed" && p.issuer == actor.Person:
		code = p.codes[rapid.Int64Range(0, size-1).Draw(g.t, "place")]
	case from == "old" && len(g.old) > 0:
		code = rapid.SampledFrom(rapid.SampledFrom(g.old).Draw(g.t, "sheet")).Draw(g.t, "code")
	default:
		code = notOn(p.codes)
	}
	g.entered(v, elder, actor, p, code, g.code(v, elder, actor, code))
}

// entered says what must come of a code, and compares.
func (g *game) entered(v evidence.About, elder string, actor access.Actor, p *paper, code string, done evidence.Confirmed) {
	want := ""
	_, there := g.stands(v, actor.Person)
	if actor.ID == "account-"+g.name("k") {
		there = false // no right to record
	}
	place := int64(0)
	if p != nil {
		place = int64(slices.Index(p.codes, code)) + 1
	}
	old, used := evidence.About{}, false
	if place > 0 {
		old, used = p.used[place]
	}
	fits := there && p != nil && p.issuer != actor.Person
	switch {
	case g.wrong[actor.ID] >= wrong || g.wrong[elder] >= wrong:
		want = evidence.TooMany
	case fits && used && old == v && p.entered[place] == actor.Person:
	case fits && !used && place > 0 && (place > p.last && place <= max(p.last, p.open-1)+window || g.inTime(p, place, v, actor.Person)):
		if !p.given[place][actor.Person] && !p.shown(place) {
			g.t.Fatalf("code %d was accepted that the elder gave to nobody", place)
		}
		if place < p.last {
			g.late++
		}
		p.last, p.used[place], p.entered[place] = max(p.last, place), v, actor.Person
		g.heard = append(g.heard, heard{about: v, way: evidence.PaperCode, says: evidence.Happened, by: actor.Person})
		if p.open > 0 && place >= p.open && place < p.then { // still on her paper when later ones were not any more
			g.heard = append(g.heard, heard{about: v, suspicion: true})
			g.uncrossed++
		}
		g.got[actor.Person]++
	default:
		want = evidence.Refused
		g.wrong[actor.ID]++
		if there {
			g.wrong[elder]++
		}
		if fits && used && old != v {
			g.heard = append(g.heard, heard{about: old, suspicion: true}, heard{about: v, suspicion: true})
		}
	}
	if done.Refusal != want || done.Accepted != (want == "") {
		g.t.Fatalf("code %d of %s for %s: %+v, want %q; sheet %+v", place, actor.ID, v.ID, done, want, p)
	}
}

// inTime tells whether a code that comes after later ones belongs where it stands: the visits, in the order in which their codes stand on the sheet, with
// this one among them, are in the order in which they took place, and this one is claimed for a day for which it was planned. Only its neighbours are looked at; others may have been given a code long afterwards.
func (g *game) inTime(p *paper, place int64, v evidence.About, by string) bool {
	if place >= p.last || p.last-place >= window {
		return false
	}
	when := func(v evidence.About, by string) (claimed int64) {
		for _, h := range g.of(v) {
			if h.way == evidence.Deliverer && h.deliverer == by && h.says == evidence.Happened {
				claimed = h.claimed
			}
		}
		return claimed
	}
	times := []int64{when(v, by)}
	if planned := g.days[v]; times[0] < today.AddDate(0, 0, int(planned[0])).UnixMilli() || times[0] >= today.AddDate(0, 0, int(planned[1])+1).UnixMilli() {
		if times[0] > 0 {
			g.moved++
		}
		return false
	}
	for _, step := range []int64{-1, 1} {
		for at := place + step; at >= 1 && at <= size; at += step {
			if other, used := p.used[at]; used {
				if theirs := when(other, p.entered[at]); step < 0 {
					times = append([]int64{theirs}, times...)
				} else {
					times = append(times, theirs)
				}
				break
			}
		}
	}
	return !slices.Contains(times, 0) && slices.IsSorted(times) && len(slices.Compact(slices.Clone(times))) == len(times)
}

// shown tells whether the elder gave a code to anybody: carers may tell each other.
func (p *paper) shown(place int64) bool { return len(p.given[place]) > 0 }
