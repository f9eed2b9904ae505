package crash

import (
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// fault is something that a worse program or a worse phone would have left, planted in what a good run has left.
type fault struct {
	name  string
	plant []string // statements; {finish} is the number of a record of a finished visit that was confirmed by a code, {conflict} that of one that did not fit
	diary func(d *diary, of told)
	want  []string // kinds of findings that must be among those found
}

// The highest numbers there are, for what is planted.
const planted = `(SELECT MAX(seq) FROM ledger_entry WHERE node = 1)`

var faults = []fault{
	{
		name: "a program that forgets identifiers takes a visit twice",
		plant: []string{
			`INSERT INTO delivery_record (node, id, kind, seq, body) SELECT node, id || '2', kind, ` + planted + ` + 1, body FROM delivery_record WHERE node = 1 AND seq = {finish}`,
			`INSERT INTO evidence_record (node, id, kind, seq, body) SELECT node, id || '2', kind, ` + planted + ` + 2, body FROM evidence_record
				WHERE node = 1 AND body LIKE '%"way":"deliverer"%' AND body LIKE '%{visit}%'`,
		},
		want: []string{"doubled", "evidence", "half"},
	},
	{
		name: "a phone that empties its queue before the answer loses a step",
		diary: func(d *diary, of told) {
			d.presses["dropped"] = &press{ID: "dropped", Visit: of.Visit.ID, Step: "confirm"}
		},
		want: []string{"lost"},
	},
	{
		name:  "an acknowledged step that is gone",
		plant: []string{`DELETE FROM delivery_record WHERE node = 1 AND seq = {finish}`},
		want:  []string{"half", "lost"},
	},
	{
		name:  "a visit whose end is moved by a millisecond",
		plant: []string{`UPDATE delivery_visit SET body = replace(body, '"ended_ms":', '"ended_ms":1') WHERE node = 1 AND id = '{visit}'`},
		want:  []string{"half", "times"},
	},
	{
		name: "a code that counts for two visits",
		plant: []string{
			`INSERT INTO evidence_record (node, id, kind, seq, body)
				SELECT node, id || '3', kind, ` + planted + ` + 3, replace(body, '{visit}', '{other}') FROM evidence_record
				WHERE node = 1 AND body LIKE '%"way":"paper_code"%' AND body LIKE '%{visit}%'`,
		},
		want: []string{"code"},
	},
	{
		name:  "a report that did not fit and is kept without its reason",
		plant: []string{`UPDATE delivery_record SET body = replace(body, '"why":', '"reason":') WHERE node = 1 AND seq = {conflict}`},
		want:  []string{"conflict"},
	},
	{
		name:  "a report that did not fit and is not kept",
		plant: []string{`DELETE FROM delivery_record WHERE node = 1 AND seq = {conflict}`},
		want:  []string{"half", "lost"},
	},
	{
		name:  "an answer that is not what was recorded",
		diary: func(d *diary, of told) { d.presses[of.Move.ID].Answers = []string{"conflict"} },
		want:  []string{"answer"},
	},
}

// faults plants each fault in what the run has left, and takes it out again: the judge must find it.
func (o *office) faults() {
	o.t.Helper()
	db := database(o.t, o.s, "rw")
	finish, conflict, other := o.examples(db)
	for _, f := range faults {
		o.t.Run(f.name, func(t *testing.T) {
			tx, err := db.Begin()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = tx.Rollback() }() // that is all that ever becomes of it
			words := map[string]string{"{finish}": number(finish.seq), "{conflict}": number(conflict), "{visit}": finish.Visit.ID, "{other}": other}
			for _, statement := range f.plant {
				result, err := tx.Exec(filled(statement, words))
				if err != nil {
					t.Fatal(err)
				}
				if n, err := result.RowsAffected(); err != nil || n != 1 {
					t.Fatalf("%d rows planted, %v: %s", n, err, filled(statement, words))
				}
			}
			d := o.diary
			if f.diary != nil {
				d = o.diary.copied()
				f.diary(d, finish)
			}
			found := kinds(judgeVisits(t, tx, d))
			for _, want := range f.want {
				if !slices.Contains(found, want) {
					t.Errorf("the judge finds %q, want %q among it", found, want)
				}
			}
		})
	}
	if err := db.Close(); err != nil {
		o.t.Error(err)
	}
}

// examples are the record of a finish that a code came with, the number of a report that did not fit, and another visit.
func (o *office) examples(db *sql.DB) (finish told, conflict int64, other string) {
	j := &visitJudge{t: o.t, db: db, diary: o.diary}
	j.read()
	for _, p := range o.diary.list() {
		r := j.moves[p.ID][0]
		switch {
		case r.Move.Outcome == "conflict":
			conflict = r.seq
		case p.Step == "finish" && p.Code.Place > 0 && finish.Move == nil:
			finish = r
		case p.Step == "finish":
			other = p.Visit
		}
	}
	if finish.Move == nil || conflict == 0 || other == "" {
		o.t.Fatal("the run has left no visit with a code, or no conflict: there is nothing to plant faults in")
	}
	return finish, conflict, other
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// filled puts words into a statement.
func filled(statement string, words map[string]string) string {
	for name, value := range words {
		statement = strings.ReplaceAll(statement, name, value)
	}
	return statement
}
