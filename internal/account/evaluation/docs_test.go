package evaluation_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"mihe/internal/account/evaluation"
)

// The example of docs/evaluation.md is a method and a file that can be evaluated as they stand there.
func TestDocumentedExample(t *testing.T) {
	raw, err := os.ReadFile("../../../docs/evaluation.md")
	if err != nil {
		t.Fatal(err)
	}
	block := func(language string) string {
		_, rest, found := strings.Cut(string(raw), "```"+language+"\n")
		text, _, closed := strings.Cut(rest, "```")
		if !found || !closed {
			t.Fatalf("no block of %s", language)
		}
		return text
	}
	m, err := evaluation.ReadMethod(strings.NewReader(block("yaml")))
	if err != nil {
		t.Fatal(err)
	}
	f, err := evaluation.ReadFrame(strings.NewReader(block("csv")))
	if err != nil {
		t.Fatal(err)
	}
	table, err := evaluation.TableOf(m, f)
	if err != nil {
		t.Fatal(err)
	}
	r, err := evaluation.Evaluate(context.Background(), m, table)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Units) != 5 || len(r.Excluded) != 0 {
		t.Errorf("%d units judged, %d left out", len(r.Units), len(r.Excluded))
	}
}
