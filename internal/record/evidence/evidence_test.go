package evidence_test

import (
	"context"
	"crypto/aes"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emmansun/gmsm/cbcmac"
	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
	"mihe/standard/sun"
)

// bare is the context of what a step of a random test does; it has none of its own.
var bare = context.Background()

func (w *world) sheet(t fail, by access.Actor, person string) evidence.Printed {
	t.Helper()
	p, err := w.IssueSheet(bare, by, person, 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestACodeConfirmsTheRecordOfWhoWasThere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, c, k := w.elder(t, "a"), carer(t, "c"), clerk(t, "k")
		p := w.sheet(t, k, a)
		if len(p.Codes) != size || p.Left() != size {
			t.Fatalf("%+v", p)
		}
		w.wantCode(t, "before any record", w.code(t, c, visit("1"), a, p.Codes[0]), evidence.Refused)
		w.visited(t, c, visit("1"), a)
		w.wantGrade(t, "recorded", visit("1"), evidence.E1)
		w.wantCode(t, "six digits only", w.code(t, c, visit("1"), a, "12a456"), evidence.Malformed)
		w.wantCode(t, "beyond the window", w.code(t, c, visit("1"), a, p.Codes[window]), evidence.Refused)
		w.wantCode(t, "another person's visit", w.code(t, c, visit("1"), w.elder(t, "b"), p.Codes[0]), evidence.Refused)
		w.clock = w.clock.Add(24 * time.Hour) // three attempts were the day's
		w.wantCode(t, "a carer who was not there", w.code(t, carer(t, "d"), visit("1"), a, p.Codes[0]), evidence.Refused)
		w.wantCode(t, "with gaps, the second", w.code(t, c, visit("1"), a, " "+p.Codes[1][:3]+" "+p.Codes[1][3:]), "")
		w.wantGrade(t, "confirmed", visit("1"), evidence.E2)
		w.wantCode(t, "the same again", w.code(t, c, visit("1"), a, p.Codes[1]), "")
		w.visited(t, c, visit("2"), a)
		w.wantCode(t, "one that was passed over", w.code(t, c, visit("2"), a, p.Codes[0]), evidence.Refused)
		w.wantGrade(t, "not confirmed", visit("2"), evidence.E1)
		w.wantCode(t, "the last of the window", w.code(t, c, visit("2"), a, p.Codes[1+window]), "")
		w.wantGrade(t, "confirmed later", visit("2"), evidence.E2)
		before := w.dump(t)
		if err := w.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, w.dump(t)); diff != "" {
			t.Errorf("rebuilt (-before +after):\n%s", diff)
		}
		var open int
		err := w.db.Read(t.Context(), func(q store.Queryer) error {
			return q.QueryRow(`SELECT COUNT(*) FROM evidence_record WHERE body <> replace(body, $1, '')`, p.Codes[4]).Scan(&open)
		})
		if err != nil || open != 0 {
			t.Errorf("a code that was entered stands open in %d records, %v", open, err)
		}
	})
}

func TestACodeWithTheVisitsFinishing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, c := w.elder(t, "a"), carer(t, "c")
		p := w.sheet(t, clerk(t, "k"), a)
		ready, err := w.PrepareCode(t.Context(), c, evidence.CodeConfirmation{About: visit("1"), Person: a, Code: p.Codes[0]})
		if err != nil {
			t.Fatal(err)
		}
		err = w.db.Write(t.Context(), func(tx *store.Tx) error {
			st := evidence.Statement{About: visit("1"), Person: a, Region: accesstest.County, Way: evidence.Deliverer, Says: evidence.Happened, Deliverer: c.Person}
			if _, err := w.RecordIn(tx, c, st); err != nil {
				return err
			}
			done, err := w.ConfirmCodeIn(tx, c, ready)
			w.wantCode(t, "in the same transaction", done, "")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.wantGrade(t, "at once", visit("1"), evidence.E2)
		err = w.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := w.ConfirmCodeIn(tx, c, evidence.CodeConfirmation{About: visit("1"), Person: a, Code: p.Codes[1]})
			return err
		})
		if err == nil {
			t.Error("a code is looked at that nothing was unsealed for")
		}
	})
}

