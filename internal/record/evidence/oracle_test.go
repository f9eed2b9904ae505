package evidence_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// heard is one word about a visit as the test itself knows it: nothing of it is read from the service.
type heard struct {
	about     evidence.About
	way       evidence.Way
	says      evidence.Says
	by        string // person, or empty for a machine
	deliverer string
	claimed   int64 // by the clock of the deliverer's device
	suspicion bool
}

// game is a random life of a few people, with what must come of it.
type game struct {
	w      *world
	t      *rapid.T
	n      int
	elders []string
	visits []evidence.About
	whose  map[evidence.About]string
	days   map[evidence.About][2]int64 // for which it was planned, counted from the first
	sheets map[string]*paper
	old    [][]string // codes of sheets that were replaced
	number map[string]*phone
	heard  []heard
	wrong  map[string]int64 // by account and by person, of the day
	truly  map[string]int   // by carer: codes that elders gave
	got    map[string]int   // by carer: codes that were accepted
	late   int              // of those, after later ones

	uncrossed int // of those, which the elder had said to be on her paper
	moved     int // refused because the visit was claimed for another day
}

// phone is a number that was noted.
type phone struct {
	at                     int // after how many words
	id, digits, by, second string
	true                   bool // the elder's own
}

var serial int // of games, so that each has people of its own

func newGame(w *world, t *rapid.T) *game {
	serial++
	g := &game{
		w: w, t: t, n: serial, whose: map[evidence.About]string{}, days: map[evidence.About][2]int64{}, sheets: map[string]*paper{}, number: map[string]*phone{},
		wrong: map[string]int64{}, truly: map[string]int{}, got: map[string]int{},
	}
	for _, name := range []string{"a", "b"} {
		g.elders = append(g.elders, w.elder(t, g.name(name)))
	}
	for i := range 5 {
		v := visit(g.name(fmt.Sprint(i)))
		g.visits, g.whose[v] = append(g.visits, v), g.elders[i%2]
		g.days[v] = [][2]int64{{0, 1}, {0, 0}, {0, 0}, {0, 1}, {1, 1}}[i]
	}
	w.means[g.person("r")+" "+g.elders[0]] = true
	w.means[g.person("all")+" "+g.elders[0]] = true // a carer and clerk who is a relative as well
	return g
}

func (g *game) name(s string) string   { return fmt.Sprintf("%s%d", s, g.n) }
func (g *game) person(s string) string { return "person_" + g.name(s) }

// The actors. "all" is one hand that holds every right of deliverers, providers and clerks.
func (g *game) actor(s string) access.Actor {
	switch s {
	case "c", "d":
		return carer(g.t, g.name(s))
	case "k", "l":
		return clerk(g.t, g.name(s))
	case "i":
		return inspector(g.t, g.name(s))
	case "all":
		return who(g.t, g.name(s), accesstest.County, evidence.CanRecord, evidence.CanIssue)
	}
	return who(g.t, g.name(s), accesstest.County)
}

func (g *game) pick(what string, of ...string) string { return rapid.SampledFrom(of).Draw(g.t, what) }

func (g *game) visit() evidence.About { return rapid.SampledFrom(g.visits).Draw(g.t, "visit") }

func (g *game) says() evidence.Says {
	return rapid.SampledFrom([]evidence.Says{evidence.Happened, evidence.Happened, evidence.Happened, evidence.NotHappened, evidence.Differs}).Draw(g.t, "says")
}

// of are the words about a visit.
func (g *game) of(v evidence.About) (list []heard) {
	for _, h := range g.heard {
		if h.about == v {
			list = append(list, h)
		}
	}
	return list
}

// hands are the persons who delivered a visit or wrote it down.
func (g *game) hands(v evidence.About) (list []string) {
	for _, h := range g.of(v) {
		if h.way == evidence.Deliverer {
			list = append(list, h.by, h.deliverer)
		}
	}
	return list
}

