package app

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// place opens a data folder that already holds the shipped facts: loading them once is enough for all tests here.
func place(t *testing.T) (folder string, words *i18n.Catalog) {
	t.Helper()
	words, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	folder = filepath.Join(t.TempDir(), "data")
	a, err := Open(t.Context(), Config{Folder: folder}, words)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return folder, words
}

func reopen(t *testing.T, folder string, words *i18n.Catalog) *App {
	t.Helper()
	a, err := Open(t.Context(), Config{Folder: folder}, words)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// dump is every row of the tables that hold what a node knows, in the order of their keys.
func dump(t *testing.T, a *App) string {
	t.Helper()
	var b bytes.Buffer
	err := a.DB.Read(t.Context(), func(q store.Queryer) error {
		for _, query := range []string{
			`SELECT id || body FROM access_record ORDER BY node, id`,
			`SELECT id || state || home FROM access_account ORDER BY node, id`,
			`SELECT id || body FROM catalog_record ORDER BY node, id`,
			`SELECT id || body FROM fact_record ORDER BY node, id`,
			`SELECT variable || period || vintage FROM fact_sheet ORDER BY node, batch, sheet`,
			`SELECT id || body FROM steering_record ORDER BY node, id`,
			`SELECT id || body FROM openness_record ORDER BY node, id`,
			`SELECT head FROM ledger_entry WHERE kind <> 'app.backup.restored' AND kind <> 'app.backup.made' ORDER BY node, seq`,
		} {
			rows, err := q.Query(query)
			lines, err := store.All(rows, err, scanLine)
			if err != nil {
				return fmt.Errorf("%s: %w", query, err)
			}
			for _, line := range lines {
				b.WriteString(line + "\n")
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func scanLine(r *sql.Rows) (line string, err error) {
	err = r.Scan(&line)
	return line, err
}

// change does something to a node, another thing each time.
func change(ctx context.Context, a *App, i int) error {
	who := access.Operator()
	if i%5 == 4 {
		_, err := a.Facts.Import(ctx, who, file(fmt.Sprintf("%d.5", 10+i%80), fmt.Sprintf("v%05d", i)), fact.ImportOptions{})
		return err
	}
	_, _, err := a.Accounts.Make(ctx, who, access.NewAccount{User: fmt.Sprintf("user-%05d", i), Name: "user a", Home: region.Country})
	return err
}

// TestARestoreBringsBackTheMomentOfTheBackup makes backups at random moments between changes, goes on, and restores each in
// a random order: every row is what it was, and the ledger goes on from there.
func TestARestoreBringsBackTheMomentOfTheBackup(t *testing.T) {
	folder, words := place(t)
	points := 8
	if os.Getenv("MIHE_SCALE") > "1" {
		points = 100
	}
	random := rand.New(rand.NewPCG(3, 14))
	type point struct{ file, rows string }
	var made []point
	a := reopen(t, folder, words)
	ctx, to := t.Context(), t.TempDir()
	for i, n := 0, 0; i < points; i++ {
		for range 1 + random.IntN(4) {
			if err := change(ctx, a, n); err != nil {
				t.Fatal(err)
			}
			n++
		}
		m, err := a.Backup(ctx, access.Operator(), to)
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, point{filepath.Join(to, m.File), dump(t, a)})
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	differ := 0
	for _, i := range random.Perm(points) {
		target := filepath.Join(t.TempDir(), "data")
		if _, err := RestoreTo(ctx, Restore{From: made[i].file, Folder: target, Words: words}); err != nil {
			t.Fatal(err)
		}
		b := reopen(t, target, words)
		if dump(t, b) != made[i].rows {
			differ++
		}
		for _, n := range b.Nodes {
			result, err := chainOf(ctx, b.DB, n.Number, n.ID, nil)
			if err != nil || !result.OK {
				t.Errorf("point %d: the restored chain: %+v, %v", i, result, err)
			}
		}
		if result, err := chainOf(ctx, b.DB, b.Number, "node_of_somebody_else", nil); err != nil || result.OK {
			t.Errorf("point %d: the chain passes for another node's: %+v, %v", i, result, err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d restores, %d differ", points, differ)
	if differ > 0 {
		t.Errorf("%d of %d restores are not equal", differ, points)
	}
	if made[0].rows == made[1].rows {
		t.Error("the comparison sees no difference between two moments: it proves nothing")
	}
}

func TestARestoreNamesWhatWouldBeLost(t *testing.T) {
	folder, words := place(t)
	a := reopen(t, folder, words)
	ctx, to := t.Context(), t.TempDir()
	if _, err := a.Backup(ctx, access.Operator(), to); err != nil {
		t.Fatal(err)
	}
	if err := change(ctx, a, 0); err != nil {
		t.Fatal(err)
	}
	after := dump(t, a)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := RestoreTo(ctx, Restore{From: to, Folder: folder, Words: words})
	if e, ok := fault.As(err); !ok || e.Key != "app.restore.newer" {
		t.Fatalf("a restore that would lose an entry: %v", err)
	}
	b := reopen(t, folder, words)
	if dump(t, b) != after {
		t.Error("the refused restore changed something")
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	done, err := RestoreTo(ctx, Restore{From: to, Folder: folder, Lose: true, Words: words})
	if err != nil || len(done.Lost) != 1 || done.Lost[0].Entries != 1 || done.Proved != "database" || done.Keyring != "current" {
		t.Errorf("the accepted restore: %+v, %v", done, err)
	}
}

func TestARestoreRefusesWhatDoesNotContinue(t *testing.T) {
	folder, words := place(t)
	other, _ := place(t)
	ctx, to := t.Context(), t.TempDir()
	a := reopen(t, other, words)
	m, err := a.Backup(ctx, access.Operator(), to)
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(to, m.File)
	_, err = RestoreTo(ctx, Restore{From: path, Folder: folder, Lose: true, Words: words})
	if e, ok := fault.As(err); !ok || e.Key != "app.restore.fork" {
		t.Errorf("the backup of another database: %v", err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)/2] ^= 1
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = RestoreTo(ctx, Restore{From: path, Folder: filepath.Join(t.TempDir(), "x"), Words: words})
	if e, ok := fault.As(err); !ok || e.Key != "app.restore.changed" {
		t.Errorf("a backup with one bit changed: %v", err)
	}
}

func TestAServedFolderIsNotRestoredUnderTheProgram(t *testing.T) {
	folder, words := place(t)
	a := reopen(t, folder, words)
	to := t.TempDir()
	if _, err := a.Backup(t.Context(), access.Operator(), to); err != nil {
		t.Fatal(err)
	}
	locked := func(err error) bool {
		e, ok := fault.As(err)
		return ok && e.Key == "app.locked" && e.Kind == fault.Unavailable
	}
	restore := Restore{From: to, Folder: folder, Words: words}
	if _, err := RestoreTo(t.Context(), restore); !locked(err) {
		t.Errorf("a restore beside a program that has the folder open: %v", err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	unlock, err := lock(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Config{Folder: folder}, words); !locked(err) {
		t.Errorf("a program that opens a folder under a restore: %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if _, err := RestoreTo(t.Context(), restore); err != nil {
		t.Errorf("a restore of a folder that nobody has open: %v", err)
	}
}

// TestAnErasedPersonStaysErased restores a backup from before an erasure with the present keyring, and looks for every
// trace of the person in every byte of the data folder.
func TestAnErasedPersonStaysErased(t *testing.T) {
	folder, words := place(t)
	a := reopen(t, folder, words)
	ctx, to, who := t.Context(), t.TempDir(), access.Operator()
	const user, name, phone = "marker-user-7391", "Markername Sevenseven", "13900007391"
	made, _, err := a.Accounts.Make(ctx, who, access.NewAccount{User: user, Name: name, Phone: phone, Home: region.Country})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Backup(ctx, who, to); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.Accounts.Erase(ctx, who, made.ID), a.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := RestoreTo(ctx, Restore{From: to, Folder: folder, Lose: true, Words: words}); err != nil {
		t.Fatal(err)
	}
	b := reopen(t, folder, words)
	page, _, err := b.Accounts.List(ctx, who, access.Filter{}, 0, 10)
	if err != nil || len(page) != 1 || page[0].PersonName != "" || page[0].UserName != "" {
		t.Errorf("after the restore the list shows %+v, %v", page, err)
	}
	if found, _, err := b.Accounts.List(ctx, who, access.Filter{User: user}, 0, 10); err != nil || len(found) != 0 {
		t.Errorf("the erased user name is found again: %+v, %v", found, err)
	}
	if _, _, err := b.Accounts.Make(ctx, who, access.NewAccount{User: user, Name: "user b", Home: region.Country}); err != nil {
		t.Errorf("the name of an erased person stays taken: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{user, name, phone} {
		if hits := traces(t, folder, text); len(hits) > 0 {
			t.Errorf("%q stands in %v", text, hits)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "planted"), utf16(phone), 0o600); err != nil {
		t.Fatal(err)
	}
	if hits := traces(t, folder, phone); len(hits) != 1 {
		t.Errorf("the search does not find what was planted: %v", hits)
	}
}

// traces lists the files that hold a text in UTF-8 or UTF-16, in either byte order.
func traces(t *testing.T, folder, text string) (hits []string) {
	t.Helper()
	little := utf16(text)
	big := bytes.Clone(little)
	for i := 0; i+1 < len(big); i += 2 {
		big[i], big[i+1] = big[i+1], big[i]
	}
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(text)) || bytes.Contains(raw, little) || bytes.Contains(raw, big) {
			hits = append(hits, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

func utf16(text string) (raw []byte) {
	for _, r := range text {
		raw = append(raw, byte(r), byte(r>>8))
	}
	return raw
}

// TestBackupsWhileWritingGoesOn takes backups while four callers write: each is sound, and holds what was acknowledged
// before it began.
func TestBackupsWhileWritingGoesOn(t *testing.T) {
	folder, words := place(t)
	a := reopen(t, folder, words)
	ctx, to := t.Context(), t.TempDir()
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	stop := make(chan struct{})
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				e := access.Operator().Entry("access.account.made", region.Country)
				e.Request = fmt.Sprintf("writer-%d-%d", w, i)
				err := a.DB.Write(ctx, func(tx *store.Tx) error { _, err := a.Log.Append(tx, e); return err })
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				acknowledged[e.Request] = true
				mu.Unlock()
			}
		})
	}
	for range 3 {
		mu.Lock()
		before := len(acknowledged)
		mu.Unlock()
		m, err := a.Backup(ctx, access.Operator(), to)
		if err != nil {
			t.Fatal(err)
		}
		if err := checkBackup(ctx, filepath.Join(to, m.File), m, nil); err != nil {
			t.Error(err)
		}
		for _, c := range m.Chains {
			if c.Number == a.Number && c.Seq < int64(before) {
				t.Errorf("the backup holds %d entries, %d were acknowledged before it began", c.Seq, before)
			}
		}
	}
	close(stop)
	writers.Wait()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
}

// A restore is told of once all its names are on disk, those of what it put aside as well, and its note before the backup is in place.
func TestARestoreOutlastsAPowerCut(t *testing.T) {
	folder, words := place(t)
	to := t.TempDir()
	a := reopen(t, folder, words)
	m, err := a.Backup(t.Context(), access.Operator(), to)
	if err = errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	r := Restore{From: filepath.Join(to, m.File), Folder: folder, Words: words}
	var synced []string
	way := syncFolder
	t.Cleanup(func() { syncFolder = way })
	syncFolder = func(name string) error {
		there := databaseFile
		if name == folder && len(synced) < 2 {
			there = noteFile // what the note tells of comes after it
		}
		if _, err := os.Stat(filepath.Join(name, there)); err != nil {
			t.Errorf("%s is brought to disk without its %s: %v", name, there, err)
		}
		synced = append(synced, name)
		return way(name)
	}
	done, err := RestoreTo(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{done.Aside, folder, done.Aside, folder}; !slices.Equal(synced, want) || done.Aside == "" {
		t.Errorf("brought to disk: %v, want %v", synced, want)
	}
	syncFolder, r.Lose = func(string) error { return errors.New("the disk is gone") }, true
	if _, err := RestoreTo(t.Context(), r); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a restore that did not reach the disk: %v", err)
	}
}
