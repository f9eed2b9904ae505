package evidence_test

import (
	"crypto/aes"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/emmansun/gmsm/cbcmac"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
	"mihe/standard/sun"
)

// tap is what a tag sends, built here from the note and not from the package under test.
func tap(t *testing.T, e evidence.Enrolled, uid string, counter byte) (picc, mac string) {
	t.Helper()
	id, err := hex.DecodeString(uid)
	if err != nil {
		t.Fatal(err)
	}
	meta, err1 := aes.NewCipher(e.Meta[:])
	file, err2 := aes.NewCipher(e.File[:])
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	plain := append(append([]byte{0xC7}, id...), counter, 0, 0, 1, 2, 3, 4, 5)
	sealed := make([]byte, 16)
	meta.Encrypt(sealed, plain)
	session := cbcmac.NewCMAC(file, 16).MAC(append(append([]byte{0x3C, 0xC3, 0, 1, 0, 0x80}, id...), counter, 0, 0))
	key, err := aes.NewCipher(session)
	if err != nil {
		t.Fatal(err)
	}
	var short []byte
	for i, b := range cbcmac.NewCMAC(key, 16).MAC(nil) {
		if i%2 == 1 {
			short = append(short, b)
		}
	}
	return hex.EncodeToString(sealed), hex.EncodeToString(short)
}

func TestATapConfirmsOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, c, k, uid := w.elder(t, "a"), carer(t, "c"), clerk(t, "k"), "04de5f1eacc040"
		_, err := w.EnrolTag(t.Context(), k, a, "04de")
		wantKey(t, "no number of a tag", err, fault.Invalid, "evidence.tag.uid")
		e, err := w.EnrolTag(t.Context(), k, a, "04:DE:5F:1E:AC:C0:40")
		if err != nil || e.Meta == ([sun.KeySize]byte{}) || e.Meta == e.File {
			t.Fatalf("%+v, %v", e, err)
		}
		try := func(by access.Actor, v string, uid string, counter byte) evidence.Confirmed {
			t.Helper()
			picc, mac := tap(t, e, uid, counter)
			done, err := w.ConfirmTap(t.Context(), by, evidence.TapConfirmation{About: visit(v), Person: a, PICC: picc, MAC: strings.ToUpper(mac)})
			if err != nil {
				t.Fatal(err)
			}
			return done
		}
		w.visited(t, c, visit("1"), a)
		w.visited(t, c, visit("2"), a)
		w.wantCode(t, "a tap", try(c, "1", uid, 5), "")
		w.wantGrade(t, "a tap", visit("1"), evidence.E2)
		w.wantCode(t, "the same again", try(c, "1", uid, 5), "")
		w.wantCode(t, "a copy for another visit", try(c, "2", uid, 5), evidence.Refused)
		w.wantCode(t, "an older one", try(c, "2", uid, 4), evidence.Refused)
		w.wantGrade(t, "copied", visit("1"), evidence.E1)
		w.wantCode(t, "another tag", try(c, "2", "04de5f1eacc041", 7), evidence.Refused)
		w.clock = w.clock.Add(24 * time.Hour)
		w.visited(t, c, visit("3"), a)
		w.wantCode(t, "a later one", try(c, "3", uid, 6), "")
		both := who(t, "k", accesstest.County, evidence.CanIssue, evidence.CanRecord)
		w.visited(t, both, visit("4"), a)
		w.wantCode(t, "by who enrolled it", try(both, "4", uid, 7), evidence.Refused)
	})
}

func TestAnAnswerByTelephone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, c := w.elder(t, "a"), carer(t, "c")
		w.visited(t, c, visit("1"), a)
		call := func(by access.Actor, number, keys string) evidence.Confirmed {
			t.Helper()
			done, err := w.ReportCall(t.Context(), by, evidence.Call{About: visit("1"), Number: number, Keys: keys})
			if err != nil {
				t.Fatal(err)
			}
			return done
		}
		w.wantCode(t, "no number", call(gateway, "13800000000", "1"), evidence.Refused)
		_, err := w.NoteNumber(t.Context(), clerk(t, "k"), a, "138")
		wantKey(t, "no telephone number", err, fault.Invalid, "evidence.number.form")
		m, err := w.NoteNumber(t.Context(), clerk(t, "k"), a, "138-0000 0000")
		if err != nil {
			t.Fatal(err)
		}
		w.wantCode(t, "one account stands by it", call(gateway, "13800000000", "1"), evidence.Refused)
		_, err = w.SecondNumber(t.Context(), clerk(t, "k"), m.ID)
		wantKey(t, "the same account", err, fault.Denied, "evidence.number.same")
		if _, err := w.SecondNumber(t.Context(), clerk(t, "l"), m.ID); err != nil {
			t.Fatal(err)
		}
		w.wantCode(t, "another number", call(gateway, "13800000001", "1"), evidence.Refused)
		w.wantCode(t, "a key that means nothing", call(gateway, "13800000000", "7"), evidence.Malformed)
		w.wantCode(t, "it was so", call(gateway, "+86 138 0000 0000", "1"), "")
		w.wantGrade(t, "it was so", visit("1"), evidence.E2)
		w.wantCode(t, "it was not", call(gateway, "13800000000", "2"), "")
		if st := w.standing(t, visit("1")); st.Grade != evidence.E1 || !st.Contradicted || st.Counts() {
			t.Errorf("%+v", st)
		}
		_, err = w.ReportCall(t.Context(), c, evidence.Call{About: visit("1"), Number: "13800000000", Keys: "1"})
		wantKey(t, "a carer is no gateway", err, fault.Denied, "access.denied")
		// Whoever noted the number, or stood by it, is not called about what they did themselves.
		l := who(t, "l", accesstest.County, evidence.CanRecord)
		w.visited(t, l, visit("2"), a)
		done, err := w.ReportCall(t.Context(), gateway, evidence.Call{About: visit("2"), Number: "13800000000", Keys: "1"})
		if err != nil {
			t.Fatal(err)
		}
		w.wantCode(t, "a hand in the number", done, evidence.Refused)
		var open int
		err = w.db.Read(t.Context(), func(q store.Queryer) error {
			return q.QueryRow(`SELECT COUNT(*) FROM evidence_record WHERE body <> replace(body, '13800000000', '')`).Scan(&open)
		})
		if err != nil || open != 0 {
			t.Errorf("the number stands open in %d records, %v", open, err)
		}
	})
}