// delivers tells whether somebody ever said of a visit to an elder that they delivered it, or that another did.
func (g *game) delivers(elder, by string) bool {
	for _, v := range g.visits {
		if g.whose[v] == elder && slices.Contains(g.hands(v), g.person(by)) {
			return true
		}
	}
	return false
}

// denied compares whether something was refused with whether it had to be: whoever delivers to an elder hands nothing out to them.
func (g *game) denied(err error, what, elder, by string) bool {
	if denied := g.delivers(elder, by); denied != (fault.KindOf(err) == fault.Denied && err != nil) || !denied && err != nil {
		g.t.Fatalf("%s tries to %s for %s: %v, want denied: %v", by, what, elder, err, denied)
	}
	return err != nil
}

// stands tells whether the last word of a deliverer is that it happened; entered says that they wrote it themselves.
func (g *game) stands(v evidence.About, deliverer string) (stands, entered bool) {
	for _, h := range g.of(v) {
		if h.way == evidence.Deliverer && h.deliverer == deliverer {
			stands, entered = h.says == evidence.Happened, h.by == deliverer
		}
	}
	return stands, stands && entered
}

func (g *game) record() {
	v, by := g.visit(), g.pick("by", "c", "d", "all")
	deliverer := by
	if by == "all" {
		deliverer = g.pick("for", "all", "c")
	}
	says := rapid.SampledFrom([]evidence.Says{evidence.Happened, evidence.Happened, evidence.Happened, evidence.NotHappened}).Draw(g.t, "says")
	g.recorded(v, by, deliverer, says, g.claim(12))
}

// today is midnight in China of the first day of all visits, after every number that is noted, so that what makes a number late is the ledger alone.
var today = time.Date(accesstest.Start.Year()+10, 1, 1, 0, 0, 0, 0, time.FixedZone("", 8*60*60))

// claim is what a telephone says of when a visit was over. They are offline for as long as they like; 0 is none.
func (g *game) claim(most int64) int64 {
	claimed := rapid.Int64Range(0, most).Draw(g.t, "claimed")
	if claimed > 0 {
		claimed = today.Add(time.Duration(claimed-1) * 3 * time.Hour).UnixMilli() // of twelve, eight are of the first day
	}
	return claimed
}

func (g *game) recorded(v evidence.About, by, deliverer string, says evidence.Says, claimed int64) {
	if err := g.w.claimed(g.actor(by), v, g.whose[v], g.person(deliverer), says, claimed); err != nil {
		g.t.Fatal(err)
	}
	g.heard = append(g.heard, heard{about: v, way: evidence.Deliverer, says: says, by: g.person(by), deliverer: g.person(deliverer), claimed: claimed})
}

func (g *game) issue() {
	elder, by := rapid.SampledFrom(g.elders).Draw(g.t, "elder"), g.pick("by", "k", "l", "all")
	old, open := g.sheets[elder], int64(0)
	if old != nil && rapid.Bool().Draw(g.t, "asked") {
		open = old.crossed + 1
	}
	p, err := g.w.IssueSheet(bare, g.actor(by), elder, open)
	if g.denied(err, "issue", elder, by) {
		return
	}
	if old != nil {
		g.compare(old, open)
		g.old = append(g.old, old.codes)
	}
	g.sheets[elder] = &paper{
		codes: p.Codes, issuer: g.person(by), used: map[int64]evidence.About{}, entered: map[int64]string{}, given: map[int64]map[string]bool{},
	}
}

// compare is what follows when an elder says how far the sheet is crossed out.
func (g *game) compare(p *paper, open int64) {
	if open == 0 {
		return
	}
	for place := open; place <= size; place++ {
		if v, used := p.used[place]; used {
			g.heard = append(g.heard, heard{about: v, suspicion: true})
		}
	}
	p.open, p.then = open, p.last
}

