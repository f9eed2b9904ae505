package crash

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"testing"

	"mihe/internal/app"
)

func nothing(context.Context, *app.App) error { return nil }

// asker is a database, or a transaction on it in which faults were planted.
type asker interface {
	Query(query string, args ...any) (*sql.Rows, error)
}

// told is a record of deliveries, as far as it speaks of visits: read from its bytes, by nothing that wrote them.
type told struct {
	seq   int64
	What  string     `json:"what"`
	Visit *visitSeen `json:"visit"`
	Move  *moveSeen  `json:"move"`
}

type visitSeen struct {
	ID       string   `json:"id"`
	Person   string   `json:"person"`
	State    string   `json:"state"`
	Attended []string `json:"attended"`
	BegunMs  int64    `json:"begun_ms"`
	EndedMs  int64    `json:"ended_ms"`
}

type moveSeen struct {
	ID      string `json:"id"`
	Visit   string `json:"visit"`
	Step    string `json:"step"`
	By      string `json:"by"`
	Outcome string `json:"outcome"`
	Why     string `json:"why"`
	Taken   bool   `json:"taken"`
}

// statement is a record of evidence.
type statement struct {
	About     struct{ ID string } `json:"about"`
	Way       string              `json:"way"`
	Says      string              `json:"says"`
	Deliverer string              `json:"deliverer"`
	By        string              `json:"by_person"`
	Means     string              `json:"means"`
	Position  int64               `json:"position"`
}

// remains is what a run has left in the database.
type remains struct {
	moves    map[string][]told // by identifier of the report
	applied  map[string][]told // visit and step
	last     map[string]visitSeen
	states   map[string]visitSeen // as the pages see them
	said     map[string][]statement
	refusals map[string]int
	codes    map[string]int // means and place: how often it was used
}

// visitJudge looks for what must not be. Each finding begins with its kind.
type visitJudge struct {
	t     *testing.T
	db    asker
	diary *diary
	remains
	found []string
}

// judgeVisits compares what stands in the database with what everybody wrote down.
func judgeVisits(t *testing.T, db asker, d *diary) []string {
	t.Helper()
	j := &visitJudge{t: t, db: db, diary: d}
	j.read()
	j.reports()
	for _, id := range sorted(d.visits) {
		j.visit(id, d.visits[id])
	}
	for used, n := range j.codes {
		if n > 1 {
			j.say("code", "%s was used %d times", used, n)
		}
	}
	j.alone()
	sort.Strings(j.found)
	return j.found
}

func (j *visitJudge) say(kind, format string, args ...any) {
	j.found = append(j.found, kind+": "+fmt.Sprintf(format, args...))
}

