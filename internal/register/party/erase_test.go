package party_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/keyring"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// onDisk is a register in files of its own, with the keyring beside it.
func onDisk(t *testing.T) (s *party.Service, folder string, end func()) {
	t.Helper()
	folder = t.TempDir()
	db, err := store.Open(ctx, filepath.Join(folder, "mihe.db"), partytest.Migrations()...)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keyring.Open(ctx, filepath.Join(folder, "keyring.db"))
	if err != nil {
		t.Fatal(err)
	}
	s = partytest.New(t, db)
	keys := ring.For(1)
	if err := keys.Prepare(ctx); err != nil {
		t.Fatal(err)
	}
	s.Keys = keys
	return s, folder, func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if err := ring.Close(); err != nil {
			t.Error(err)
		}
	}
}

// anywhere tells in which files of a folder some bytes stand.
func anywhere(t *testing.T, folder, text string) (files []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		raw, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte(text)) {
			files = append(files, e.Name())
		}
	}
	return files
}

// What could find or open a person is searched for in every file, before and after: the search sees what is there, so
// that finding nothing means something.
func TestErasedLeavesNoTrace(t *testing.T) {
	s, folder, end := onDisk(t)
	defer end()
	row := partytest.Row(1, partytest.North)
	partytest.Load(t, s, "a", row, partytest.Row(2, partytest.North))
	id, other := partytest.ID(t, s, row.Names.Number), partytest.ID(t, s, partytest.Row(2, partytest.North).Names.Number)
	var p party.Person
	err := s.DB.Read(ctx, func(q store.Queryer) (err error) { p, _, err = s.Store.Person(q, 1, id); return err })
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := s.Keys.Tokens(ctx, "person-number", []string{row.Names.Number})
	if err != nil {
		t.Fatal(err)
	}
	markers := map[string]string{"sealed names": p.Names[:40], "sealed facts": p.Facts[:40], "token": tokens[0]}
	for name, text := range markers {
		if len(anywhere(t, folder, text)) == 0 {
			t.Errorf("control: the %s are nowhere before the erasure", name)
		}
	}
	for _, text := range []string{row.Names.Name, row.Names.Number, row.Names.Phone} {
		if files := anywhere(t, folder, text); len(files) != 0 {
			t.Errorf("in the clear in %v: a text that names a person", files)
		}
	}
	if err := s.Erase(ctx, partytest.Who(t, id, partytest.Away), id); err != nil {
		t.Fatal(err)
	}
	for name, text := range markers {
		if files := anywhere(t, folder, text); len(files) != 0 {
			t.Errorf("the %s stand in %v after the erasure", name, files)
		}
	}
	for name, read := range map[string]func() error{
		"show": func() error {
			_, err := s.Show(ctx, access.Operator(), id, party.View{Purpose: party.RegisterKeeping, Groups: party.Groups})
			return err
		},
		"own":     func() error { _, err := s.TakeAway(ctx, partytest.Who(t, id, partytest.Away)); return err },
		"correct": func() error { return s.Correct(ctx, access.Operator(), id, party.Correction{Phone: "1"}) },
		"merge":   func() error { return s.Merge(ctx, access.Operator(), other, id, "x") },
		"mandate": func() error {
			_, err := s.Delegate(ctx, access.Operator(), party.Mandate{For: id, Who: other, What: []string{"x"}, From: "2026-01-01", Until: "2026-02-01", Shown: party.AtCounter})
			return err
		},
	} {
		err := read()
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.NotFound || f.Key != "keyring.erased" {
			t.Errorf("%s: %v, want the tombstone", name, err)
		}
	}
	if got := listed(t, s, access.Operator(), everybody); len(got) != 1 || got[0].ID != other {
		t.Errorf("list: %+v", got)
	}
	if err := s.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Seek(ctx, access.Operator(), party.Sought{Number: row.Names.Number}); err != nil || len(got) != 0 {
		t.Errorf("found after rebuilding: %+v %v", got, err)
	}
}

type holder struct{}

func (holder) Export(store.Queryer, int64, string, func(field, sealed string) (string, error)) (string, []map[string]string, error) {
	return "test", []map[string]string{{"what": "kept"}}, nil
}

func (holder) Erase(*store.Tx, int64, string) error { return nil }

func TestErasingAsksRightAndHolders(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		partytest.Load(t, s, "a", partytest.Row(1, partytest.North))
		id := partytest.ID(t, s, partytest.Row(1, partytest.North).Names.Number)
		wantKind(t, s.Erase(ctx, partytest.Who(t, "", partytest.North, party.CanKeep), id), fault.Denied, "access.denied")
		wantKind(t, s.Erase(ctx, partytest.Officer(t, partytest.South), id), fault.NotFound, "access.absent")
		s.Going = func(store.Queryer, string) error { return fault.New(fault.Conflict, "test.open") }
		wantKind(t, s.Erase(ctx, partytest.Officer(t, partytest.North), id), fault.Conflict, "test.open")
		if got := listed(t, s, access.Operator(), everybody); len(got) != 1 {
			t.Errorf("gone although something was going on: %+v", got)
		}
		s.Going, s.Holders = nil, []party.Holder{holder{}}
		taken, err := s.TakeAway(ctx, partytest.Who(t, id, partytest.Away))
		if err != nil || taken.Held["test"][0]["what"] != "kept" {
			t.Errorf("take away: %+v %v", taken.Held, err)
		}
		if err := s.Erase(ctx, partytest.Officer(t, partytest.North), id); err != nil {
			t.Error(err)
		}
	})
}

// A backup of the database that is older than an erasure brings nobody back.
func TestReconcile(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		partytest.Load(t, s, "a", partytest.Row(1, partytest.North), partytest.Row(2, partytest.North))
		id := partytest.ID(t, s, partytest.Row(1, partytest.North).Names.Number)
		if err := s.Keys.Erase(context.Background(), id); err != nil {
			t.Fatal(err)
		}
		if err := s.Reconcile(ctx); err != nil {
			t.Fatal(err)
		}
		err := s.DB.Read(ctx, func(q store.Queryer) error {
			left, err := s.Store.Unwiped(q, 1, []string{id})
			if len(left) != 0 {
				t.Errorf("still there: %v", left)
			}
			return err
		})
		if err != nil || s.Reconcile(ctx) != nil {
			t.Error(err)
		}
	})
}