func (g *game) reconcile() {
	elder := rapid.SampledFrom(g.elders).Draw(g.t, "elder")
	p := g.sheets[elder]
	if p == nil {
		return
	}
	open := rapid.SampledFrom([]int64{p.crossed + 1, p.crossed + 1, 1, size + 1}).Draw(g.t, "open") // elders may err
	by := g.pick("by", "i", "k", "all")
	if _, err := g.w.Reconcile(bare, g.actor(by), elder, open); g.denied(err, "reconcile", elder, by) {
		return
	}
	g.compare(p, open)
}

func (g *game) own() {
	v, by := g.visit(), g.pick("by", "elder", "r", "all")
	elder := g.whose[v]
	actor := g.actor(by)
	if by == "elder" {
		actor = access.Actor{ID: "account-" + elder, Person: elder, Channel: access.Web}
	} else {
		actor.OnBehalfOf = elder
	}
	says := g.says()
	err := g.w.db.Write(bare, func(tx *store.Tx) error {
		_, err := g.w.ConfirmIn(tx, actor, evidence.Word{About: v, Person: elder, Says: says})
		return err
	})
	may := (by == "elder" || elder == g.elders[0]) && !slices.Contains(g.hands(v), actor.Person)
	if (err == nil) != may {
		g.t.Fatalf("%s says %s of %s: %v", by, says, v.ID, err)
	}
	if may {
		g.heard = append(g.heard, heard{about: v, way: evidence.OwnAccount, says: says, by: actor.Person})
	}
}

func (g *game) note() {
	elder, by := rapid.SampledFrom(g.elders).Draw(g.t, "elder"), g.pick("by", "k", "all")
	p := &phone{digits: "13800000000", by: g.person(by), true: by == "k", at: len(g.heard)}
	if by == "all" {
		p.digits = "13900000000" // their own
	}
	m, err := g.w.NoteNumber(bare, g.actor(by), elder, p.digits)
	if g.denied(err, "note a number", elder, by) {
		return
	}
	p.id = m.ID
	g.number[elder] = p
}

func (g *game) second() {
	elder, by := rapid.SampledFrom(g.elders).Draw(g.t, "elder"), g.pick("by", "l", "k", "all")
	p := g.number[elder]
	if p == nil || by != "all" && !p.true {
		return // whoever is honest asks the elder first
	}
	_, err := g.w.SecondNumber(bare, g.actor(by), p.id)
	may := p.second == "" && p.by != g.person(by) && !g.delivers(elder, by)
	if (err == nil) != may {
		g.t.Fatalf("%s stands by %+v: %v", by, p, err)
	}
	if may {
		p.second = g.person(by)
	}
}

func (g *game) call() {
	v := g.visit()
	if len(g.of(v)) == 0 || g.of(v)[0].suspicion {
		return
	}
	p := g.number[g.whose[v]]
	digits, key := g.pick("number", "13800000000", "13900000000"), g.pick("key", "1", "1", "2", "3")
	done, err := g.w.ReportCall(bare, gateway, evidence.Call{About: v, Number: digits, Keys: key})
	if err != nil {
		g.t.Fatal(err)
	}
	recorded := false
	for _, d := range []string{"c", "d", "all"} {
		stands, _ := g.stands(v, g.person(d))
		recorded = recorded || stands
	}
	fits := recorded && p != nil && p.second != "" && p.digits == digits
	for _, hand := range g.hands(v) {
		fits = fits && hand != p.by && hand != p.second
	}
	for i, h := range g.heard {
		fits = fits && (h.about != v || h.way != evidence.Deliverer || i >= p.at) // the number was there before anybody said that they came
	}
	if done.Accepted != fits {
		g.t.Fatalf("a call to %s about %s: %+v, want %v; %+v", digits, v.ID, done, fits, p)
	}
	if fits {
		if !p.true {
			g.t.Fatal("a call to a number that is not the elder's was accepted")
		}
		says := map[string]evidence.Says{"1": evidence.Happened, "2": evidence.NotHappened, "3": evidence.Differs}[key]
		g.heard = append(g.heard, heard{about: v, way: evidence.VoiceCall, says: says})
	}
}

