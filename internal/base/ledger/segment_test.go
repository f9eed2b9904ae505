package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/fault"
	"mihe/internal/base/keyring"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/ledger/ledgertest"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// chain returns 12 entries of every audience, the checkpoints over the 4th and the last, and the keys that signed.
func chain(t *testing.T) (entries []ledger.Logged, fourth, last []ledger.Checkpoint, keys []keyring.Public) {
	t.Helper()
	ctx := context.Background()
	db := storetest.Open(t, ledgertest.Migrations()...)
	log, ring := ledgertest.Log(), keyringtest.Keys(t, ledgertest.Node)
	keeper := ledgertest.Keeper(t, db, log, ring)
	for i := range 12 {
		e := ledgertest.Mixed(i)
		e.Audience = []ledger.Audience{ledger.Self, ledger.Parent, ledger.Peer("node_b"), ledger.Public}[i%4]
		ledgertest.Append(t, db, log, e)
		if i == 3 {
			fourth = ledgertest.Sign(t, keeper)
		}
	}
	last = ledgertest.Sign(t, keeper)
	err := db.Read(ctx, func(q store.Queryer) error {
		return ledgerdb.Store{}.Each(q, ledgertest.Node, 1, func(l ledger.Logged) error {
			entries = append(entries, l)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if keys, err = ring.Publics(ctx); err != nil {
		t.Fatal(err)
	}
	return entries, fourth, last, keys
}

func TestEachReaderGetsItsOwnEntriesAndAllOfThemVerify(t *testing.T) {
	entries, fourth, last, keys := chain(t)
	for name, c := range map[string]struct {
		reader []ledger.Audience
		want   []int64
	}{
		"the public":            {nil, []int64{4, 8, 12}},
		"the parent":            {[]ledger.Audience{ledger.Parent}, []int64{2, 4, 6, 8, 10, 12}},
		"a peer":                {[]ledger.Audience{ledger.Peer("node_b")}, []int64{3, 4, 7, 8, 11, 12}},
		"another peer":          {[]ledger.Audience{ledger.Peer("node_c")}, []int64{4, 8, 12}},
		"a parent and peer":     {[]ledger.Audience{ledger.Parent, ledger.Peer("node_b")}, []int64{2, 3, 4, 6, 7, 8, 10, 11, 12}},
		"who claims to be self": {[]ledger.Audience{ledger.Self}, []int64{4, 8, 12}},
	} {
		t.Run(name, func(t *testing.T) {
			mark := ledger.Mark{Node: ledgertest.NodeID}
			var got []int64
			for _, piece := range []struct {
				entries []ledger.Logged
				signed  []ledger.Checkpoint
			}{{entries[:4], fourth}, {entries[4:], last}} {
				s, err := ledger.Cut(piece.entries, mark.Head, piece.signed, c.reader...)
				if err != nil {
					t.Fatal(err)
				}
				whole, next, err := ledger.VerifySegment(sent(t, s), mark, keys)
				if err != nil {
					t.Fatal(err)
				}
				for _, h := range whole {
					got = append(got, h.Seq)
				}
				mark = next
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("whole entries (-want +got):\n%s", diff)
			}
			if mark.Seq != 12 || mark.Head != entries[11].Head {
				t.Errorf("verified up to %d", mark.Seq)
			}
		})
	}
}

// sent writes a segment and reads it back.
func sent(t *testing.T, s ledger.Segment) ledger.Segment {
	t.Helper()
	var b bytes.Buffer
	if err := ledger.WriteSegment(&b, s); err != nil {
		t.Fatal(err)
	}
	got, err := ledger.ReadSegment(&b)
	if err != nil {
		t.Fatalf("ReadSegment: %v", err)
	}
	return got
}

func TestASegmentShowsNothingOfOtherReaders(t *testing.T) {
	entries, _, last, _ := chain(t)
	s, err := ledger.Cut(entries, ledger.Hash{}, last)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := ledger.WriteSegment(&b, s); err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if shown := strings.Contains(b.String(), fmt.Sprintf(`\"seq\":%d,`, e.Seq)); shown != (e.Audience == ledger.Public) {
			t.Errorf("entry %d for %s is shown: %t", e.Seq, e.Audience, shown)
		}
	}
}

func TestASegmentThatDoesNotHoldIsRefused(t *testing.T) {
	entries, _, last, keys := chain(t)
	start := ledger.Mark{Node: ledgertest.NodeID, Seq: 4, Head: entries[3].Head}
	cut := func() ledger.Segment {
		s, err := ledger.Cut(entries[4:], start.Head, slices.Clone(last), ledger.Parent)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if _, _, err := ledger.VerifySegment(cut(), start, keys); err != nil {
		t.Fatalf("the control: %v", err)
	}
	for name, change := range map[string]func(s *ledger.Segment, mark *ledger.Mark){
		"a gap":              func(_ *ledger.Segment, mark *ledger.Mark) { mark.Seq = 3 },
		"another beginning":  func(_ *ledger.Segment, mark *ledger.Mark) { mark.Head[0] ^= 1 },
		"a forged beginning": func(s *ledger.Segment, mark *ledger.Mark) { s.Before[0] ^= 1; mark.Head[0] ^= 1 },
		"another node":       func(_ *ledger.Segment, mark *ledger.Mark) { mark.Node = "node_b" },
		"nothing":            func(s *ledger.Segment, _ *ledger.Mark) { s.Items = nil },
		"an entry left out":  func(s *ledger.Segment, _ *ledger.Mark) { s.Items = slices.Delete(s.Items, 2, 3) },
		"the end cut off":    func(s *ledger.Segment, _ *ledger.Mark) { s.Items = s.Items[:7] },
		"a changed leaf":     func(s *ledger.Segment, _ *ledger.Mark) { s.Items[0].Leaf[5] ^= 1 },
		"a changed header": func(s *ledger.Segment, _ *ledger.Mark) {
			s.Items[1].Header = strings.Replace(s.Items[1].Header, "a", "b", 1)
		},
		"a header in disorder": func(s *ledger.Segment, _ *ledger.Mark) {
			s.Items[1].Header, s.Items[3].Header = s.Items[3].Header, s.Items[1].Header
		},
		"no signature":        func(s *ledger.Segment, _ *ledger.Mark) { s.Signed = nil },
		"a changed signature": func(s *ledger.Segment, _ *ledger.Mark) { s.Signed[1].Signature = bytes.Repeat([]byte{1}, 64) },
		"another number":      func(s *ledger.Segment, _ *ledger.Mark) { s.Signed[0].Seq-- },
	} {
		s, mark := cut(), start
		change(&s, &mark)
		if whole, next, err := ledger.VerifySegment(s, mark, keys); fault.KindOf(err) != fault.Invalid || whole != nil || next != mark {
			t.Errorf("%s: %d entries, %+v, %v; want it refused", name, len(whole), next, err)
		}
	}
	if _, _, err := ledger.VerifySegment(cut(), start, nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("signed by nobody the reader trusts: %v", err)
	}
}

func TestASegmentOfAnotherFormIsRefused(t *testing.T) {
	entries, _, last, _ := chain(t)
	s, err := ledger.Cut(entries, ledger.Hash{}, last, ledger.Parent)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := ledger.WriteSegment(&b, s); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	lines := strings.SplitAfter(text, "\n")
	for name, bad := range map[string]string{
		"nothing":             "",
		"no beginning":        strings.Join(lines[1:], ""),
		"another version":     strings.Replace(text, `"v":1`, `"v":2`, 1),
		"a field too many":    strings.Replace(text, `"v":1`, `"v":1,"x":1`, 1),
		"half a line":         text[:len(text)-40],
		"two things a line":   strings.Replace(text, `{"leaf":"`, `{"header":"x","leaf":"`, 1),
		"neither":             strings.Replace(text, lines[1], "{}\n", 1),
		"a leaf in capitals":  strings.Replace(text, lines[1], strings.ToUpper(lines[1][9:20]), 1),
		"a late leaf":         text + lines[1],
		"three signatures":    text + lines[len(lines)-2],
		"an endless line":     text + strings.Repeat(" ", 1<<20),
		"something on a line": strings.Replace(text, "\n", "{}\n", 1),
	} {
		if got, err := ledger.ReadSegment(strings.NewReader(bad)); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%s: %+v, %v; want it refused", name, got.Node, err)
		}
	}
	if _, err := ledger.Cut(entries[:5], ledger.Hash{}, last); err == nil {
		t.Error("a segment was cut that its checkpoint does not end")
	}
}
