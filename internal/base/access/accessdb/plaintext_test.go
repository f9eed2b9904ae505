package accessdb_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/store"
)

// forms are the ways in which a text may stand in a file.
func forms(text string) [][]byte {
	little, big := []byte{}, []byte{}
	for _, u := range utf16.Encode([]rune(text)) {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	return [][]byte{
		[]byte(text), []byte(strings.ToUpper(text)), little, big,
		[]byte(hex.EncodeToString([]byte(text))), []byte(base64.StdEncoding.EncodeToString([]byte(text))),
	}
}

// found lists the texts that stand in some file of a folder, in any form.
func found(t *testing.T, folder string, texts map[string]string) (where []string, scanned int64) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		scanned += int64(len(raw))
		for what, text := range texts {
			for i, form := range forms(text) {
				if bytes.Contains(raw, form) {
					where = append(where, what+" in "+filepath.Base(path)+", form "+string(rune('0'+i)))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return where, scanned
}

// TestNoFileNamesAPerson looks at every byte of the data folder for the texts that name a person or open an account.
func TestNoFileNamesAPerson(t *testing.T) {
	folder := t.TempDir()
	d := onDisk(t, folder)
	texts := map[string]string{
		"user name": "markeruser7q", "Chinese user name": "标记用户名庚", "name": "标记姓名甲乙丙", "phone": "13900770077",
		"address": "198.51.100.77", "new password": "marker-Secret-7781", "wrong password": "marker-Wrong-5512", "subject": "marker-subject-9944",
		"user name that is none": "markernobody3",
	}
	a, first, err := d.Make(ctx, access.Operator(), access.NewAccount{User: texts["user name"], Name: texts["name"], Phone: texts["phone"], Home: accesstest.County})
	if err != nil {
		t.Fatal(err)
	}
	b, second, err := d.Make(ctx, access.Operator(), access.NewAccount{User: texts["Chinese user name"], Name: texts["name"], Home: accesstest.County})
	if err != nil {
		t.Fatal(err)
	}
	texts["first password"], texts["second password"] = first, second
	member := accesstest.Member{Account: a, Name: "user-a", Pass: texts["new password"]}
	who := actor(t, d.World, member, access.Way{})
	want(t, "change", d.ChangePassword(ctx, who, first, texts["new password"], ""), 0, "")
	texts["factor"], texts["recovery code"] = enrolled(t, d.World, member)
	for _, user := range []string{texts["user name"], texts["user name that is none"]} {
		_ = signIn(d.World, user, texts["wrong password"], texts["address"]) // refused
	}
	want(t, "tie", d.LinkOther(ctx, access.Operator(), a.ID, "https://id.example", texts["subject"]), 0, "")
	if _, err := d.TakeAway(ctx, who); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.List(ctx, access.Operator(), access.Filter{User: texts["user name"]}, 0, 10); err != nil {
		t.Fatal(err)
	}
	want(t, "erase", d.Erase(ctx, access.Operator(), b.ID), 0, "")
	d.close(t)
	where, scanned := found(t, folder, texts)
	if len(where) > 0 {
		t.Errorf("found: %v", where)
	}
	t.Logf("%d texts in 6 forms each, %d bytes, %d hits", len(texts), scanned, len(where))
	plant(t, folder, a.ID, texts["name"])
	if where, _ = found(t, folder, texts); len(where) == 0 {
		t.Error("a name that was planted is not found: the search proves nothing")
	}
}

func enrolled(t *testing.T, w *accesstest.World, m accesstest.Member) (secret, code string) {
	t.Helper()
	secret, codes := w.Enrol(t, m)
	return secret, codes[0]
}

// plant writes a name where a careless use case would.
func plant(t *testing.T, folder, account, name string) {
	t.Helper()
	d := onDisk(t, folder)
	defer d.close(t)
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE access_account SET name_sealed = $1 WHERE node = 1 AND id = $2`, name, account)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
