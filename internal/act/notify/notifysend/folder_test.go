package notifysend_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mihe/internal/act/notify"
	"mihe/internal/act/notify/notifysend"
)

func at(day string) func() time.Time {
	return func() time.Time { t, _ := time.Parse(time.DateOnly, day); return t }
}

func outgoing(key string, ch notify.Channel) notify.Outgoing {
	return notify.Outgoing{Key: key, Channel: ch, Contact: notify.Contact{Address: "0857-0000001"}, Text: `您的办件"A"，请看`}
}

func lines(t *testing.T, path string) [][]string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(raw))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// A line or a letter for each message, once under its key, and never called sent.
func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	f := &notifysend.Folder{Path: dir, Now: at("2026-03-02")}
	send := func(o notify.Outgoing) {
		t.Helper()
		if got, err := f.Send(t.Context(), o); err != nil || got.Status != notify.Written {
			t.Fatalf("%s: %+v, %v", o.Key, got, err)
		}
	}
	send(outgoing("msg_a", notify.SMS))
	send(outgoing("msg_b", notify.SMS))
	send(outgoing("msg_a", notify.SMS))
	f.Now = at("2026-03-03") // tried again on another day
	send(outgoing("msg_a", notify.SMS))
	send(outgoing("msg_c", notify.Voice))
	send(outgoing("msg_d", notify.Letter))
	send(outgoing("msg_d", notify.Letter))
	rows := lines(t, filepath.Join(dir, "sms-2026-03-02.csv"))
	if len(rows) != 2 || rows[0][0] != "msg_a" || rows[0][1] != "0857-0000001" || rows[0][2] != `您的办件"A"，请看` {
		t.Errorf("the file of the day holds %v", rows)
	}
	all, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(all) != 3 {
		t.Errorf("the folder holds %v, %v", all, err)
	}
	for _, path := range all {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want it for its owner alone", path, info.Mode(), err)
		}
	}
}

// A line that a crash cut short is no line: the message is written whole when it is tried again, and spoils no other.
func TestALineCutShort(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sms-2026-03-02.csv")
	f := &notifysend.Folder{Path: dir, Now: at("2026-03-02")}
	for _, key := range []string{"msg_a", "msg_b"} {
		if _, err := f.Send(t.Context(), outgoing(key, notify.SMS)); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, next := range []string{"msg_b", "msg_c"} {
		for cut := strings.Index(string(raw), "msg_b") + 1; cut < len(raw); cut++ {
			if err := os.WriteFile(path, raw[:cut], 0o600); err != nil {
				t.Fatal(err)
			}
			for _, key := range []string{next, "msg_b"} {
				if _, err := f.Send(t.Context(), outgoing(key, notify.SMS)); err != nil {
					t.Fatal(err)
				}
			}
			found := map[string]int{}
			for _, row := range lines(t, path) {
				found[row[0]]++
			}
			if found["msg_a"] != 1 || found["msg_b"] != 1 || found[next] != 1 {
				t.Fatalf("cut at %d, then %s: %v", cut, next, found)
			}
		}
	}
}
