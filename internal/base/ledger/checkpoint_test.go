package ledger_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
)

func TestCheckpointsSurviveTheirFile(t *testing.T) {
	_, _, last, _ := chain(t)
	var b bytes.Buffer
	if err := ledger.WriteHead(&b, last); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	got, err := ledger.ReadHead(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(last, got); diff != "" {
		t.Errorf("checkpoints (-written +read):\n%s", diff)
	}
	one := text[:strings.Index(text, "\n")+1]
	if got, err := ledger.ReadHead(strings.NewReader("\n" + one)); err != nil || len(got) != 1 {
		t.Errorf("one signature alone: %d, %v", len(got), err)
	}
	for name, change := range map[string][2]string{
		"another number":     {`"seq":12`, `"seq":11`},
		"another node":       {`"node":"node_a"`, `"node":"node_b"`},
		"another head":       {`"head":"`, `"head":"0`},
		"another time":       {`"at_ms":17`, `"at_ms":18`},
		"another algorithm":  {`"algorithm":"Ed25519"`, `"algorithm":"SM2-SM3"`},
		"an unknown one":     {`"algorithm":"Ed25519"`, `"algorithm":"RSA"`},
		"another key's name": {`"key":"`, `"key":"0`},
		"another key":        {`"public":"`, `"public":"00`},
		"another signature":  {`"signature":"`, `"signature":"00`},
		"another version":    {`"v":1`, `"v":2`},
		"one more field":     {`"v":1`, `"v":1,"x":0`},
		"a field less":       {`"v":1,`, ``},
		"two values a line":  {"\n", "{}\n"},
		"not JSON":           {"{", "<"},
		"everything":         {text, ""},
		"half a line":        {text, text[:300]},
	} {
		bad := strings.Replace(text, change[0], change[1], 1)
		if bad == text {
			t.Errorf("%s: %q is not in the file", name, change[0])
		}
		if got, err := ledger.ReadHead(strings.NewReader(bad)); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%s: %d checkpoints, %v; want it refused", name, len(got), err)
		}
	}
}