// Whoever handed out the sheet knows all codes; whoever entered the record for another was not there.
func TestWhoHandedOutTheSheetConfirmsNothingWithIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.elder(t, "a")
		both := who(t, "k", accesstest.County, evidence.CanIssue, evidence.CanRecord)
		p := w.sheet(t, both, a)
		w.visited(t, both, visit("1"), a)
		w.wantCode(t, "their own visit", w.code(t, both, visit("1"), a, p.Codes[0]), evidence.Refused)
		if err := w.delivered(both, visit("2"), a, "person_c"); err != nil {
			t.Fatal(err)
		}
		w.wantCode(t, "a record entered for a carer", w.code(t, both, visit("2"), a, p.Codes[0]), evidence.Refused)
		w.wantCode(t, "the carer, without a record of their own", w.code(t, carer(t, "c"), visit("2"), a, p.Codes[0]), evidence.Refused)
		other := who(t, "k", accesstest.County, evidence.CanRecord)
		other.ID = "account-second" // another account of the same person
		w.wantCode(t, "by a second account", w.code(t, other, visit("1"), a, p.Codes[0]), evidence.Refused)
		w.wantGrade(t, "none of it", visit("1"), evidence.E1)
	})
}

func TestWrongCodesAreCounted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, c, d := w.elder(t, "a"), carer(t, "c"), carer(t, "d")
		p := w.sheet(t, clerk(t, "k"), a)
		bad := notOn(p.Codes)
		for _, v := range []string{"1", "2"} {
			w.visited(t, c, visit(v), a)
			w.visited(t, d, visit(v), a)
		}
		for range wrong - 1 {
			w.wantCode(t, "wrong", w.code(t, c, visit("1"), a, bad), evidence.Refused)
		}
		w.wantCode(t, "nobody's visit", w.code(t, c, visit("9"), "person_nobody", bad), evidence.Refused)
		w.wantCode(t, "the account", w.code(t, c, visit("1"), a, p.Codes[0]), evidence.TooMany)
		w.wantCode(t, "the same words for nobody", w.code(t, c, visit("9"), "person_nobody", bad), evidence.TooMany)
		w.wantCode(t, "one more for the person", w.code(t, d, visit("1"), a, bad), evidence.Refused)
		w.wantCode(t, "the person", w.code(t, d, visit("1"), a, p.Codes[0]), evidence.TooMany)
		w.clock = w.clock.Add(24 * time.Hour)
		w.wantCode(t, "the next day", w.code(t, c, visit("1"), a, p.Codes[0]), "")
		for range wrong { // a stranger locks nobody out
			w.wantCode(t, "a stranger", w.code(t, carer(t, "e"), visit("1"), a, bad), evidence.Refused)
		}
		w.wantCode(t, "after a stranger", w.code(t, d, visit("2"), a, p.Codes[1]), "")
	})
}

