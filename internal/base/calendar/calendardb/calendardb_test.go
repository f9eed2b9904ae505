package calendardb_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"mihe/internal/base/calendar"
	"mihe/internal/base/calendar/calendardb"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// sample is an arrangement made up for 2028.
const sample = "date,kind,name_zh,name_en,source\n" +
	"2028-01-01,off,元旦,New Year's Day,样本一号\n2028-01-25,off,春节,,样本一号\n2028-02-05,work,春节,,样本一号\n2028-04-04,off,清明,,样本一号\n" +
	"2028-05-01,off,劳动节,,样本一号\n2028-05-29,off,端午,,样本一号\n2028-10-02,off,国庆节、中秋节,,样本一号\n"

func parse(t *testing.T, content string) calendar.Year {
	t.Helper()
	y, problems, err := calendar.ParseYear([]byte(content))
	if err != nil {
		t.Fatal(problems, err)
	}
	return y
}

// rooms are the tables of this room and, in place of the ledger, the one table that store asks an entry for.
func rooms() []store.Migrations {
	const entries = "-- +goose Up\nCREATE TABLE ledger_entry (node BIGINT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (node, seq));"
	ledger := store.Migrations{Room: "ledger", FS: fstest.MapFS{"0001_entry.sql": &fstest.MapFile{Data: []byte(entries)}}}
	return []store.Migrations{calendardb.Migrations(), ledger}
}

