package steeringtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Exercise is what every store of tasks must pass on every database. open gives an empty database with Migrations.
func Exercise(t *testing.T, open func(t *testing.T) *store.DB) {
	for name, try := range map[string]func(t *testing.T, w *World){
		"a life from end to end":          wholeLife,
		"lists page and filter":           lists,
		"nodes see nothing of each other": nodes,
		"a damaged read model is rebuilt": rebuilt,
		"records stay as they are":        kept,
		"a failed use case leaves none":   nothingHalf,
		"two answers, one is taken":       once,
		"a list of one's own offers":      turns,
	} {
		t.Run(name, func(t *testing.T) {
			w := New(t, open(t))
			w.Census(t)
			w.Measure(t, "2024", "2025-03", Baseline)
			try(t, w)
		})
	}
}

func wholeLife(t *testing.T, w *World) {
	task := w.File(t)
	w.Do(t, task.ID, steering.Assign, steering.Accept, steering.Feedback)
	w.Measure(t, "2025", "2026-11", Shares{County: 60, Third: 70, Sibling: 80})
	w.Do(t, task.ID, steering.Verify, steering.Close)
	got, events, err := w.Tasks.Story(t.Context(), w.Actor(Reader, County), task.ID)
	if err != nil || got.State != steering.Closed || got.Effect != steering.Narrowed || got.LimitOn != "" {
		t.Fatalf("closed: %+v, %v", got, err)
	}
	var steps []steering.Step
	for _, e := range events {
		steps = append(steps, e.Step)
	}
	want := []steering.Step{steering.File, steering.Assign, steering.Accept, steering.Feedback, steering.Verify, steering.Close}
	if diff := cmp.Diff(want, steps); diff != "" {
		t.Errorf("story (-want +got):\n%s", diff)
	}
}

func lists(t *testing.T, w *World) {
	var ids []string
	for i := range 5 {
		target := []region.Key{County, Sibling}[i%2]
		ids = append(ids, w.File(t, func(f *steering.Filing) { f.Target = target }).ID)
		w.now.Add(2) // identifiers of one millisecond are in no order
	}
	w.Do(t, ids[0], steering.Assign)
	slices.Reverse(ids) // the newest first
	for _, c := range []struct {
		name  string
		f     steering.Filter
		want  []string
		filed int64
	}{
		{"all", steering.Filter{Limit: 9}, ids, 4},
		{"a page", steering.Filter{Limit: 2}, ids[:2], 4},
		{"the next page", steering.Filter{Limit: 2, Before: ids[1]}, ids[2:4], 4},
		{"after the last", steering.Filter{Limit: 2, Before: ids[4]}, nil, 4},
		{"one state", steering.Filter{Limit: 9, States: []steering.State{steering.Assigned}}, ids[4:], 4},
		{"two states", steering.Filter{Limit: 9, States: []steering.State{steering.Assigned, steering.Filed}}, ids, 4},
		{"a state nobody is in", steering.Filter{Limit: 9, States: []steering.State{steering.Closed}}, nil, 4},
		{"its action", steering.Filter{Limit: 9, Action: 4}, ids, 4},
		{"another action", steering.Filter{Limit: 9, Action: 5}, nil, 0},
		{"a county", steering.Filter{Limit: 9, Places: []region.Key{Sibling}}, []string{ids[1], ids[3]}, 2},
		{"two counties", steering.Filter{Limit: 9, Places: []region.Key{Sibling, County}}, ids, 4},
		{"the province", steering.Filter{Limit: 9, Places: []region.Key{Province}}, ids, 4},
		{"another province", steering.Filter{Limit: 9, Places: []region.Key{Other}}, nil, 0},
		{"the whole country", steering.Filter{Limit: 9, Places: []region.Key{region.Country}}, ids, 4},
		{"overdue", steering.Filter{Limit: 9, Overdue: true, Day: "2026-12-02"}, ids, 4},
		{"due today", steering.Filter{Limit: 9, Overdue: true, Day: "2026-12-01"}, nil, 0},
		{"nobody's turn", steering.Filter{Limit: 9, Mine: true}, nil, 0},
		{"two turns", steering.Filter{Limit: 9, Mine: true, Turns: []steering.Turn{
			{States: []steering.State{steering.Assigned}, Places: []region.Key{County}},
			{States: []steering.State{steering.Filed}, Places: []region.Key{Sibling}},
		}}, []string{ids[1], ids[3], ids[4]}, 2},
		{"a turn everywhere", steering.Filter{Limit: 9, Mine: true, Turns: []steering.Turn{{States: []steering.State{steering.Assigned}}}}, ids[4:], 0},
	} {
		var list []string
		var counts map[steering.State]int64
		err := w.DB.Read(t.Context(), func(q store.Queryer) error {
			tasks, err := w.Tasks.Store.List(q, Node, c.f)
			for _, task := range tasks {
				list = append(list, task.ID)
			}
			if err == nil {
				counts, err = w.Tasks.Store.Count(q, Node, c.f)
			}
			return err
		})
		if diff := cmp.Diff(c.want, list); diff != "" || err != nil || counts[steering.Filed] != c.filed {
			t.Errorf("%s: %d filed, want %d; %v (-want +got):\n%s", c.name, counts[steering.Filed], c.filed, err, diff)
		}
	}
}

