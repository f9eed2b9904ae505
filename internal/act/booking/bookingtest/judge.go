package bookingtest

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"testing"

	"mihe/internal/base/store"
)

// Verdict is what the records say of a life, by a judge that shares no code and no table with what wrote them.
type Verdict struct {
	Holds, Slots, Loans int      // that were ever granted
	Wrong               []string // what must never be
}

// told is a record as the judge reads it: only what it judges by.
type told struct {
	Pool *struct {
		ID    string `json:"id"`
		Total int    `json:"total"`
	} `json:"pool"`
	Hold *struct {
		ID    string `json:"id"`
		Pool  string `json:"pool"`
		Units int    `json:"units"`
		Key   string `json:"key"`
		Wait  string `json:"wait"`
		State string `json:"state"`
	} `json:"hold"`
	Wait *struct {
		ID       string `json:"id"`
		Pool     string `json:"pool"`
		N        int64  `json:"n"`
		Standing string `json:"standing"`
	} `json:"wait"`
	Slot *struct {
		ID        string `json:"id"`
		Post      string `json:"post"`
		FromMs    int64  `json:"from_ms"`
		UntilMs   int64  `json:"until_ms"`
		Before    int64  `json:"way_before"`
		After     int64  `json:"way_after"`
		Cancelled bool   `json:"cancelled"`
		Key       string `json:"key"`
	} `json:"slot"`
	Loan *struct {
		ID    string `json:"id"`
		Pool  string `json:"pool"`
		Piece string `json:"piece"`
		State string `json:"state"`
	} `json:"loan"`
}

// line is a place in a line as the judge keeps it.
type line struct {
	pool     string
	n        int64
	standing string
}

// units are a hold as the judge keeps it.
type units struct {
	pool string
	n    int
}

// judge walks through the records and keeps what stands.
type judge struct {
	Verdict
	totals   map[string]int
	used     map[string]int // by pool: the units of what is held or taken
	standing map[string]units
	keys     map[string]string // of claims, to what they made
	lines    map[string]line
	slots    map[string]map[string][2]int64 // by post
	posts    map[string]string              // of slots
	out      map[string]string              // piece of a pool, to the loan
}

// Judge reads every record in its order and lists what must never be: more units kept than a pool has, at any moment; a claim twice; a claim
// that overtakes a line; an offer out of its order; two slots of a post that meet; a device that is out twice.
func Judge(t testing.TB, db *store.DB) Verdict {
	t.Helper()
	var bodies []string
	err := db.Read(context.Background(), func(q store.Queryer) error {
		rows, err := q.Query(`SELECT body FROM booking_record WHERE node = $1 ORDER BY seq`, Node)
		bodies, err = store.All(rows, err, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	v, err := Judged(bodies)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Judged is Judge over the bodies of records.
func Judged(bodies []string) (Verdict, error) {
	j := &judge{
		totals: map[string]int{}, used: map[string]int{}, standing: map[string]units{}, keys: map[string]string{}, lines: map[string]line{},
		slots: map[string]map[string][2]int64{}, posts: map[string]string{}, out: map[string]string{},
	}
	for _, body := range bodies {
		var r told
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			return j.Verdict, err
		}
		j.see(r)
	}
	return j.Verdict, nil
}

func (j *judge) say(format string, args ...any) {
	j.Wrong = append(j.Wrong, fmt.Sprintf(format, args...))
}

func (j *judge) see(r told) {
	if r.Pool != nil {
		j.totals[r.Pool.ID] = r.Pool.Total
	}
	j.hold(r)
	if w := r.Wait; w != nil {
		j.lines[w.ID] = line{w.Pool, w.N, w.Standing}
	}
	j.slot(r)
	if l := r.Loan; l != nil {
		piece := l.Pool + " " + l.Piece
		switch other, out := j.out[piece]; {
		case l.State != "lent":
			delete(j.out, piece)
		case out && other != l.ID:
			j.say("%s is out twice: %s and %s", piece, other, l.ID)
		default:
			j.out[piece] = l.ID
			j.Loans++
		}
	}
	for pool, n := range j.used {
		if n > j.totals[pool] {
			j.say("%s has %d units and %d are kept", pool, j.totals[pool], n)
		}
	}
}

func (j *judge) hold(r told) {
	h := r.Hold
	if h == nil {
		return
	}
	if before, there := j.standing[h.ID]; there {
		j.used[before.pool] -= before.n
		delete(j.standing, h.ID)
	} else if h.State == "held" {
		j.granted(r)
	}
	if h.State == "held" || h.State == "taken" {
		j.standing[h.ID] = units{h.Pool, h.Units}
		j.used[h.Pool] += h.Units
	}
}

// granted judges a hold that is new.
func (j *judge) granted(r told) {
	h := r.Hold
	j.Holds++
	first := int64(0)
	for _, l := range j.lines {
		if l.pool == h.Pool && l.standing == "waiting" && (first == 0 || l.n < first) {
			first = l.n
		}
	}
	if h.Wait != "" {
		if l := j.lines[h.Wait]; l.n != first || l.standing != "waiting" {
			j.say("%s was offered to number %d while number %d waits", h.ID, l.n, first)
		}
		return
	}
	if first != 0 {
		j.say("%s overtakes number %d", h.ID, first)
	}
	j.once("hold "+h.Pool+" "+h.Key, h.ID)
}

func (j *judge) once(key, id string) {
	if other, twice := j.keys[key]; twice && other != id {
		j.say("%s made %s and %s", key, other, id)
	}
	j.keys[key] = id
}

func (j *judge) slot(r told) {
	s := r.Slot
	if s == nil {
		return
	}
	if _, there := j.posts[s.ID]; !there {
		j.Slots++
		j.once("slot "+s.Post+" "+s.Key, s.ID)
	}
	j.posts[s.ID] = s.Post
	of := j.slots[s.Post]
	if of == nil {
		of = map[string][2]int64{}
		j.slots[s.Post] = of
	}
	delete(of, s.ID)
	if s.Cancelled {
		return
	}
	busy := [2]int64{s.FromMs - s.Before*60_000, s.UntilMs + s.After*60_000}
	for id, o := range of {
		if busy[0] < o[1] && o[0] < busy[1] {
			j.say("%s and %s of %s meet", id, s.ID, s.Post)
		}
	}
	of[s.ID] = busy
}
