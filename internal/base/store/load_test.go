package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// scale is how much more than the least a test is to try. CI asks for more than a laptop.
func scale() int {
	if n, err := strconv.Atoi(os.Getenv("MIHE_SCALE")); err == nil && n > 0 {
		return n
	}
	return 1
}

// power is a room of workers who take turns. A use case adds three lines, removes the lines of a use case long ago,
// and keeps the worker's tally: if any part of it is missing, the tally tells.
var power = store.Migrations{Room: "power", FS: sqlFiles(map[string]string{
	"0001_power.sql": `CREATE TABLE power_line (worker BIGINT NOT NULL, turn BIGINT NOT NULL, part BIGINT NOT NULL, attempt BIGINT NOT NULL,
	text TEXT NOT NULL, PRIMARY KEY (worker, turn, part));
CREATE TABLE power_tally (worker BIGINT PRIMARY KEY, turns BIGINT NOT NULL, bytes BIGINT NOT NULL);`,
})}

const (
	parts = 3
	kept  = 12 // the turns of a worker whose lines stay
)

// lineText depends on everything that tells one line from another; how long it is does not depend on the attempt.
func lineText(worker, turn, part, attempt int) string {
	return strings.Repeat(fmt.Sprintf("worker %d turn %d part %d attempt %09d. ", worker, turn, part, attempt), 1+(worker+7*turn+3*part)%40)
}

// tried is noted when an attempt runs, and told when its worker has the answer.
type tried struct{ worker, turn, attempt int }

type told struct {
	tried
	err error
}

// work lets four workers take turns each, against whatever the rig does to them, and notes what they try and are told.
func work(t *testing.T, db *store.DB, r *rig, turns int) {
	t.Helper()
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for turn, attempt := 0, 0; turn < turns; attempt++ {
				me := tried{worker, turn, attempt}
				err := db.Write(context.Background(), take(r, me))
				r.note(told{me, err})
				switch {
				case err == nil:
					turn++
				case fault.KindOf(err) != fault.Unavailable || attempt > 10_000:
					t.Errorf("worker %d turn %d: %v", worker, turn, err)
					return
				default:
					time.Sleep(time.Millisecond)
				}
			}
		})
	}
	wg.Wait()
}

// take is one use case. A worker who was not told what became of the last attempt finds it out here first.
func take(r *rig, me tried) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		var turns int
		err := tx.QueryRow(`SELECT turns FROM power_tally WHERE worker = $1`, me.worker).Scan(&turns)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if turns == me.turn+1 {
			return nil // it had been stored
		}
		r.note(me)
		bytes := 0
		for part := range parts {
			text := lineText(me.worker, me.turn, part, me.attempt)
			bytes += len(text)
			if _, err := tx.Exec(`INSERT INTO power_line (worker, turn, part, attempt, text) VALUES ($1, $2, $3, $4, $5)`,
				me.worker, me.turn, part, me.attempt, text); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(`DELETE FROM power_line WHERE worker = $1 AND turn <= $2`, me.worker, me.turn-kept); err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO power_tally (worker, turns, bytes) VALUES ($1, 1, $2)
			ON CONFLICT (worker) DO UPDATE SET turns = power_tally.turns + 1, bytes = power_tally.bytes + excluded.bytes`, me.worker, bytes)
		return err
	}
}

// books are what the workers know at some moment: the oracle for what a database may hold.
type books map[int]*book

// book is what one worker knows.
type book struct {
	won  []map[int]bool // for each acknowledged turn the attempts that may have stored it
	open map[int]bool   // the attempts at the next turn that ran and were not told that they are lost
}

func (b books) take(s step) {
	switch n := s.note.(type) {
	case tried:
		b.of(n.worker).open[n.attempt] = true
	case told:
		b.of(n.worker).told(n)
	}
}

func (b books) of(worker int) *book {
	if b[worker] == nil {
		b[worker] = &book{open: map[int]bool{}}
	}
	return b[worker]
}

func (k *book) told(n told) {
	switch f, _ := fault.As(n.err); {
	case n.err == nil:
		if k.open[n.attempt] {
			k.open = map[int]bool{n.attempt: true} // it ran, so it is the one
		}
		k.won, k.open = append(k.won, k.open), map[int]bool{}
	case f.Key != "store.unsure":
		delete(k.open, n.attempt)
	}
}

// What a database may do to its workers.
var (
	errLost     = errors.New("an acknowledged use case is lost")
	errReturned = errors.New("a use case that was told to be lost is there")
	errHalf     = errors.New("a use case is there in part")
)

// compare returns what is wrong with a database in the eyes of the workers.
func (b books) compare(q store.Queryer) error {
	var wrong []error
	for worker := range 4 {
		if err := b.of(worker).compare(q, worker); err != nil {
			wrong = append(wrong, fmt.Errorf("worker %d: %w", worker, err))
		}
	}
	return errors.Join(wrong...)
}

func (k *book) compare(q store.Queryer, worker int) error {
	var turns, bytes int
	err := q.QueryRow(`SELECT turns, bytes FROM power_tally WHERE worker = $1`, worker).Scan(&turns, &bytes)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	rows, err := q.Query(`SELECT turn, part, attempt, text FROM power_line WHERE worker = $1 ORDER BY turn, part`, worker)
	lines, err := store.All(rows, err, func(r *sql.Rows) (l line, err error) {
		return l, r.Scan(&l.turn, &l.part, &l.attempt, &l.text)
	})
	switch {
	case err != nil:
		return err
	case turns < len(k.won):
		return fmt.Errorf("%w: %d turns, want %d", errLost, turns, len(k.won))
	case turns > len(k.won)+min(len(k.open), 1):
		return fmt.Errorf("%w: %d turns, want %d", errReturned, turns, len(k.won))
	case bytes != bytesOf(worker, turns) || len(lines) != parts*min(turns, kept):
		return fmt.Errorf("%w: %d turns, %d lines, %d bytes", errHalf, turns, len(lines), bytes)
	}
	for i, l := range lines {
		if err := k.line(worker, max(turns-kept, 0)+i/parts, i%parts, l); err != nil {
			return err
		}
	}
	return nil
}

type line struct {
	turn, part, attempt int
	text                string
}

func (k *book) line(worker, turn, part int, l line) error {
	if l.turn != turn || l.part != part || l.text != lineText(worker, turn, part, l.attempt) {
		return fmt.Errorf("%w: turn %d part %d holds turn %d part %d of %d bytes", errHalf, turn, part, l.turn, l.part, len(l.text))
	}
	may := k.open
	if turn < len(k.won) {
		may = k.won[turn]
	}
	if !may[l.attempt] {
		return fmt.Errorf("%w: turn %d attempt %d", errReturned, turn, l.attempt)
	}
	return nil
}

func bytesOf(worker, turns int) (sum int) {
	for turn := range turns {
		for part := range parts {
			sum += len(lineText(worker, turn, part, 0))
		}
	}
	return sum
}
