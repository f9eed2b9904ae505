package evidence

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
		"evidence.confirmation.refused", "evidence.file.kept", "evidence.means.issued", "evidence.means.reconciled", "evidence.means.seconded",
		"evidence.means.withdrawn", "evidence.statement.made", "evidence.suspicion.raised",
	}
	var listed []string
	for line := range strings.Lines(string(raw)) {
		if kind, _, found := strings.Cut(strings.TrimPrefix(line, "| `"), "`"); found && strings.HasPrefix(kind, "evidence.") {
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

// What records name has words.
func TestNamesHaveWords(t *testing.T) {
	words, err := i18n.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{Refused, TooMany, Malformed, Confirming}
	for _, w := range Ways {
		keys = append(keys, "evidence.way."+string(w))
	}
	for _, k := range Kinds {
		keys = append(keys, "evidence.kind."+string(k))
	}
	for _, r := range Reasons {
		keys = append(keys, "evidence.reason."+string(r))
	}
	for g := E0; g <= E4; g++ {
		keys = append(keys, "evidence.grade."+g.String())
	}
	for _, s := range []Says{Happened, NotHappened, Differs} {
		keys = append(keys, "evidence.says."+string(s))
	}
	for _, key := range keys {
		if !words.Has(key) {
			t.Errorf("%s has no words", key)
		}
	}
}
