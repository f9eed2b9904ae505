package ledger_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/i18n"
	"mihe/internal/base/ledger"
)

func sample() ledger.Header {
	return ledger.Header{
		V: 1, Node: "node_a", Seq: 3, AtMs: -5, Kind: "note.line.written", KindV: 2, Actor: `a "quoted" \ one`, OnBehalfOf: "b",
		Channel: "web", Request: "c", Purpose: "d", Basis: "e", Subjects: []string{"f", "g"}, Region: "520521@county",
		Audience: ledger.Peer("node_b"), Record: &ledger.Committed{Kind: "note.line", ID: "弥合", SHA256: ledger.HashOf(nil)}, CausedBy: "h",
	}
}

func TestAHeaderIsReadAsItWasWritten(t *testing.T) {
	bare := sample()
	bare.Subjects, bare.Record, bare.OnBehalfOf, bare.Region = nil, nil, "", ""
	for _, h := range []ledger.Header{sample(), bare} {
		raw, err := h.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		got, err := ledger.ParseHeader(raw)
		if err != nil {
			t.Fatalf("ParseHeader(%s): %v", raw, err)
		}
		if diff := cmp.Diff(h, got); diff != "" {
			t.Errorf("header (-written +read):\n%s", diff)
		}
	}
}

// Every text that means the same to some parser of JSON, and everything that Append would refuse.
func TestOnlyOneFormIsAHeader(t *testing.T) {
	raw, err := sample().Bytes()
	if err != nil {
		t.Fatal(err)
	}
	good := string(raw)
	if _, err := ledger.ParseHeader(raw); err != nil {
		t.Fatalf("the control: %v", err)
	}
	for name, change := range map[string][2]string{
		"a blank":               {`"v":1`, `"v": 1`},
		"a leading zero":        {`"seq":3`, `"seq":03`},
		"a plus":                {`"seq":3`, `"seq":+3`},
		"an exponent":           {`"seq":3`, `"seq":3e0`},
		"a fraction":            {`"seq":3`, `"seq":3.0`},
		"negative nothing":      {`"at_ms":-5`, `"at_ms":-0`},
		"too great a number":    {`"at_ms":-5`, `"at_ms":9223372036854775808`},
		"no number":             {`"seq":3`, `"seq":`},
		"a needless escape":     {`"b"`, `"\u0062"`},
		"a solidus":             {`"b"`, `"\/"`},
		"a line feed":           {`"b"`, "\"\n\""},
		"an escaped line feed":  {`"b"`, `"\n"`},
		"a delete":              {`"b"`, "\"\x7f\""},
		"no UTF-8":              {`"b"`, "\"\xff\""},
		"an unpaired surrogate": {`"b"`, "\"\xed\xa0\x80\""},
		"a doubled field":       {`"node":"node_a",`, `"node":"node_b","node":"node_a",`},
		"another order":         {`"v":1,"node":"node_a"`, `"node":"node_a","v":1`},
		"one more field":        {`"caused_by":"h"`, `"caused_by":"h","x":""`},
		"a field less":          {`,"caused_by":"h"`, ``},
		"something after it":    {`"caused_by":"h"}`, `"caused_by":"h"} `},
		"an open end":           {`"caused_by":"h"}`, `"caused_by":"h`},
		"an escape at the end":  {`"caused_by":"h"}`, `"caused_by":"h\`},
		"another version":       {`"v":1`, `"v":2`},
		"no node":               {`"node_a"`, `""`},
		"number nothing":        {`"seq":3`, `"seq":0`},
		"a kind of two parts":   {`"note.line.written"`, `"note.written"`},
		"a kind in capitals":    {`"note.line.written"`, `"note.Line.written"`},
		"a kind with a hyphen":  {`"note.line.written"`, `"note.line-x.written"`},
		"an empty part":         {`"note.line.written"`, `"note..written"`},
		"a dot at the end":      {`"note.line.written"`, `"note.line.written."`},
		"a room with a digit":   {`"note.line.written"`, `"note2.line.written"`},
		"no version of a kind":  {`"kind_v":2`, `"kind_v":0`},
		"no actor":              {`"a \"quoted\" \\ one"`, `""`},
		"no channel":            {`"web"`, `""`},
		"subjects in disorder":  {`["f","g"]`, `["g","f"]`},
		"a subject twice":       {`["f","g"]`, `["f","f"]`},
		"an empty subject":      {`["f","g"]`, `["","g"]`},
		"a comma too many":      {`["f","g"]`, `["f","g",]`},
		"no comma":              {`["f","g"]`, `["f""g"]`},
		"no audience":           {`"peer:node_b"`, `""`},
		"a peer without name":   {`"peer:node_b"`, `"peer:"`},
		"an unknown audience":   {`"peer:node_b"`, `"everyone"`},
		"another room's record": {`"kind":"note.line","id"`, `"kind":"fact.line","id"`},
		"a record without name": {`"id":"弥合"`, `"id":""`},
		"a hash in capitals":    {"e3b0c442", "E3B0C442"},
		"a short hash":          {"e3b0c442", "e3b0c4"},
	} {
		text := strings.Replace(good, change[0], change[1], 1)
		if text == good {
			t.Errorf("%s: %q is not in the header", name, change[0])
		}
		if h, err := ledger.ParseHeader([]byte(text)); err == nil {
			t.Errorf("%s: %s was taken as %+v", name, text, h)
		}
	}
}

// FuzzParseHeader: whatever is taken is exactly what Bytes writes.
func FuzzParseHeader(f *testing.F) {
	raw, err := sample().Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(strings.Replace(string(raw), `{"kind":"note.line","id":"弥合"`, "null,{", 1)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		h, err := ledger.ParseHeader(raw)
		if err != nil {
			return
		}
		if again, err := h.Bytes(); err != nil || string(again) != string(raw) {
			t.Errorf("ParseHeader took %q, Bytes writes %q, %v", raw, again, err)
		}
	})
}

func TestHashesAreWrittenInOneWay(t *testing.T) {
	// SHA-256 of nothing: FIPS 180-4, NIST's example values.
	const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	if got := ledger.HashOf(nil).String(); got != empty {
		t.Errorf("HashOf(nil) = %s, want %s", got, empty)
	}
	if h, ok := ledger.ParseHash(empty); !ok || h != ledger.HashOf(nil) {
		t.Errorf("ParseHash(%s) = %s, %t", empty, h, ok)
	}
	for _, bad := range []string{"", empty[1:], empty + "0", strings.ToUpper(empty), "g" + empty[1:], empty[:63] + "/"} {
		if h, ok := ledger.ParseHash(bad); ok {
			t.Errorf("ParseHash(%q) = %s, want it refused", bad, h)
		}
	}
}

func TestWordsExistInBothLanguages(t *testing.T) {
	words, err := i18n.Load(ledger.Words)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"ledger.malformed", "ledger.text", "ledger.head_file", "ledger.foreign_keyring"} {
		if !words.Has(key) {
			t.Errorf("%s has no words", key)
		}
	}
}
