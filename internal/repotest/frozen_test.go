package repotest

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// A release leaves its data folder as a fixture, and beside it a list of its migrations: on each line the SHA-256 and the
// path of one. Whatever stands in a list is never changed and never goes; new ones come beside it.
const frozenList = "migrations.sha256"

func frozenRules() []rule {
	const at, list = "internal/fact/factdb/migrations/0001_a.sql", "internal/app/testdata/release-0.1/" + frozenList
	const text = "-- +goose Up\nCREATE TABLE fact_cell (node BIGINT NOT NULL, PRIMARY KEY (node));\n"
	line := sum(text) + "  " + at + "\n"
	return []rule{{"released migrations stay as they are", frozenMigrations, []control{
		{"edited", map[string]string{at: text + "-- one more comment\n", list: line}, "was released"},
		{"gone", map[string]string{list: line}, "is gone"},
		{"moved", map[string]string{strings.Replace(at, "0001", "0002", 1): text, list: line}, "is gone"},
		{"a line that says nothing", map[string]string{at: text, list: at + "\n"}, "sum and path"},
		{"of a later release", map[string]string{at: text + " ", strings.Replace(list, "0.1", "0.2", 1): line}, "was released"},
		{"a new one beside it", map[string]string{at: text, strings.Replace(at, "0001_a", "0002_b", 1): text, list: line}, ""},
		{"nothing released yet", map[string]string{at: text}, ""},
	}}}
}

func sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}

// frozen reads the lists of all releases: path of a migration to its sum. What is no line of a list is found.
func (tr tree) frozen() (sums map[string]string, found []string) {
	sums = map[string]string{}
	for _, p := range tr.paths {
		if ok, _ := path.Match("internal/app/testdata/release-*/"+frozenList, p); !ok {
			continue
		}
		for line := range strings.Lines(tr.files[p]) {
			sum, file, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
			if !ok || len(sum) != 2*sha256.Size {
				found = append(found, p+": each line is sum and path")
				continue
			}
			sums[file] = sum
		}
	}
	return sums, found
}

func frozenMigrations(tr tree) []string {
	sums, found := tr.frozen()
	for _, file := range slices.Sorted(maps.Keys(sums)) {
		switch text, there := tr.files[file]; {
		case !there:
			found = append(found, file+": was released and is gone")
		case sum(text) != sums[file]:
			found = append(found, file+": was released and has been changed; a later migration can change the tables")
		}
	}
	return found
}

// Release 0.1 had ten migrations for each of the two databases: the rule above looks at something.
func TestRelease01IsFrozen(t *testing.T) {
	if sums, _ := readTree(t, os.DirFS("../..")).frozen(); len(sums) < 20 {
		t.Errorf("%d migrations are frozen, want the 20 of release 0.1", len(sums))
	}
}
