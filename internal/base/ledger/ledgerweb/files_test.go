package ledgerweb_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/keyring"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/ledger/ledgertest"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// TestAnEntryCanBeCheckedByHand computes leaf and head from what stands on the page, as the page says.
func TestAnEntryCanBeCheckedByHand(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.entry(t, "access.account.made", accesstest.County, record)
		s.entry(t, "access.role.given", accesstest.County, func(e *ledger.Entry) { e.CausedBy = `<b>"quote" & \stroke</b>` })
		for _, path := range []string{"/ledger/1", "/ledger/2?lang=en&print=large"} {
			doc := s.page(t, path, http.StatusOK)
			leaf := sha256.Sum256([]byte("\x00" + doc.Find("#header").Text()))
			before, err := hex.DecodeString(doc.Find("#before").Text())
			if err != nil {
				t.Fatal(err)
			}
			head := sha256.Sum256(append(append([]byte{2}, before...), leaf[:]...))
			if hex.EncodeToString(leaf[:]) != doc.Find("#leaf").Text() || hex.EncodeToString(head[:]) != doc.Find("#head").Text() {
				t.Errorf("%s: what stands on the page does not give its leaf and head", path)
			}
			if how := doc.Find("ol.howto").Text(); !strings.Contains(how, doc.Find("#before").Text()+doc.Find("#leaf").Text()) {
				t.Errorf("%s: the command does not hold the hashes: %s", path, how)
			}
		}
		if got := s.page(t, "/ledger/1", http.StatusOK).Find("#before").Text(); got != strings.Repeat("0", 64) {
			t.Errorf("before the first entry stands %s", got)
		}
		for _, path := range []string{"/ledger/0", "/ledger/x", "/ledger/-1", "/ledger/1e3", "/ledger/9007199254740993", "/ledger/99"} {
			s.page(t, path, http.StatusNotFound)
		}
	})
}

func TestTheChainsStateIsShown(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		state := func() (warned, signed bool, text string) {
			doc := s.page(t, "/ledger?lang=en", http.StatusOK)
			return doc.Find(".synth").Length() > 0, doc.Find("a[href^='/ledger/head.json']").Length() == 1, doc.Find("section:has(#chain)").Text()
		}
		if got := s.get("/ledger/head.json").Code; got != http.StatusNotFound {
			t.Errorf("a checkpoint before there is one: %d", got)
		}
		if warned, signed, text := state(); warned || signed || !strings.Contains(text, "none yet") {
			t.Errorf("a chain that has just begun: warned %t, signed %t\n%s", warned, signed, text)
		}
		s.Clock.Add(25 * time.Hour)
		if warned, _, _ := state(); !warned {
			t.Error("nobody has signed for 25 hours, and there is no warning")
		}
		ledgertest.Sign(t, s.Keeper)
		if warned, signed, text := state(); warned || !signed || !strings.Contains(text, keyring.Algorithms[0]) || !strings.Contains(text, "agrees with the ledger") {
			t.Errorf("just signed: warned %t, signed %t\n%s", warned, signed, text)
		}
		s.Clock.Add(72 * time.Hour) // a long weekend on which only this page is looked at
		ledgertest.Sign(t, s.Keeper)
		if warned, _, _ := state(); warned {
			t.Error("everything but this very look is signed, and there is a warning")
		}
	})
}

// TestACheckpointThatDoesNotAgreeIsSaid changes the ledger behind the program's back.
func TestACheckpointThatDoesNotAgreeIsSaid(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.entry(t, "access.account.made", accesstest.County)
		signed := ledgertest.Sign(t, s.Keeper)
		other := signed[0]
		other.Seq, other.Head = signed[0].Seq+1, ledger.HashOf([]byte("another"))
		s.entry(t, "access.account.made", accesstest.County)
		err := s.DB.Write(context.Background(), func(tx *store.Tx) error {
			return ledgerdb.Store{}.Keep(tx, s.Node.Number, nil, []ledger.Checkpoint{other})
		})
		if err != nil {
			t.Fatal(err)
		}
		if doc := s.page(t, "/ledger", http.StatusOK); doc.Find(".synth").Length() != 1 {
			t.Error("a checkpoint over another head is shown as good")
		}
	})
}

func TestHeadIsWhatVerifyTakes(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		for range 3 {
			s.entry(t, "access.account.made", accesstest.County, func(e *ledger.Entry) { e.Audience = ledger.Parent })
		}
		ledgertest.Sign(t, s.Keeper)
		w := s.get("/ledger/head.json")
		heads, err := ledger.ReadHead(w.Body)
		if err != nil || w.Code != http.StatusOK {
			t.Fatalf("head.json: %d, %v", w.Code, err)
		}
		got, err := ledger.Verify(context.Background(), &ledgerdb.Source{DB: s.DB, Node: s.Node.Number}, ledger.Options{Heads: heads})
		if err != nil || !got.OK || got.Entries != 3 {
			t.Errorf("Verify = %+v, %v", got, err)
		}
		heads[0].Head[0] ^= 1 // the control
		if _, err := ledger.Verify(context.Background(), &ledgerdb.Source{DB: s.DB, Node: s.Node.Number}, ledger.Options{Heads: heads}); err == nil {
			t.Error("a changed checkpoint is taken")
		}
	})
}

