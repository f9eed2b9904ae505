package ledger_test

import (
	"context"
	"os"
	"strconv"
	"strings"
	"testing"

	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgertest"
)

// attacks is how many are tried: 1,000, and 10,000 when MIHE_SCALE is above 1 (trust.md R11).
func attacks() int {
	if scale, err := strconv.Atoi(os.Getenv("MIHE_SCALE")); err == nil && scale > 1 {
		return 10_000
	}
	return 1_000
}

func verify(t *testing.T, c *ledgertest.Copy, heads ...ledger.Checkpoint) ledger.Result {
	t.Helper()
	got, err := ledger.Verify(context.Background(), c, ledger.Options{Heads: heads})
	if err != nil {
		t.Fatalf("Verify: %v", err)
	}
	return got
}

// All attacks run on copies in memory, through the code that verifies files; test/verify runs some on files, with both
// verifiers.
func TestEveryAttackIsFound(t *testing.T) {
	s := ledgertest.NewScene(t)
	if got := verify(t, s.Whole, s.Heads...); !got.OK {
		t.Fatalf("before any attack: %+v", got.FirstBad)
	}
	made, found := map[string]int{}, map[string]int{}
	why := map[ledger.Why]int{}
	total := attacks()
	for i := range total {
		a := ledgertest.Attacks[i%len(ledgertest.Attacks)]
		got := verify(t, s.Make(a, uint64(i)), s.Heads...)
		made[a.Family]++
		if got.FirstBad == nil {
			t.Errorf("%s, seed %d: not found", a.Family, i)
			continue
		}
		found[a.Family]++
		why[got.FirstBad.Why]++
	}
	sum := 0
	for _, a := range ledgertest.Attacks {
		t.Logf("%5d of %5d found: %s", found[a.Family], made[a.Family], a.Family)
		sum += found[a.Family]
	}
	t.Logf("%5d of %5d found in all; by check: %v", sum, total, why)
}

// The control: without a checkpoint kept elsewhere, an attack that makes everything fit is not found, and every other
// one is.
func TestWithoutAnOutsideCheckpointSomeAttacksAreNotFound(t *testing.T) {
	s := ledgertest.NewScene(t)
	for _, a := range ledgertest.Attacks {
		for seed := range uint64(20) {
			if got := verify(t, s.Make(a, seed)); got.OK != a.Outside {
				t.Errorf("%s, seed %d: found %+v; found without an outside checkpoint should be %t", a.Family, seed, got.FirstBad, !a.Outside)
			}
		}
	}
}

// The control: a verifier without a check misses attacks of the family that the check is for.
func TestAVerifierWithoutACheckMissesItsFamily(t *testing.T) {
	s := ledgertest.NewScene(t)
	for family, why := range map[string]ledger.Why{
		"flip a leaf":         ledger.BadLeaf,
		"flip a head":         ledger.BadHead,
		"flip a column":       ledger.BadColumns,
		"flip a record":       ledger.BadRecord,
		"delete a record":     ledger.BadRecord,
		"swap two records":    ledger.BadRecord,
		"insert a record":     ledger.BadRecord,
		"flip a subject":      ledger.BadSubject,
		"delete a subject":    ledger.BadSubject,
		"insert a subject":    ledger.BadSubject,
		"flip a checkpoint":   ledger.BadCheckpoint,
		"insert a checkpoint": ledger.BadCheckpoint,
		"flip the end":        ledger.BadEnd,
		"truncate":            ledger.BadCut,
		"roll back":           ledger.BadCut,
		"fork":                ledger.BadOutside,
	} {
		t.Run(family, func(t *testing.T) {
			ledger.Without(t, why)
			missed := 0
			const tried = 40
			for seed := range uint64(tried) {
				a := familyOf(t, family)
				if verify(t, s.Make(a, seed), s.Heads...).OK {
					missed++
				}
			}
			t.Logf("without %s: %d of %d missed", why, missed, tried)
			if missed == 0 {
				t.Errorf("without the check %s every attack is still found: it is not what finds them", why)
			}
		})
	}
}

// The control for checks that others mostly come before: for each there is a change that it alone finds. (A number that
// the row has and the header has not is found by both BadNumber and BadSeq.)
func TestEveryCheckFindsSomethingAlone(t *testing.T) {
	s := ledgertest.NewScene(t)
	for why, change := range map[ledger.Why]func(c *ledgertest.Copy){
		ledger.BadSeq:  func(c *ledgertest.Copy) { forgeLast(t, c, func(h *ledger.Header) { h.Seq = 1000 }) },
		ledger.BadNode: func(c *ledgertest.Copy) { forgeLast(t, c, func(h *ledger.Header) { h.Node = "node_b" }) },
		ledger.BadKey: func(c *ledgertest.Copy) {
			for i, k := range c.PublicKeys {
				if k.Introduced != "" {
					c.PublicKeys[i].Introduction = strings.Repeat("0", 128)
				}
			}
		},
	} {
		t.Run(string(why), func(t *testing.T) {
			c := s.Whole.Clone()
			change(c)
			if got := verify(t, c).FirstBad; got == nil || got.Why != why {
				t.Errorf("found %+v, want %s", got, why)
			}
			ledger.Without(t, why)
			if got := verify(t, c).FirstBad; got != nil {
				t.Errorf("without the check %s it is still found: %+v", why, got)
			}
		})
	}
}

// forgeLast writes the last entry anew with another header and makes everything fit.
func forgeLast(t *testing.T, c *ledgertest.Copy, change func(h *ledger.Header)) {
	t.Helper()
	n := len(c.Entries)
	row := c.Entries[n-1]
	h, err := ledger.ParseHeader([]byte(row.Header.(string)))
	if err != nil {
		t.Fatal(err)
	}
	change(&h)
	raw, err := h.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	c.Entries = c.Entries[:n-1]
	h.Seq = row.Seq.(int64)
	c.AddRaw(h, string(raw))
	c.Checkpoints = c.Checkpoints[:len(c.Checkpoints)-2] // those of the last entry
}

func TestAHeaderInAnotherFormIsFoundThoughItsHashesFit(t *testing.T) {
	s := ledgertest.NewScene(t)
	c := s.Whole.Clone()
	row := c.Entries[len(c.Entries)-1]
	h, err := ledger.ParseHeader([]byte(row.Header.(string)))
	if err != nil {
		t.Fatal(err)
	}
	c.Entries, c.Checkpoints = c.Entries[:len(c.Entries)-1], c.Checkpoints[:len(c.Checkpoints)-2]
	c.AddRaw(h, row.Header.(string)+" ")
	if got := verify(t, c).FirstBad; got == nil || got.Why != ledger.BadHeader {
		t.Errorf("found %+v, want %s", got, ledger.BadHeader)
	}
}

func familyOf(t *testing.T, name string) ledgertest.Attack {
	t.Helper()
	for _, a := range ledgertest.Attacks {
		if a.Family == name {
			return a
		}
	}
	t.Fatalf("there is no family %q", name)
	return ledgertest.Attack{}
}