func sorted[V any](m map[string]V) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// each calls do with the number and the body of every row.
func (j *visitJudge) each(query string, do func(seq int64, body []byte)) {
	j.t.Helper()
	rows, err := j.db.Query(query)
	if err != nil {
		j.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // Err below tells what went wrong
	for rows.Next() {
		var seq int64
		var body []byte
		if err := rows.Scan(&seq, &body); err != nil {
			j.t.Fatal(err)
		}
		do(seq, body)
	}
	if err := rows.Err(); err != nil {
		j.t.Fatal(err)
	}
}

func (j *visitJudge) parse(body []byte, v any) {
	j.t.Helper()
	if err := json.Unmarshal(body, v); err != nil {
		j.t.Fatal(err)
	}
}

// read reads records and read models of the first node.
func (j *visitJudge) read() {
	j.remains = remains{map[string][]told{}, map[string][]told{}, map[string]visitSeen{}, map[string]visitSeen{}, map[string][]statement{}, map[string]int{}, map[string]int{}}
	j.each(`SELECT seq, body FROM delivery_record WHERE node = 1 ORDER BY seq`, func(seq int64, body []byte) {
		r := told{seq: seq}
		j.parse(body, &r)
		if r.Visit != nil {
			j.last[r.Visit.ID] = *r.Visit
		}
		if m := r.Move; m != nil {
			j.moves[m.ID] = append(j.moves[m.ID], r)
			if m.Outcome == "applied" {
				j.applied[m.Visit+" "+m.Step] = append(j.applied[m.Visit+" "+m.Step], r)
			}
		}
	})
	j.each(`SELECT 0, body FROM delivery_visit WHERE node = 1`, func(_ int64, body []byte) {
		var v visitSeen
		j.parse(body, &v)
		j.states[v.ID] = v
	})
	j.each(`SELECT seq, body FROM evidence_record WHERE node = 1 AND kind = 'evidence.statement' ORDER BY seq`, func(_ int64, body []byte) {
		var s statement
		j.parse(body, &s)
		j.said[s.About.ID] = append(j.said[s.About.ID], s)
		if s.Position > 0 {
			j.codes[fmt.Sprintf("%s place %d", s.Means, s.Position)]++
		}
	})
	j.each(`SELECT seq, body FROM evidence_record WHERE node = 1 AND kind = 'evidence.confirmation' ORDER BY seq`, func(_ int64, body []byte) {
		var s statement
		j.parse(body, &s)
		j.refusals[s.About.ID]++
	})
}

// reports: each step that a phone has kept is recorded once, as it was answered, and nothing that no phone has kept.
func (j *visitJudge) reports() {
	for _, p := range j.diary.list() {
		list := j.moves[p.ID]
		switch {
		case p.Visit == "":
			j.say("foreign", "%s was answered and never pressed", p.ID)
			continue
		case len(list) == 0:
			j.say("lost", "%s of %s (%s, %v) is not recorded", p.Step, p.Visit, p.Phone, p.Answers)
			continue
		case len(list) > 1:
			j.say("doubled", "%s of %s (%s) is recorded %d times", p.Step, p.Visit, p.Phone, len(list))
		}
		m := list[0].Move
		if m.Visit != p.Visit || m.Step != p.Step || !slices.Contains(j.carers(p.Visit), m.By) {
			j.say("foreign", "%s of %s is recorded as %s of %s by %s", p.Step, p.Visit, m.Step, m.Visit, m.By)
		}
		if len(p.Answers) == 0 {
			j.say("lost", "%s of %s (%s) was never answered", p.Step, p.Visit, p.Phone)
		}
		for _, a := range p.Answers {
			if good := m.Outcome == "applied"; good != (a == "applied" || a == "same") || !good && a != "conflict" {
				j.say("answer", "%s of %s (%s) was answered %v and recorded as %s", p.Step, p.Visit, p.Phone, p.Answers, m.Outcome)
				break
			}
		}
		if m.Outcome == "conflict" {
			j.conflict(p, list[0])
		}
	}
	for id, list := range j.moves {
		if j.diary.presses[id] == nil && j.diary.visits[list[0].Move.Visit] != nil {
			j.say("foreign", "%s of %s is recorded and no phone has kept it", list[0].Move.Step, list[0].Move.Visit)
		}
	}
}

// carers are who may report a visit.
func (j *visitJudge) carers(visit string) []string {
	v := j.diary.visits[visit]
	if v == nil {
		return nil
	}
	return append(slices.Clone(v.Carers), v.From)
}

// conflict: a report that does not fit is kept with its reason, and has one.
func (j *visitJudge) conflict(p *press, r told) {
	v, why := j.diary.visits[p.Visit], r.Move.Why
	var fit []string
	switch {
	case v.Cancelled:
		fit = []string{"cancelled"}
	case v.From == r.Move.By:
		fit = []string{"moved"}
	case v.Twice, len(v.Carers) > 1:
		fit = []string{"started", "finished", "joined"}
	}
	if !slices.Contains(fit, why) {
		j.say("conflict", "%s of %s (%s) is a conflict for %q, want one of %q", p.Step, p.Visit, p.Phone, why, fit)
		return
	}
	if why != "started" && why != "finished" {
		return
	}
	for _, step := range []string{"start", "finish"} {
		if list := j.applied[p.Visit+" "+step]; len(list) > 0 && p.Step == step && list[0].seq > r.seq {
			j.say("conflict", "%s of %s was refused before another was taken", p.Step, p.Visit)
		}
	}
}

// visit: begun once and finished once, with the times at which it was, recorded by its carer once, confirmed by its code once.
func (j *visitJudge) visit(id string, known *expected) {
	begun, ended := j.applied[id+" start"], j.applied[id+" finish"]
	if len(begun) > 1 || len(ended) > 1 {
		j.say("doubled", "%s is begun %d times and finished %d times", id, len(begun), len(ended))
	}
	by := map[string]int{}
	for _, r := range j.applied[id+" join"] {
		if by[r.Move.By]++; by[r.Move.By] > 1 {
			j.say("doubled", "%s joined %s %d times", r.Move.By, id, by[r.Move.By])
		}
	}
	state, last := j.states[id], j.last[id]
	if state.State != last.State || state.BegunMs != last.BegunMs || state.EndedMs != last.EndedMs || !slices.Equal(state.Attended, last.Attended) {
		j.say("half", "%s is shown as %+v and recorded as %+v", id, state, last)
	}
	want := "finished"
	if known.Cancelled {
		want = "cancelled"
	}
	if state.State != want {
		j.say("lost", "%s is %s, want %s", id, state.State, want)
	}
	if len(begun) > 0 {
		j.time(id, "begun", begun[0], state.BegunMs)
	}
	if len(ended) > 0 {
		j.time(id, "ended", ended[0], state.EndedMs)
	}
	j.evidence(id, known, ended)
}

// tolerated is by how much a wrong clock may be put right wrongly: what sending takes.
const tolerated = 60_000

func (j *visitJudge) time(id, what string, r told, got int64) {
	p := j.diary.presses[r.Move.ID]
	if p == nil {
		return
	}
	off := got - p.TrueMs
	if off != 0 && !p.Skewed || off < -tolerated || off > tolerated {
		j.say("times", "%s %s %d ms from when it was", id, what, off)
	}
}

func (j *visitJudge) evidence(id string, known *expected, ended []told) {
	recorded, confirmed := 0, map[int64]int{}
	for _, s := range j.said[id] {
		switch s.Way {
		case "deliverer":
			if recorded++; !slices.Contains(known.Carers, s.Deliverer) || s.Says != "happened" {
				j.say("evidence", "%s is recorded by %s: %s", id, s.Deliverer, s.Says)
			}
		case "paper_code":
			if confirmed[s.Position]++; s.Means != known.Means {
				j.say("code", "%s is confirmed by a code of %s", id, s.Means)
			}
		default:
			j.say("evidence", "%s: nobody said %s", id, s.Way)
		}
	}
	if want := min(1, len(ended)); recorded != want {
		j.say("evidence", "%s has %d records of its carer, want %d", id, recorded, want)
	}
	right, wrong := map[int64]bool{}, 0
	for _, p := range j.diary.list() {
		if p.Visit != id || p.Code == (paperCode{}) || len(j.moves[p.ID]) == 0 {
			continue
		}
		switch m := j.moves[p.ID][0].Move; {
		case m.Outcome != "applied" || p.Step != "finish" && p.Step != "confirm":
		case p.Code.Wrong:
			wrong++
		default:
			right[p.Code.Place] = true
			if !m.Taken {
				j.say("code", "%s: the code at place %d was not taken", id, p.Code.Place)
			}
		}
	}
	for place := range right {
		if confirmed[place] != 1 {
			j.say("code", "%s has %d confirmations by the code at place %d", id, confirmed[place], place)
		}
	}
	for place := range confirmed {
		if !right[place] {
			j.say("code", "%s is confirmed by the code at place %d, which nobody read out", id, place)
		}
	}
	if j.refusals[id] != wrong {
		j.say("code", "%s has %d codes refused, want %d", id, j.refusals[id], wrong)
	}
}

// alone looks for rows that a use case must have written together and that stand alone.
func (j *visitJudge) alone() {
	for _, query := range []string{
		`SELECT node, seq FROM delivery_record EXCEPT SELECT node, seq FROM ledger_entry`,
		`SELECT node, seq FROM ledger_entry WHERE kind LIKE 'delivery.%' EXCEPT SELECT node, seq FROM delivery_record`,
		`SELECT node, seq FROM evidence_record EXCEPT SELECT node, seq FROM ledger_entry`,
		`SELECT node, seq FROM evidence_statement EXCEPT SELECT node, seq FROM evidence_record WHERE kind = 'evidence.statement'`,
		`SELECT node, seq FROM evidence_record WHERE kind = 'evidence.statement' EXCEPT SELECT node, seq FROM evidence_statement`,
		`SELECT node, seq FROM delivery_move EXCEPT SELECT node, seq FROM delivery_record`,
		`SELECT node, seq FROM delivery_record WHERE body LIKE '%,"move":{%' EXCEPT SELECT node, seq FROM delivery_move`,
	} {
		j.each(`SELECT COUNT(1), '' FROM (`+query+`)`, func(n int64, _ []byte) {
			if n > 0 {
				j.say("half", "%d rows stand alone: %s", n, query)
			}
		})
	}
}