func TestASegmentVerifiesElsewhere(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		for i := range 9 {
			s.entry(t, "access.account.made", accesstest.County, func(e *ledger.Entry) {
				e.Audience = []ledger.Audience{ledger.Self, ledger.Parent, ledger.Public}[i%3]
			})
		}
		signed := ledgertest.Sign(t, s.Keeper)
		trusted := []keyring.Public{{Key: signed[0].Key, Algorithm: signed[0].Algorithm, Bytes: signed[0].Public}}
		for query, want := range map[string]int{"from=1&for=parent": 6, "from=1&for=public": 3, "from=1": 3} {
			seg := readSegment(t, s, query)
			whole, mark, err := ledger.VerifySegment(seg, ledger.Mark{Node: s.Node.ID}, trusted)
			if err != nil || len(whole) != want || mark.Seq != 9 {
				t.Errorf("%s: %d headers up to %d, %v; want %d up to 9", query, len(whole), mark.Seq, err, want)
			}
			for _, h := range whole {
				if h.Audience == ledger.Self {
					t.Errorf("%s: entry %d is for this node alone", query, h.Seq)
				}
			}
		}
		first := readSegment(t, s, "from=1&for=parent")
		rest := readSegment(t, s, "from=5&for=parent")
		after := ledger.Mark{Node: s.Node.ID, Seq: 4}
		for _, item := range first.Items[:4] {
			after.Head = ledger.HeadOf(after.Head, item.Leaf)
		}
		if _, mark, err := ledger.VerifySegment(rest, after, trusted); err != nil || mark.Seq != 9 {
			t.Errorf("from the middle: up to %d, %v", mark.Seq, err)
		}
		if _, _, err := ledger.VerifySegment(rest, ledger.Mark{Node: s.Node.ID}, trusted); err == nil {
			t.Error("the control: a segment is taken where it does not belong")
		}
		if kinds := s.Kinds(t)[9:]; len(kinds) != 5 || kinds[0] != "ledger.segment.sent" {
			t.Errorf("five downloads left %v", kinds)
		}
	})
}

func readSegment(t *testing.T, s *site, query string) ledger.Segment {
	t.Helper()
	w := s.get("/ledger/segment.jsonl?" + query)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", query, w.Code, w.Body)
	}
	seg, err := ledger.ReadSegment(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return seg
}

func TestSegmentsThatAreRefused(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.entry(t, "access.account.made", accesstest.County)
		if got := s.get("/ledger/segment.jsonl?from=1").Code; got != http.StatusNotFound {
			t.Errorf("nothing is signed: %d", got)
		}
		ledgertest.Sign(t, s.Keeper)
		for query, want := range map[string]int{
			"": http.StatusNotFound, "from=0": http.StatusNotFound, "from=x": http.StatusNotFound, "from=99": http.StatusNotFound,
			"from=9223372036854775807": http.StatusNotFound, "from=1&for=self": http.StatusUnprocessableEntity,
			"from=1&for=peer:node_b": http.StatusUnprocessableEntity, "from=1&for=parent": http.StatusOK,
		} {
			if got := s.get("/ledger/segment.jsonl?" + query).Code; got != want {
				t.Errorf("%q: %d, want %d", query, got, want)
			}
		}
		for name, c := range map[string]struct {
			who  access.Actor
			want int
		}{
			"part of the node": {s.auditor(accesstest.County), http.StatusNotFound},
			"another right":    {s.Who(access.Mandate{Role: accesstest.System, At: accesstest.Province}), http.StatusForbidden},
			"visitor":          {access.Visitor(), http.StatusUnauthorized},
		} {
			s.who = c.who
			before := len(s.Kinds(t))
			if got := s.get("/ledger/segment.jsonl?from=1").Code; got != c.want {
				t.Errorf("%s: %d, want %d", name, got, c.want)
			}
			if len(s.Kinds(t)) != before {
				t.Errorf("%s: a refusal left an entry", name)
			}
		}
	})
}

// TestASegmentEndsAtACheckpoint asks for more than one download holds.
func TestASegmentEndsAtACheckpoint(t *testing.T) {
	s := newSite(t, storetest.Open(t, accesstest.Migrations()...))
	for _, n := range []int{4_000, 16_005} {
		many := make([]ledger.Entry, n)
		for i := range many {
			many[i] = access.System("test").Entry("access.account.made", accesstest.County)
		}
		s.write(t, many...)
		ledgertest.Sign(t, s.Keeper)
	}
	if got := len(readSegment(t, s, "from=1").Items); got != 4_000 {
		t.Errorf("the first download holds %d entries, want the 4,000 up to a checkpoint", got)
	}
	if got := len(readSegment(t, s, "from=4001").Items); got != 16_005 {
		t.Errorf("the second download holds %d entries, want the 16,005 up to the next", got)
	}
}