// add is a use case: the year, and its entry when there is something new.
func add(t *testing.T, db *store.DB, y calendar.Year, by calendardb.Version) (v calendardb.Version, added bool) {
	t.Helper()
	err := db.Write(context.Background(), func(tx *store.Tx) (err error) {
		if v, added, err = (calendardb.Store{}).Add(tx, y, by); err != nil || !added {
			return err
		}
		_, err = tx.Exec(`INSERT INTO ledger_entry (node, seq) VALUES ($1, $2)`, v.Year, v.Number)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v, added
}

func read[T any](t *testing.T, db *store.DB, ask func(q store.Queryer) (T, error)) (answer T) {
	t.Helper()
	err := db.Read(context.Background(), func(q store.Queryer) (err error) {
		answer, err = ask(q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func over(t *testing.T, db *store.DB) *calendar.Calendar {
	t.Helper()
	shipped, err := calendar.Load()
	if err != nil {
		t.Fatal(err)
	}
	return read(t, db, func(q store.Queryer) (*calendar.Calendar, error) { return calendardb.Store{}.Over(q, shipped) })
}

func TestImportedYears(t *testing.T) {
	storetest.Each(t, rooms(), func(t *testing.T, db *store.DB) {
		if _, last := over(t, db).Years(); last != 2026 {
			t.Fatalf("an empty database reaches %d, want what is shipped", last)
		}
		old, err := simplifiedchinese.GB18030.NewEncoder().String(sample)
		if err != nil {
			t.Fatal(err)
		}
		first, added := add(t, db, parse(t, old), calendardb.Version{AtMs: 1, Actor: "operator", Name: "../2028.csv"})
		sum := sha256.Sum256([]byte(old))
		want := calendardb.Version{Year: 2028, Number: 1, AtMs: 1, Actor: "operator", Name: "2028.csv", SHA256: hex.EncodeToString(sum[:])}
		if !added || first != want {
			t.Fatalf("Add = %+v, %v; want %+v", first, added, want)
		}
		if diff := cmp.Diff(parse(t, old).Entries, over(t, db).Entries(2028)); diff != "" {
			t.Errorf("entries (-imported +read):\n%s", diff)
		}
		if ok, err := over(t, db).Working("2028-02-05"); !ok || err != nil {
			t.Errorf("2028-02-05 = %v, %v; want a make-up day", ok, err)
		}

		if again, added := add(t, db, parse(t, old), calendardb.Version{AtMs: 2, Actor: "operator", Name: "copy.csv"}); added || again != first {
			t.Errorf("the same file again = %+v, %v; want %+v unchanged", again, added, first)
		}
		corrected := strings.Replace(sample, "2028-02-05,work", "2028-02-06,work", 1)
		second, added := add(t, db, parse(t, corrected), calendardb.Version{AtMs: 3, Actor: "operator", Name: "b.csv"})
		if !added || second.Number != 2 {
			t.Errorf("a correction = %+v, %v; want version 2", second, added)
		}
		if ok, err := over(t, db).Working("2028-02-05"); ok || err != nil {
			t.Errorf("2028-02-05 = %v, %v after the correction; want off", ok, err)
		}
		if third, added := add(t, db, parse(t, old), calendardb.Version{AtMs: 4}); !added || third.Number != 3 {
			t.Errorf("back to the first file = %+v, %v; want version 3", third, added)
		}
		add(t, db, parse(t, strings.ReplaceAll(sample, "2028-02-05,work,春节,,样本一号\n", "")), calendardb.Version{AtMs: 5})

		all := read(t, db, calendardb.Store{}.Versions)
		if len(all) != 4 || all[0] != first || all[1] != second {
			t.Errorf("Versions = %+v, want all four, the earlier as they were", all)
		}
		for version, want := range map[int64]string{1: old, 2: corrected, 3: old} {
			got := read(t, db, func(q store.Queryer) ([]byte, error) { return calendardb.Store{}.File(q, 2028, version) })
			if !bytes.Equal(got, []byte(want)) {
				t.Errorf("version %d is kept as %q, want %q", version, got, want)
			}
		}
	})
}

func TestAnImportedYearStandsAboveTheShippedOne(t *testing.T) {
	storetest.Each(t, rooms(), func(t *testing.T, db *store.DB) {
		moved := strings.NewReplacer("2028-02-05", "2026-02-07", "2028-10-02", "2026-12-31", "2028", "2026").Replace(sample)
		add(t, db, parse(t, moved), calendardb.Version{})
		c := over(t, db)
		if ok, err := c.Working("2026-12-31"); ok || err != nil {
			t.Errorf("2026-12-31 = %v, %v; want off", ok, err)
		}
		if first, last := c.Years(); first != 2020 || last != 2026 {
			t.Errorf("Years = %d, %d", first, last)
		}
	})
}

func TestADamagedFileIsNotHandedOut(t *testing.T) {
	unguarded := calendardb.Migrations()
	unguarded.Records = nil
	db := storetest.Open(t, unguarded, rooms()[1])
	file := func() error {
		return db.Read(context.Background(), func(q store.Queryer) error {
			_, err := calendardb.Store{}.File(q, 2028, 1)
			return err
		})
	}
	if f, ok := fault.As(file()); !ok || f.Kind != fault.NotFound || f.Key != "calendar.version.unknown" {
		t.Errorf("no such version = %v, want not found", file())
	}
	add(t, db, parse(t, sample), calendardb.Version{})
	if err := file(); err != nil {
		t.Fatal(err)
	}
	for _, damage := range []string{"bm90IHRoZSBmaWxl", "no base64"} {
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE calendar_year SET file_base64 = $1 WHERE year = 2028`, damage)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := file(); err == nil {
			t.Errorf("%q was returned for the imported file", damage)
		}
	}
}

func TestAShippedYearIsNotStored(t *testing.T) {
	db := storetest.Open(t, rooms()...)
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		_, _, err := calendardb.Store{}.Add(tx, calendar.Year{Number: 2026}, calendardb.Version{})
		return err
	})
	if err == nil {
		t.Error("a year without a file was stored")
	}
}

func TestImportsAreOnlyEverAddedAndNeverWithoutAnEntry(t *testing.T) {
	db := storetest.Open(t, rooms()...)
	add(t, db, parse(t, sample), calendardb.Version{})
	corrected := parse(t, strings.Replace(sample, "2028-02-05,work", "2028-02-06,work", 1))
	for want, act := range map[string]func(tx *store.Tx) error{
		"store.unrecorded": func(tx *store.Tx) error {
			_, _, err := calendardb.Store{}.Add(tx, corrected, calendardb.Version{})
			return err
		},
		"store.append_only": func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE calendar_day SET kind = 'off' WHERE year = 2028`)
			return err
		},
	} {
		err := db.Write(context.Background(), act)
		if f, ok := fault.As(err); !ok || f.Key != want {
			t.Errorf("Write = %v, want %s", err, want)
		}
	}
	if all := read(t, db, calendardb.Store{}.Versions); len(all) != 1 {
		t.Errorf("Versions = %+v, want the first alone", all)
	}
}
