package evidence_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
	"mihe/internal/record/evidence/evidencedb"
)

func TestFiles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, c, i := w.elder(t, "a"), carer(t, "c"), inspector(t, "i")
		jpeg := append([]byte("\xff\xd8\xff"), []byte("老人的照片")...)
		f, err := w.AddFile(t.Context(), c, evidence.NewFile{Person: a, Raw: jpeg})
		if err != nil || f.Type != "image/jpeg" || f.Bytes != int64(len(jpeg)) {
			t.Fatalf("%+v, %v", f, err)
		}
		for name, x := range map[string]struct {
			raw []byte
			key string
		}{"a program": {[]byte("MZ..."), "evidence.file.type"}, "too long": {append(jpeg, make([]byte, 8<<20)...), "evidence.file.long"}} {
			_, err := w.AddFile(t.Context(), c, evidence.NewFile{Person: a, Raw: x.raw})
			wantKey(t, name, err, fault.Invalid, x.key)
		}
		_, err = w.AddFile(t.Context(), who(t, "x", region0), evidence.NewFile{Person: a, Raw: jpeg})
		wantKey(t, "a stranger", err, fault.NotFound, "access.absent")
		plain, err := w.AddFile(t.Context(), c, evidence.NewFile{Region: accesstest.County, Raw: []byte("%PDF-1.4")})
		if err != nil {
			t.Fatal(err)
		}
		if again, err := w.AddFile(t.Context(), c, evidence.NewFile{Region: accesstest.County, Raw: []byte("%PDF-1.4")}); err != nil || again.ID != plain.ID {
			t.Errorf("the same file again: %+v, %v", again, err)
		}
		record := func(person string, files ...string) error {
			return w.db.Write(t.Context(), func(tx *store.Tx) error {
				_, err := w.RecordIn(tx, c, evidence.Statement{About: visit("1"), Person: person, Way: evidence.Deliverer, Says: evidence.Happened, Deliverer: c.Person, Files: files})
				return err
			})
		}
		wantKey(t, "another person's file", record(w.elder(t, "b"), f.SHA256), fault.Invalid, "evidence.file.unknown")
		wantKey(t, "never kept", record(a, strings.Repeat("0", 64)), fault.Invalid, "evidence.file.unknown")
		if err := record(a, f.SHA256, plain.SHA256); err != nil {
			t.Fatal(err)
		}
		if _, raw, err := w.OpenFile(t.Context(), i, f.SHA256); err != nil || string(raw) != string(jpeg) {
			t.Errorf("%q, %v", raw, err)
		}
		_, _, err = w.OpenFile(t.Context(), c, f.SHA256)
		wantKey(t, "a carer opens", err, fault.Denied, "access.denied")
		whole := func() []string {
			t.Helper()
			n, bad, err := evidence.Checker{DB: w.db, Store: evidencedb.Store{}, Folder: w.Folder, Node: 1}.Files(t.Context())
			if err != nil || n != 2 {
				t.Errorf("%d files, %v", n, err)
			}
			return bad
		}
		if bad := whole(); bad != nil {
			t.Errorf("bad: %v", bad)
		}
		copied := evidence.Folder(filepath.Join(t.TempDir(), "copy"))
		if err := w.Folder.CopyTo(copied); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(string(w.Folder), f.SHA256[:2], f.SHA256)
		raw, err := os.ReadFile(path)
		if err != nil || strings.Contains(string(raw), "老人") {
			t.Errorf("a person's file lies open on disk, %v", err)
		}
		if err := os.WriteFile(path, append(raw, 'x'), 0o600); err != nil {
			t.Fatal(err)
		}
		if bad := whole(); !slices.Equal(bad, []string{f.SHA256}) {
			t.Errorf("changed: %v", bad)
		}
		_, _, err = w.OpenFile(t.Context(), i, f.SHA256)
		wantKey(t, "a changed file", err, fault.Unavailable, "evidence.file.gone")
		w.Folder = copied
		if bad := whole(); bad != nil {
			t.Errorf("bad in the copy: %v", bad)
		}
		if err := w.keys.Erase(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		_, _, err = w.OpenFile(t.Context(), i, f.SHA256)
		wantKey(t, "after erasure", err, fault.NotFound, "keyring.erased")
		err = w.db.Read(t.Context(), func(q store.Queryer) error {
			name, rows, err := w.Export(q, 1, a, nil)
			if name != "evidence" || len(rows) != 2 {
				t.Errorf("exported %s: %v", name, rows)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
