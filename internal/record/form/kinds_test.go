package form

import (
	"os"
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/i18n"
)

// Every kind of entry this room writes has words and a line in docs/events.md, and no line there is left over.
func TestKindsAreListed(t *testing.T) {
	words, err := i18n.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("../../../docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	written := []string{
		"form.answers.corrected", "form.answers.filled", "form.layout.registered", "form.sheet.printed",
	}
	var listed []string
	for line := range strings.Lines(string(raw)) {
		if kind, _, found := strings.Cut(strings.TrimPrefix(line, "| `"), "`"); found && strings.HasPrefix(kind, "form.") {
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