// What is refused reads the same whether there is no person, no sheet, no record or no such code.
func TestRefusalsReadTheSame(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b, gone, c := w.elder(t, "a"), w.elder(t, "b"), w.elder(t, "gone"), carer(t, "c")
		p := w.sheet(t, clerk(t, "k"), a)
		w.sheet(t, clerk(t, "k"), gone)
		for v, person := range map[string]string{"1": a, "2": b, "3": gone} {
			w.visited(t, c, visit(v), person)
		}
		w.gone[gone] = true
		if err := w.keys.Erase(t.Context(), gone); err != nil {
			t.Fatal(err)
		}
		for name, x := range map[string]struct{ visit, person string }{
			"a wrong code": {"1", a}, "no sheet": {"2", b}, "erased": {"3", gone}, "nobody": {"4", "person_x"}, "no such name": {"4", "nobody"}, "no record": {"5", a},
		} {
			w.clock = w.clock.Add(24 * time.Hour)
			done := w.code(t, c, visit(x.visit), x.person, notOn(p.Codes))
			if diff := cmp.Diff(evidence.Confirmed{Refusal: evidence.Refused}, done); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}

func TestTheSameCodeForTwoVisits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, c, d, i := w.elder(t, "a"), carer(t, "c"), carer(t, "d"), inspector(t, "i")
		p := w.sheet(t, clerk(t, "k"), a)
		w.visited(t, c, visit("1"), a)
		w.visited(t, d, visit("2"), a)
		w.wantCode(t, "first", w.code(t, c, visit("1"), a, p.Codes[0]), "")
		w.wantCode(t, "second", w.code(t, d, visit("2"), a, p.Codes[0]), evidence.Refused)
		for _, v := range []string{"1", "2"} {
			st := w.standing(t, visit(v))
			if st.Grade != evidence.E1 || !slices.Equal(st.Suspect, []evidence.Reason{evidence.SameCode}) || st.Counts() {
				t.Errorf("visit %s: %+v", v, st)
			}
		}
		if _, err := w.Sampled(t.Context(), i, evidence.Word{About: visit("1"), Says: evidence.Happened}); err != nil {
			t.Fatal(err)
		}
		if st := w.standing(t, visit("1")); st.Grade != evidence.E4 || len(st.Suspect) > 0 || !st.Counts() {
			t.Errorf("after a sample: %+v", st)
		}
		var list []evidence.Suspicion
		err := w.db.Read(t.Context(), func(q store.Queryer) (err error) { list, _, err = w.Suspicious(q, 0, 10); return err })
		if err != nil || len(list) != 2 || list[0].Person != a {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestReconciliation(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, c, i, k := w.elder(t, "a"), carer(t, "c"), inspector(t, "i"), clerk(t, "k")
		p := w.sheet(t, k, a)
		for n, v := range []string{"1", "2", "3"} {
			w.visited(t, c, visit(v), a)
			w.wantCode(t, v, w.code(t, c, visit(v), a, p.Codes[n]), "")
		}
		_, err := w.Reconcile(t.Context(), i, a, size+2)
		wantKey(t, "beyond the sheet", err, fault.Invalid, "evidence.sheet.place")
		_, err = w.Reconcile(t.Context(), c, a, 1)
		wantKey(t, "by a carer", err, fault.Denied, "access.denied")
		if list, err := w.Reconcile(t.Context(), i, a, 4); err != nil || len(list) != 0 {
			t.Errorf("as it should be: %v, %v", list, err)
		}
		list, err := w.Reconcile(t.Context(), i, a, 2) // the person gave one code; two more were used
		if err != nil || !slices.Equal(list, []evidence.About{visit("2"), visit("3")}) {
			t.Errorf("%v, %v", list, err)
		}
		for v, want := range map[string]evidence.Grade{"1": evidence.E2, "2": evidence.E1, "3": evidence.E1} {
			w.wantGrade(t, "visit "+v, visit(v), want)
		}
		next, err := w.IssueSheet(t.Context(), k, a, 1)
		if err != nil || !slices.Equal(next.Suspect, []evidence.About{visit("1"), visit("2"), visit("3")}) {
			t.Errorf("a new sheet: %v, %v", next.Suspect, err)
		}
		w.visited(t, c, visit("4"), a)
		w.wantCode(t, "the old sheet", w.code(t, c, visit("4"), a, p.Codes[3]), evidence.Refused)
		w.wantCode(t, "the new one", w.code(t, c, visit("4"), a, next.Codes[0]), "")
		// The person has crossed out more than was entered: the window follows what they say.
		if list, err := w.Reconcile(t.Context(), i, a, 6); err != nil || len(list) != 0 {
			t.Errorf("%v, %v", list, err)
		}
		w.visited(t, c, visit("5"), a)
		w.wantCode(t, "after codes that never came", w.code(t, c, visit("5"), a, next.Codes[6]), "")
		if _, err := w.Withdraw(t.Context(), k, next.ID); err != nil {
			t.Fatal(err)
		}
		w.visited(t, c, visit("6"), a)
		w.wantCode(t, "withdrawn", w.code(t, c, visit("6"), a, next.Codes[7]), evidence.Refused)
		_, err = w.Withdraw(t.Context(), k, next.ID)
		wantKey(t, "twice", err, fault.Conflict, "evidence.means.ended")
		_, err = w.Reconcile(t.Context(), i, a, 1)
		wantKey(t, "no sheet", err, fault.NotFound, "evidence.sheet.none")
	})
}

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
		about := visit("1")
		w.visited(t, c, about, a)
		call := func(by access.Actor, number, keys string) evidence.Confirmed {
			t.Helper()
			done, err := w.ReportCall(t.Context(), by, evidence.Call{About: about, Number: number, Keys: keys})
			if err != nil {
				t.Fatal(err)
			}
			return done
		}
		w.wantCode(t, "no number", call(gateway, "13800000000", "1"), evidence.Refused)
		late, err := w.NoteNumber(t.Context(), clerk(t, "k"), a, "13900000000")
		if err == nil {
			_, err = w.SecondNumber(t.Context(), clerk(t, "l"), late.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		w.wantCode(t, "a number noted after the visit", call(gateway, "13900000000", "1"), evidence.Refused)
		about = visit("1b")
		_, err = w.NoteNumber(t.Context(), clerk(t, "k"), a, "138")
		wantKey(t, "no telephone number", err, fault.Invalid, "evidence.number.form")
		m, err := w.NoteNumber(t.Context(), clerk(t, "k"), a, "138-0000 0000")
		if err != nil {
			t.Fatal(err)
		}
		w.visited(t, c, about, a)
		w.wantCode(t, "one account stands by it", call(gateway, "13800000000", "1"), evidence.Refused)
		_, err = w.SecondNumber(t.Context(), clerk(t, "k"), m.ID)
		wantKey(t, "the same account", err, fault.Denied, "evidence.number.same")
		if _, err := w.SecondNumber(t.Context(), clerk(t, "l"), m.ID); err != nil {
			t.Fatal(err)
		}
		w.wantCode(t, "another number", call(gateway, "13800000001", "1"), evidence.Refused)
		w.wantCode(t, "a key that means nothing", call(gateway, "13800000000", "7"), evidence.Malformed)
		w.wantCode(t, "it was so", call(gateway, "+86 138 0000 0000", "1"), "")
		w.wantGrade(t, "it was so", about, evidence.E2)
		w.wantCode(t, "it was not", call(gateway, "13800000000", "2"), "")
		if st := w.standing(t, about); st.Grade != evidence.E1 || !st.Contradicted || st.Counts() {
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

func TestOnesOwnAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, c, r := w.elder(t, "a"), carer(t, "c"), who(t, "r", region0)
		say := func(by access.Actor, v string, says evidence.Says) error {
			_, err := w.Confirm(t.Context(), by, evidence.Word{About: visit(v), Says: says})
			return err
		}
		self := who(t, "a", region0)
		wantKey(t, "nothing was said of it", say(self, "1", evidence.Happened), fault.NotFound, "access.absent")
		w.visited(t, c, visit("1"), a)
		wantKey(t, "somebody else", say(r, "1", evidence.Happened), fault.NotFound, "access.absent")
		r.OnBehalfOf = a
		wantKey(t, "under a mandate for something else", say(r, "1", evidence.Happened), fault.NotFound, "access.absent")
		w.means["person_r "+a], w.means["person_c "+a] = true, true
		wantKey(t, "what is said", say(r, "1", "perhaps"), fault.Invalid, "evidence.says.wrong")
		if err := say(r, "1", evidence.Happened); err != nil {
			t.Error(err)
		}
		w.wantGrade(t, "a relative", visit("1"), evidence.E2)
		w.visited(t, c, visit("2"), a)
		c.OnBehalfOf = a
		wantKey(t, "the carer, under a mandate", say(c, "2", evidence.Happened), fault.Denied, "evidence.involved")
		if err := say(self, "2", evidence.Differs); err != nil {
			t.Error(err)
		}
		if st := w.standing(t, visit("2")); st.Grade != evidence.E1 || !st.Contradicted {
			t.Errorf("different: %+v", st)
		}
		// The person speaks first; the carer's record afterwards stays contradicted.
		err := w.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := w.ConfirmIn(tx, self, evidence.Word{About: visit("3"), Person: a, Says: evidence.NotHappened})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.wantGrade(t, "nothing took place", visit("3"), evidence.Unseen)
		w.visited(t, carer(t, "d"), visit("3"), a)
		if st := w.standing(t, visit("3")); st.Grade != evidence.E1 || !st.Contradicted {
			t.Errorf("recorded afterwards: %+v", st)
		}
		// The carer confirms first, under the mandate, and records afterwards: that is one hand.
		err = w.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := w.ConfirmIn(tx, c, evidence.Word{About: visit("4"), Person: a, Says: evidence.Happened})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.wantGrade(t, "a word alone", visit("4"), evidence.E0)
		w.visited(t, carer(t, "c"), visit("4"), a)
		w.wantGrade(t, "the same hand twice", visit("4"), evidence.E1)
		err = w.delivered(carer(t, "d"), visit("4"), w.elder(t, "b"), "person_d")
		wantKey(t, "as another person's", err, fault.Conflict, "evidence.person.other")
	})
}

