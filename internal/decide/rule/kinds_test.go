package rule

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// Every kind of entry this room writes has words and a line in docs/events.md, and no line there is left over.
func TestKindsAreListed(t *testing.T) {
	words := catalog(t)
	raw, err := os.ReadFile("../../../docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	written := []string{
		"rule.decision.corrected", "rule.decision.made", "rule.run.completed", "rule.version.adopted", "rule.version.compared",
		"rule.version.proposed",
	}
	var listed []string
	for line := range strings.Lines(string(raw)) {
		if kind, _, found := strings.Cut(strings.TrimPrefix(line, "| `"), "`"); found && strings.HasPrefix(kind, "rule.") {
			listed = append(listed, kind)
		}
	}
	if !slices.Equal(written, listed) {
		t.Errorf("written:\n%s\nlisted in docs/events.md:\n%s", strings.Join(written, "\n"), strings.Join(listed, "\n"))
	}
	for _, kind := range written {
		if !words.Has(kind) {
			t.Errorf("%s has no words", kind)
		}
	}
}
