package ident

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

func TestNewIsTheKindAndAULID(t *testing.T) {
	// The ULID specification's example time, 1469918176385, is written 01ARYZ6S41.
	at := time.UnixMilli(1469918176385)
	got, err := New("case", at, bytes.NewReader(make([]byte, 10)))
	if want := "case_01aryz6s410000000000000000"; err != nil || got != want {
		t.Errorf("New = %q %v, want %q", got, err, want)
	}
	kind, when, err := Parse(got)
	if err != nil || kind != "case" || !when.Equal(at) {
		t.Errorf("Parse(%q) = %q %v %v", got, kind, when, err)
	}
}

func TestNewRefuses(t *testing.T) {
	now := time.UnixMilli(1)
	for name, tc := range map[string]struct {
		kind   string
		at     time.Time
		random io.Reader
	}{
		"no kind":             {"", now, rand.Reader},
		"kind with capitals":  {"Case", now, rand.Reader},
		"kind with an edge":   {"fact_batch", now, rand.Reader},
		"before 1970":         {"case", time.UnixMilli(-1), rand.Reader},
		"after 10889":         {"case", time.UnixMilli(1 << 48), rand.Reader},
		"randomness runs dry": {"case", now, bytes.NewReader(make([]byte, 9))},
		"randomness fails":    {"case", now, iotest.ErrReader(errors.New("no entropy"))},
	} {
		if got, err := New(tc.kind, tc.at, tc.random); err == nil || got != "" {
			t.Errorf("%s: New = %q %v, want an error", name, got, err)
		}
	}
}

func TestCheck(t *testing.T) {
	good := "case_01aryz6s410000000000000000"
	for s, want := range map[string]string{
		good:                               "",
		"task_01aryz6s410000000000000000":  "ident.id.kind",
		strings.ToUpper(good):              "ident.id.form",
		"case_01ARYZ6S410000000000000000":  "ident.id.form",
		"case_81aryz6s410000000000000000":  "ident.id.form", // beyond 128 bits
		"case_01aryz6s41000000000000000":   "ident.id.form",
		"case_01aryz6s4100000000000000000": "ident.id.form",
		"case_01aryz6s41000000000000000u":  "ident.id.form", // u is not in Crockford's alphabet
		"_01aryz6s410000000000000000":      "ident.id.form",
		"case":                             "ident.id.form",
		"":                                 "ident.id.form",
		" " + good:                         "ident.id.form",
	} {
		wants(t, "Check(case, "+s+")", Check("case", s), want)
	}
}

// wants fails the test unless err is an Invalid fault with that key, or nil for an empty key.
func wants(t *testing.T, what string, err error, key string) {
	t.Helper()
	f, ok := fault.As(err)
	switch {
	case key == "" && err != nil, key != "" && (!ok || f.Key != key || f.Kind != fault.Invalid):
		t.Errorf("%s = %v, want %q", what, err, key)
	}
}

func TestIdentifiersRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.StringMatching(`[a-z]{1,20}`).Draw(t, "kind")
		at := time.UnixMilli(rapid.Int64Range(0, 1<<48-1).Draw(t, "at"))
		random := rapid.SliceOfN(rapid.Byte(), 10, 10).Draw(t, "random")
		s, err := New(kind, at, bytes.NewReader(random))
		if err != nil || Check(kind, s) != nil || len(s) != len(kind)+27 || s != strings.ToLower(s) {
			t.Fatalf("New(%q, %v) = %q %v", kind, at, s, err)
		}
		if _, when, _ := Parse(s); !when.Equal(at) {
			t.Fatalf("Parse(%q) says %v, want %v", s, when, at)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("case_01aryz6s410000000000000000")
	f.Add("case_7zzzzzzzzzzzzzzzzzzzzzzzzz")
	f.Add("_")
	f.Fuzz(func(t *testing.T, s string) {
		kind, _, err := Parse(s)
		if err == nil && (!strings.HasPrefix(s, kind+"_") || s != strings.ToLower(s) || Check(kind, s) != nil) {
			t.Errorf("Parse(%q) = %q, which Check refuses", s, kind)
		}
	})
}

func TestEveryFaultHasWords(t *testing.T) {
	words, err := i18n.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		Check("case", ""), Check("case", "task_01aryz6s410000000000000000"),
		parseCitizen(""), parseCitizen("X10105194912310021"), parseCitizen("110105194913310021"), parseCitizen("110105194912310021"),
		parseCredit(""), parseCredit("91350100M000100IO3"), parseCredit("91350100M000100Y44"),
	} {
		f, ok := fault.As(err)
		if !ok || !words.Has(f.Key) {
			t.Errorf("no words for %v", err)
		}
	}
}

func parseCitizen(s string) error { _, err := ParseCitizen(s); return err }
func parseCredit(s string) error  { _, err := ParseCreditCode(s); return err }