var region0 = accesstest.County // of accounts without rights: anywhere

func TestSamplesAndThirdSystems(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, c := w.elder(t, "a"), carer(t, "c")
		i := inspector(t, "i")
		w.visited(t, c, visit("1"), a)
		if _, err := w.Report(t.Context(), machine, evidence.Word{About: visit("1"), Says: evidence.Happened}); err != nil {
			t.Fatal(err)
		}
		w.wantGrade(t, "a third system", visit("1"), evidence.E3)
		_, err := w.Report(t.Context(), c, evidence.Word{About: visit("1"), Says: evidence.Happened})
		wantKey(t, "a carer is no system", err, fault.Denied, "access.denied")
		_, err = w.Sampled(t.Context(), who(t, "i", accesstest.Other, evidence.CanSample), evidence.Word{About: visit("1"), Says: evidence.Happened})
		wantKey(t, "from elsewhere", err, fault.NotFound, "access.absent")
		for _, x := range []struct {
			says evidence.Says
			want evidence.Grade
			bad  bool
		}{{evidence.NotHappened, evidence.E1, true}, {evidence.Happened, evidence.E4, false}, {evidence.Differs, evidence.E1, true}} {
			if _, err := w.Sampled(t.Context(), i, evidence.Word{About: visit("1"), Says: x.says}); err != nil {
				t.Fatal(err)
			}
			if st := w.standing(t, visit("1")); st.Grade != x.want || st.Contradicted != x.bad {
				t.Errorf("a sample says %s: %+v", x.says, st)
			}
		}
		both := who(t, "b", accesstest.County, evidence.CanSample, evidence.CanRecord)
		w.visited(t, both, visit("2"), a)
		_, err = w.Sampled(t.Context(), both, evidence.Word{About: visit("2"), Says: evidence.Happened})
		wantKey(t, "their own visit", err, fault.Denied, "evidence.involved")
		thing, err := w.Show(t.Context(), i, visit("1"))
		if err != nil || len(thing.Said) != 5 || thing.Person != a {
			t.Errorf("%+v, %v", thing, err)
		}
		_, err = w.Show(t.Context(), c, visit("1"))
		wantKey(t, "a carer reads", err, fault.Denied, "access.denied")
		if _, err := w.Show(t.Context(), who(t, "a", region0), visit("1")); err != nil {
			t.Errorf("one's own: %v", err)
		}
	})
}

