package regiondb_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/region/regiondb"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// rooms are the tables of this room and, in place of the ledger, the one table that store asks an entry for.
func rooms() []store.Migrations {
	const entries = "-- +goose Up\nCREATE TABLE ledger_entry (node BIGINT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (node, seq));"
	ledger := store.Migrations{Room: "ledger", FS: fstest.MapFS{"0001_entry.sql": &fstest.MapFile{Data: []byte(entries)}}}
	return []store.Migrations{regiondb.Migrations(), ledger}
}

const hezhang = "520527"

// held is everything the store knows.
type held struct {
	Version int64
	All     []region.TownshipUnit
	Imports []regiondb.Import
}

func read(t *testing.T, db *store.DB) (h held) {
	t.Helper()
	err := db.Read(context.Background(), func(q store.Queryer) (err error) {
		s := regiondb.Store{}
		if h.Version, err = s.Version(q); err != nil {
			return err
		}
		if h.All, err = s.All(q); err != nil {
			return err
		}
		h.Imports, err = s.Imports(q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// use is a use case: what a file brought, and its entry when there is something new.
func use(tx *store.Tx, seen, at int64, file []byte, list []region.TownshipUnit) (regiondb.Import, error) {
	by := regiondb.Import{AtMs: at, Actor: "user-a", Name: "../list.csv"}
	im, added, err := regiondb.Store{}.Add(tx, seen, by, file, list)
	if err != nil || !added {
		return im, err
	}
	_, err = tx.Exec(`INSERT INTO ledger_entry (node, seq) VALUES (1, $1)`, im.Number)
	return im, err
}

func add(db *store.DB, seen, at int64, file []byte, list []region.TownshipUnit) (im regiondb.Import, err error) {
	err = db.Write(context.Background(), func(tx *store.Tx) error {
		im, err = use(tx, seen, at, file, list)
		return err
	})
	return im, err
}

func tree(t *testing.T) *region.Tree {
	t.Helper()
	tree, err := region.Load()
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func sum(file []byte) string {
	s := sha256.Sum256(file)
	return hex.EncodeToString(s[:])
}

// A file goes from its bytes into the tree, a second one ends what the first began, and the first again says nothing.
func TestFilesBecomeTheMap(t *testing.T) {
	storetest.Each(t, rooms(), func(t *testing.T, db *store.DB) {
		tree := tree(t)
		list := region.SyntheticTownships(region.Key{Code: hezhang, Level: region.County}, 3, 1, region.CensusDay)
		first := region.TownshipsCSV(list...)
		ended := list[0]
		ended.Until = "2022-01-01"
		second, err := simplifiedchinese.GB18030.NewEncoder().Bytes(region.TownshipsCSV(ended)[3:]) // bytes that are no UTF-8
		if err != nil {
			t.Fatal(err)
		}
		for i, file := range [][]byte{first, second} {
			h := read(t, db)
			said, err := tree.ParseTownships(file, h.All)
			if err != nil {
				t.Fatal(err)
			}
			im, err := add(db, h.Version, int64(1000+i), file, said.New)
			if want := (regiondb.Import{
				Number: int64(i + 1), AtMs: int64(1000 + i), Actor: "user-a", Name: "list.csv", Added: int64(3 - 2*i), SHA256: sum(file),
			}); err != nil || im != want {
				t.Fatalf("Add = %+v %v, want %+v", im, err, want)
			}
		}
		h := read(t, db)
		if d := cmp.Diff(append(list, ended), h.All); d != "" || h.Version != 2 || len(h.Imports) != 2 || h.Imports[0].Number != 2 {
			t.Errorf("version %d, imports %+v, all (-want +got):\n%s", h.Version, h.Imports, d)
		}
		for number, want := range map[int64][]byte{1: first, 2: second} {
			err := db.Read(context.Background(), func(q store.Queryer) error {
				got, err := regiondb.Store{}.File(q, number)
				if string(got) != string(want) {
					t.Errorf("file %d came back as %q", number, got)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		said, err := tree.ParseTownships(first, h.All)
		if err != nil || len(said.New) != 0 {
			t.Errorf("the first file again: %v, %d new", err, len(said.New))
		}
		tree.SetTownships(h.All)
		for on, want := range map[string]int{"2021-12-31": 3, "2022-01-01": 2} {
			if got := len(tree.At(on).Children(region.Key{Code: hezhang, Level: region.County})); got != want {
				t.Errorf("At(%s): %d townships, want %d", on, got, want)
			}
		}
	})
}

func TestAddIsAllOrNothing(t *testing.T) {
	storetest.Each(t, rooms(), func(t *testing.T, db *store.DB) {
		list := region.SyntheticTownships(region.Key{Code: hezhang, Level: region.County}, 2, 1, region.CensusDay)
		if im, err := add(db, 0, 1, []byte("nothing new"), nil); err != nil || im != (regiondb.Import{}) {
			t.Errorf("a file without news: %+v %v, want nothing", im, err)
		}
		if _, err := add(db, 0, 1, []byte("twice"), []region.TownshipUnit{list[0], list[0]}); !store.IsUnique(err) {
			t.Errorf("one version twice: %v, want it refused", err)
		}
		failed := errors.New("the ledger is full")
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			if _, err := use(tx, 0, 1, []byte("file"), list); err != nil {
				return err
			}
			return failed
		})
		if !errors.Is(err, failed) {
			t.Errorf("Write = %v", err)
		}
		err = db.Write(context.Background(), func(tx *store.Tx) error {
			_, _, err := regiondb.Store{}.Add(tx, 0, regiondb.Import{}, []byte("file"), list)
			return err
		})
		if err == nil {
			t.Error("townships are stored without an entry in the ledger")
		}
		if d := cmp.Diff(held{}, read(t, db)); d != "" {
			t.Errorf("something was stored (-want +got):\n%s", d)
		}
		if _, err := add(db, 0, 1, []byte("file"), list); err != nil {
			t.Errorf("after all that: %v", err)
		}
	})
}

// What was compared with an older list is not stored beside a newer one.
func TestAddAfterAnotherImportIsAConflict(t *testing.T) {
	storetest.Each(t, rooms(), func(t *testing.T, db *store.DB) {
		list := region.SyntheticTownships(region.Key{Code: hezhang, Level: region.County}, 2, 1, region.CensusDay)
		if _, err := add(db, 0, 1, []byte("first"), list[:1]); err != nil {
			t.Fatal(err)
		}
		before := read(t, db)
		for _, seen := range []int64{0, 2} {
			if _, err := add(db, seen, 2, []byte("second"), list[1:]); fault.KindOf(err) != fault.Conflict {
				t.Errorf("Add after seeing %d = %v, want a conflict", seen, err)
			}
		}
		if d := cmp.Diff(before, read(t, db)); d != "" {
			t.Errorf("a refused import left something (-before +after):\n%s", d)
		}
		if _, err := add(db, before.Version, 2, []byte("second"), list[1:]); err != nil {
			t.Errorf("Add after looking again: %v", err)
		}
	})
}

func TestADamagedFileIsNotHandedOut(t *testing.T) {
	unguarded := regiondb.Migrations()
	unguarded.Records = nil
	db := storetest.Open(t, unguarded)
	list := region.SyntheticTownships(region.Key{Code: hezhang, Level: region.County}, 1, 1, region.CensusDay)
	file := func() (raw []byte, err error) {
		err = db.Read(context.Background(), func(q store.Queryer) error {
			raw, err = regiondb.Store{}.File(q, 1)
			return err
		})
		return raw, err
	}
	if _, err := file(); fault.KindOf(err) != fault.NotFound {
		t.Errorf("File before any import = %v, want not found", err)
	}
	change := func(fn func(tx *store.Tx) error) {
		t.Helper()
		if err := db.Write(context.Background(), fn); err != nil {
			t.Fatal(err)
		}
	}
	change(func(tx *store.Tx) error {
		_, _, err := regiondb.Store{}.Add(tx, 0, regiondb.Import{}, []byte("file"), list)
		return err
	})
	if raw, err := file(); err != nil || string(raw) != "file" {
		t.Errorf("File = %q, %v", raw, err)
	}
	for _, damage := range []string{"ZmlsZQ", base64.StdEncoding.EncodeToString([]byte("File"))} {
		change(func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE region_import SET file_base64 = $1 WHERE import = 1`, damage)
			return err
		})
		if raw, err := file(); err == nil {
			t.Errorf("a damaged file is handed out: %q", raw)
		}
	}
}

// As many rows as a file may have, in one transaction: how long others wait for it.
func BenchmarkAdd(b *testing.B) {
	tree, err := region.Load()
	if err != nil {
		b.Fatal(err)
	}
	var list []region.TownshipUnit
	for _, u := range tree.At(region.ListDay).Units(region.County)[:51] {
		list = append(list, region.SyntheticTownships(u.Key, 99, 1, region.CensusDay)...)
	}
	list = list[:5000]
	file := region.TownshipsCSV(list...)
	for b.Loop() {
		b.StopTimer()
		db := storetest.Open(b, rooms()...)
		b.StartTimer()
		if _, err := add(db, 0, 1, file, list); err != nil {
			b.Fatal(err)
		}
	}
}
