package region

import (
	"strings"
	"testing"

	"mihe/data"
	"mihe/internal/base/i18n"
)

func TestEveryCodeHasWords(t *testing.T) {
	words, err := i18n.Load(Words)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{Absent: true, Gained: true, Lost: true, Redrawn: true}
	tree := load(t)
	for _, u := range tree.units {
		keys["region.type."+u.Type] = true
	}
	for _, kind := range townshipTypes {
		keys["region.type."+kind] = true
	}
	for key := range keys {
		if !words.Has(key) {
			t.Errorf("no words for %s", key)
		}
	}
}

// Every source that the files name is described.
func TestEverySourceIsDescribed(t *testing.T) {
	known := map[string]bool{}
	for _, list := range []func() ([]data.Source, error){data.Sources, data.RegionSources} {
		rows, err := list()
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range rows {
			known[s.ID] = true
		}
	}
	tree := load(t)
	for _, u := range tree.units {
		if !known[u.Source] {
			t.Errorf("%s cites %q", u.Key, u.Source)
		}
	}
	for _, s := range tree.successions {
		for id := range strings.SplitSeq(s.Source, "+") {
			if !known[id] {
				t.Errorf("%s %s %s cites %q", s.From, s.Kind, s.To, id)
			}
		}
	}
}