// Every use case asks for its right where the person belongs.
func TestRights(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.elder(t, "a")
		m, err := w.NoteNumber(t.Context(), clerk(t, "k"), a, "13800000000")
		if err != nil {
			t.Fatal(err)
		}
		w.visited(t, carer(t, "c"), visit("1"), a)
		ctx := t.Context()
		for name, do := range map[string]func(who access.Actor) error{
			"record": func(x access.Actor) error {
				return w.delivered(x, visit("1"), a, "person_x")
			},
			"sheet":    func(x access.Actor) error { _, err := w.IssueSheet(ctx, x, a, 0); return err },
			"tag":      func(x access.Actor) error { _, err := w.EnrolTag(ctx, x, a, "04de5f1eacc040"); return err },
			"number":   func(x access.Actor) error { _, err := w.NoteNumber(ctx, x, a, "13800000000"); return err },
			"second":   func(x access.Actor) error { _, err := w.SecondNumber(ctx, x, m.ID); return err },
			"withdraw": func(x access.Actor) error { _, err := w.Withdraw(ctx, x, m.ID); return err },
			"means":    func(x access.Actor) error { _, err := w.MeansOf(ctx, x, a); return err },
			"compare":  func(x access.Actor) error { _, err := w.Reconcile(ctx, x, a, 1); return err },
			"sample": func(x access.Actor) error {
				_, err := w.Sampled(ctx, x, evidence.Word{About: visit("1"), Says: evidence.Happened})
				return err
			},
			"report": func(x access.Actor) error {
				_, err := w.Report(ctx, x, evidence.Word{About: visit("1"), Says: evidence.Happened})
				return err
			},
			"call": func(x access.Actor) error {
				_, err := w.ReportCall(ctx, x, evidence.Call{About: visit("1"), Number: "13800000000", Keys: "1"})
				return err
			},
			"show": func(x access.Actor) error { _, err := w.Show(ctx, x, visit("1")); return err },
		} {
			all := []access.Right{
				evidence.CanRecord, evidence.CanIssue, evidence.CanSample, evidence.CanRead, evidence.CanReport, evidence.CanReportVoice,
			}
			if err := do(who(t, "x", accesstest.Other, all...)); fault.KindOf(err) != fault.NotFound || err == nil {
				t.Errorf("%s from elsewhere: %v", name, err)
			}
			if err := do(who(t, "x", accesstest.County, "thing.other")); fault.KindOf(err) != fault.Denied || err == nil {
				t.Errorf("%s without the right: %v", name, err)
			}
			if err := do(access.Actor{}); err == nil {
				t.Errorf("%s by nobody was done", name)
			}
		}
		list, err := w.MeansOf(ctx, who(t, "a", region0), a)
		if err != nil || len(list) != 1 || list[0].EndedMs != 0 {
			t.Errorf("one's own means: %+v, %v", list, err)
		}
	})
}