func (g *game) sample() {
	v, says := g.visit(), g.says()
	err := g.w.db.Write(bare, func(tx *store.Tx) error {
		_, err := g.w.SampleIn(tx, g.actor("i"), evidence.Word{About: v, Person: g.whose[v], Says: says})
		return err
	})
	if err != nil {
		g.t.Fatal(err)
	}
	g.heard = append(g.heard, heard{about: v, way: evidence.Sample, says: says, by: g.person("i")})
}

func (g *game) system() {
	v, says := g.visit(), g.says()
	err := g.w.db.Write(bare, func(tx *store.Tx) error {
		_, err := g.w.ReportIn(tx, machine, evidence.Word{About: v, Person: g.whose[v], Says: says})
		return err
	})
	if err != nil {
		g.t.Fatal(err)
	}
	g.heard = append(g.heard, heard{about: v, way: evidence.System, says: says})
}

func (g *game) nextDay() { g.w.clock = g.w.clock.AddDate(0, 0, 1); clear(g.wrong) }

// oracle is the standing of a visit by its definition: what exists, and what comes after what. It is written without a look at
// StandingOf.
func (g *game) oracle(v evidence.About) (grade evidence.Grade, contradicted, suspect bool) {
	list, hands := g.of(v), g.hands(v)
	outside := func(h heard) bool { return h.by == "" || !slices.Contains(hands, h.by) }
	verdicts := slices.DeleteFunc(slices.Clone(list), func(h heard) bool { return h.suspicion || h.way != evidence.Sample || !outside(h) })
	settledAt := -1
	for i, h := range list {
		if !h.suspicion && h.way == evidence.Sample && h.says == evidence.Happened && outside(h) {
			settledAt = i
		}
	}
	exists := func(from int, is func(heard) bool) bool { return slices.ContainsFunc(list[from:], is) }
	denies := func(h heard) bool { return !h.suspicion && h.way != evidence.Deliverer && h.says != evidence.Happened }
	// A word of the beneficiary's own account is taken back by a later one that says that it happened, of whoever had no hand in it: then somebody calls.
	takenBack := func(i int) bool {
		return denies(list[i]) && list[i].way == evidence.OwnAccount && exists(i+1, func(h heard) bool {
			return h.way == evidence.OwnAccount && h.says == evidence.Happened && outside(h)
		})
	}
	suspect = exists(settledAt+1, func(h heard) bool { return h.suspicion })
	for i := settledAt + 1; i < len(list); i++ {
		contradicted = contradicted || denies(list[i]) && !takenBack(i)
		suspect = suspect || takenBack(i)
	}
	var deliverers []string
	for _, h := range list {
		if stands, _ := g.stands(v, h.deliverer); h.way == evidence.Deliverer && stands {
			deliverers = append(deliverers, h.deliverer)
		}
	}
	var systems []heard
	for _, h := range list {
		if h.way == evidence.System {
			systems = append(systems, h)
		}
	}
	e0 := exists(0, func(h heard) bool { return !h.suspicion && h.says == evidence.Happened })
	e1 := len(deliverers) > 0
	e2 := e1 && exists(0, func(h heard) bool {
		code := h.way == evidence.PaperCode && slices.Contains(deliverers, h.by)
		word := (h.way == evidence.VoiceCall || h.way == evidence.OwnAccount) && h.says == evidence.Happened && outside(h)
		return code || word
	})
	e3 := len(systems) > 0 && systems[len(systems)-1].says == evidence.Happened
	e4 := len(verdicts) > 0 && verdicts[len(verdicts)-1].says == evidence.Happened
	for i, holds := range []bool{e0, e1, e2, e3, e4} {
		if holds {
			grade = evidence.E0 + evidence.Grade(i)
		}
	}
	if contradicted || suspect {
		grade = min(grade, evidence.E1)
	}
	return grade, contradicted, suspect
}

// independent tells whether anybody but deliverers, providers and clerks has said of a visit that it happened.
func (g *game) independent(v evidence.About) bool {
	return slices.ContainsFunc(g.of(v), func(h heard) bool {
		return !h.suspicion && h.says == evidence.Happened && h.way != evidence.Deliverer
	})
}

