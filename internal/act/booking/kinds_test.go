package booking

import (
	"os"
	"path/filepath"
	"regexp"
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
	var written, listed []string
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	kind := regexp.MustCompile(`(?:who|clerk\(\)|return),? "(booking\.[a-z.]+)"`) // as write, end and close are given it
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range kind.FindAllStringSubmatch(string(source), -1) {
			written = append(written, m[1])
		}
	}
	for line := range strings.Lines(string(raw)) {
		if k, _, found := strings.Cut(strings.TrimPrefix(line, "| `"), "`"); found && strings.HasPrefix(k, "booking.") {
			listed = append(listed, k)
		}
	}
	slices.Sort(written)
	written = slices.Compact(written)
	slices.Sort(listed)
	if !slices.Equal(written, listed) {
		t.Errorf("written:\n%s\nlisted in docs/events.md:\n%s", strings.Join(written, "\n"), strings.Join(listed, "\n"))
	}
	for _, k := range written {
		if !words.Has(k) {
			t.Errorf("%s has no words", k)
		}
	}
}