// neighbour is the same room of another node.
func (w *World) neighbour(t *testing.T) *World {
	other := *w.Tasks
	other.Node = Node + 1
	other.Log = &ledger.Log{Store: w.Log.Store, Node: Node + 1, NodeID: "node_b", Now: w.Now}
	s, err := steering.NewService(other)
	if err != nil {
		t.Fatal(err)
	}
	next := &World{DB: w.DB, Facts: w.Facts, Tasks: s, policy: w.policy, today: w.today}
	next.now.Store(w.now.Load())
	return next
}

func nodes(t *testing.T, w *World) {
	next := w.neighbour(t)
	task := w.File(t)
	who := w.Actor(Coordinator, region.Country)
	if err := w.Tasks.AddDuties(t.Context(), who, Duties); err != nil {
		t.Fatal(err)
	}
	if err := w.Tasks.SetBody(t.Context(), who, steering.Body{Region: County, Function: w.CivilAffairs(), Name: "sample body"}); err != nil {
		t.Fatal(err)
	}
	if _, err := next.Tasks.Get(t.Context(), who, task.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the other node gets the task: %v, want not found", err)
	}
	if _, err := next.Tasks.Act(t.Context(), who, task.ID, steering.Deed{Step: steering.Assign}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the other node assigns the task: %v, want not found", err)
	}
	list, counts, err := next.Tasks.List(t.Context(), who, steering.Filter{Limit: 9})
	bodies, bodyErr := next.Tasks.Bodies(t.Context(), who)
	duties, dutyErr := next.Tasks.Duties(t.Context(), who)
	if err := errors.Join(err, bodyErr, dutyErr); err != nil || len(list)+len(counts)+len(bodies)+len(duties) > 0 {
		t.Errorf("the other node sees %d tasks, %v, %d bodies, %d duties, %v", len(list), counts, len(bodies), len(duties), err)
	}
	before := Dump(t, w)
	if err := next.Tasks.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, Dump(t, w)); diff != "" {
		t.Errorf("a rebuild of the other node changed this one (-before +after):\n%s", diff)
	}
}

func rebuilt(t *testing.T, w *World) {
	who := w.Actor(Coordinator, City)
	if err := w.Tasks.AddDuties(t.Context(), who, Duties); err != nil {
		t.Fatal(err)
	}
	again := []steering.Duty{{Region: County, Code: "S-01", Text: "sample item, changed", Kind: steering.Assists, From: "2026-01-01"}}
	if err := w.Tasks.AddDuties(t.Context(), who, again); err != nil {
		t.Fatal(err)
	}
	for i := range 1001 { // more than are read at a time
		b := steering.Body{Region: County, Function: w.CivilAffairs(), Name: fmt.Sprint("sample body ", i)}
		if err := w.Tasks.SetBody(t.Context(), who, b); err != nil {
			t.Fatal(err)
		}
	}
	w.Do(t, w.File(t).ID, steering.Assign, steering.Counter, steering.Hold, steering.Accept)
	w.Do(t, w.File(t, ToTown("S-01", "")).ID, steering.Sign)
	before := Dump(t, w)
	counted(t, w)
	for _, damage := range []string{
		`UPDATE steering_task SET state = 'closed', body = '{}' WHERE node = $1`, `DELETE FROM steering_step WHERE node = $1`,
		`UPDATE steering_tally SET tasks = tasks + 1 WHERE node = $1`,
		`DELETE FROM steering_body WHERE node = $1`, `UPDATE steering_duty SET kind = 'basic' WHERE node = $1`,
	} {
		if err := w.DB.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(damage, Node); return err }); err != nil {
			t.Fatal(err)
		}
		if Dump(t, w) == before {
			t.Errorf("%s does not show in the dump: the comparison compares nothing", damage)
		}
		if err := w.Tasks.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, Dump(t, w)); diff != "" {
			t.Errorf("rebuilt after %s (-before +after):\n%s", damage, diff)
		}
	}
}

// counted: what lists say of numbers is what they list.
func counted(t *testing.T, w *World) {
	who := w.Actor(Coordinator, region.Country)
	tasks, counts, err := w.Tasks.List(t.Context(), who, steering.Filter{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	want := map[steering.State]int64{}
	for _, task := range tasks {
		want[task.State]++
	}
	if diff := cmp.Diff(want, counts); diff != "" || len(want) < 2 {
		t.Errorf("tasks by state, listed and counted (-listed +counted):\n%s", diff)
	}
}

// kept: what was recorded is neither changed nor added to behind the ledger's back.
func kept(t *testing.T, w *World) {
	w.File(t)
	for name, sql := range map[string]string{
		"changed": `UPDATE steering_record SET body = '{}' WHERE node = $1`,
		"removed": `DELETE FROM steering_record WHERE node = $1`,
		"added":   `INSERT INTO steering_record (node, id, kind, seq, body) VALUES ($1, 'x', 'steering.event', 9999, '{}')`,
	} {
		err := w.DB.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(sql, Node); return err })
		if fault.KindOf(err) != fault.Internal || err == nil {
			t.Errorf("%s: %v, want internal", name, err)
		}
	}
}