func (g *game) check() {
	var all map[evidence.About]evidence.Standing
	err := g.w.db.Read(bare, func(q store.Queryer) (err error) { all, err = g.w.Standings(q, g.visits); return err })
	if err != nil || len(all) != len(g.visits) {
		g.t.Fatal(err)
	}
	for v, st := range all {
		grade, contradicted, suspect := g.oracle(v)
		if st.Grade != grade || st.Contradicted != contradicted || (len(st.Suspect) > 0) != suspect {
			g.t.Fatalf("%s stands %+v; the oracle says %s, contradicted %v, suspect %v, of %+v", v.ID, st, grade, contradicted, suspect, g.of(v))
		}
		if st.Grade >= evidence.E2 && !g.independent(v) {
			g.t.Fatalf("%s stands at %s by the word of deliverers alone: %+v", v.ID, st.Grade, g.of(v))
		}
	}
	for carer, n := range g.got {
		if total := g.total(); n > total {
			g.t.Fatalf("%s confirmed %d visits by codes; elders gave %d", carer, n, total)
		}
	}
}

// total is how many codes elders gave.
func (g *game) total() (n int) {
	for _, one := range g.truly {
		n += one
	}
	return n
}

// Over random lives of carers, clerks, one hand that is both and a relative besides, elders, an inspector, a gateway and a third
// system: every code is accepted or refused as the sheet at the elder's home says, every standing is that of an oracle, and nothing
// reaches E2 by the word of deliverers, providers and clerks.
func TestRandomLives(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		reached := map[evidence.Grade]int{}
		contradicted, suspect, rebuilt, codes, late, uncrossed, moved := 0, 0, 0, 0, 0, 0, 0
		rapid.Check(t, func(rt *rapid.T) {
			g := newGame(w, rt)
			g.issue()
			g.record()
			for range rapid.IntRange(20, 70).Draw(rt, "steps") {
				do := rapid.SampledFrom([]func(){
					g.record, g.record, g.record, g.enter, g.enter, g.enter, g.enter, g.enter, g.enter, g.offline, g.offline, g.offline, g.offline, g.own, g.issue, g.reconcile, g.note, g.second,
					g.call, g.sample, g.system, g.nextDay,
				}).Draw(rt, "step")
				do()
			}
			g.check()
			if rapid.IntRange(0, 9).Draw(rt, "rebuilt") == 0 {
				before := w.dump(rt)
				if err := w.Rebuild(bare); err != nil {
					rt.Fatal(err)
				}
				if diff := cmp.Diff(before, w.dump(rt)); diff != "" {
					rt.Fatalf("rebuilt (-before +after):\n%s", diff)
				}
				rebuilt++
			}
			for _, n := range g.got {
				codes += n
			}
			late += g.late
			uncrossed += g.uncrossed
			moved += g.moved
			for _, v := range g.visits {
				st := w.standing(rt, v)
				reached[st.Grade]++
				if st.Contradicted {
					contradicted++
				}
				if len(st.Suspect) > 0 {
					suspect++
				}
			}
		})
		for grade := evidence.Unseen; grade <= evidence.E4; grade++ {
			if reached[grade] == 0 {
				t.Errorf("no visit ended at %q: %v", grade, reached)
			}
		}
		if contradicted == 0 || suspect == 0 || rebuilt == 0 || codes == 0 || late == 0 || moved == 0 {
			t.Errorf("contradicted %d, suspect %d, rebuilt %d, codes %d, late %d, uncrossed %d, moved %d: the lives were too quiet",
				contradicted, suspect, rebuilt, codes, late, uncrossed, moved)
		}
		t.Logf("ended at %v, contradicted %d, suspect %d, rebuilt %d, codes %d, late %d, uncrossed %d, moved %d", reached, contradicted, suspect, rebuilt, codes, late, uncrossed, moved)
	})
}