// broken is a ledger that takes nothing any more.
type broken struct{}

func (broken) Append(*store.Tx, ledger.Entry) (int64, error) {
	return 0, errors.New("the ledger is full")
}

func nothingHalf(t *testing.T, w *World) {
	task := w.File(t)
	before := Dump(t, w)
	whole := w.Tasks.Log
	w.Tasks.Log = broken{}
	who := w.Actor(Coordinator, City)
	_, fileErr := w.Tasks.File(t.Context(), who, Filing())
	_, actErr := w.Tasks.Act(t.Context(), who, task.ID, steering.Deed{Step: steering.Assign})
	bodyErr := w.Tasks.SetBody(t.Context(), who, steering.Body{Region: County, Function: w.CivilAffairs(), Name: "sample body"})
	dutyErr := w.Tasks.AddDuties(t.Context(), who, Duties)
	if fileErr == nil || actErr == nil || bodyErr == nil || dutyErr == nil {
		t.Errorf("without a ledger: file %v, act %v, body %v, duties %v; want four errors", fileErr, actErr, bodyErr, dutyErr)
	}
	w.Tasks.Log = whole
	if diff := cmp.Diff(before, Dump(t, w)); diff != "" {
		t.Errorf("something was left (-before +after):\n%s", diff)
	}
}

func once(t *testing.T, w *World) {
	task := w.File(t)
	w.Do(t, task.ID, steering.Assign)
	who := w.Actor(Handler, County)
	errs := make([]error, 8)
	var all sync.WaitGroup
	for i := range errs {
		step := []steering.Step{steering.Accept, steering.Refuse}[i%2]
		all.Go(func() {
			_, errs[i] = w.Tasks.Act(context.Background(), who, task.ID, steering.Deed{Step: step, Reason: "sample reason"})
		})
	}
	all.Wait()
	taken := 0
	for _, err := range errs {
		if err == nil {
			taken++
		} else if fault.KindOf(err) != fault.Conflict {
			t.Errorf("an answer that came too late: %v, want a conflict", err)
		}
	}
	if got, _, err := w.Tasks.Story(t.Context(), who, task.ID); taken != 1 || err != nil || got.Events != 3 {
		t.Errorf("%d answers were taken, and the task has %d events, %v; want 1 and 3", taken, got.Events, err)
	}
}

// turns: whatever is listed as waiting for somebody offers them the step that it waits for, and nothing else does.
func turns(t *testing.T, w *World) {
	if err := w.Tasks.AddDuties(t.Context(), w.Actor(Coordinator, City), Duties); err != nil {
		t.Fatal(err)
	}
	waits := map[steering.State]steering.Step{
		steering.Filed: steering.Assign, steering.Proposed: steering.Sign, steering.Assigned: steering.Accept, steering.Offered: steering.Accept,
		steering.Negotiating: steering.Agree, steering.Refused: steering.Assign, steering.Accepted: steering.Feedback, steering.Reported: steering.Verify,
	}
	for _, side := range []region.Key{County, City, Province, region.Country} {
		for _, steps := range [][]steering.Step{
			nil, {steering.Assign}, {steering.Assign, steering.Refuse}, {steering.Assign, steering.Counter}, {steering.Assign, steering.Accept, steering.Feedback},
		} {
			w.do(t, side, w.fileFor(t, side).ID, steps...)
		}
		town := w.fileFor(t, side, ToTown("S-01", ""))
		if side == City {
			w.Do(t, town.ID, steering.Sign)
		}
	}
	mine := 0
	for _, role := range []access.Role{Coordinator, Handler, Reader} {
		for _, at := range []region.Key{Town, County, Sibling, City, Province, region.Country} {
			who := w.Actor(role, at)
			all, _, err := w.Tasks.List(t.Context(), who, steering.Filter{Limit: 99})
			if err != nil {
				t.Fatal(err)
			}
			var want, got []string
			for _, task := range all {
				if slices.ContainsFunc(w.Tasks.Open(who, task), func(x steering.Transition) bool { return x.Step == waits[task.State] }) {
					want = append(want, task.ID)
				}
			}
			some, _, err := w.Tasks.List(t.Context(), who, steering.Filter{Limit: 99, Mine: true})
			for _, task := range some {
				got = append(got, task.ID)
			}
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%s of %s: %v (-offered +listed):\n%s", role, at, err, diff)
			}
			mine += len(got)
		}
	}
	if mine < 40 {
		t.Errorf("only %d tasks wait for anybody: nothing is compared", mine)
	}
}
