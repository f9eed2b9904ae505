package region

import (
	"slices"
	"testing"
)

func TestWhoAnswers(t *testing.T) {
	tree := ownTree(
		t, town("520526102", "520526", CensusDay), town("520526103", "520526", CensusDay, ending("2026-02-01")),
		town("520526104", "520526", CensusDay), town("520526104", "520521", "2026-02-01"), town("330103101", "330103", CensusDay),
	)
	for _, tc := range []struct {
		name, on string
		k, want  Key
	}{
		{"a township that stands", "2026-03-01", township("520526102"), township("520526102")},
		{"one that will be abolished", "2026-01-31", township("520526103"), township("520526103")},
		{"one that was abolished: nobody says which took it over", "2026-02-01", township("520526103"), county("520526")},
		{"one that passed to another county", "2026-02-01", township("520526104"), township("520526104")},
		{"a county merged into another", "2026-03-01", county("330103"), county("330105")},
		{"a township of that county, for which no list was imported", "2026-03-01", township("330103101"), county("330105")},
		{"the same, while the county stood", CensusDay, township("330103101"), township("330103101")},
		{"a prefecture", "2026-03-01", prefecture("520500"), prefecture("520500")},
		{"what was never there", "2026-03-01", township("999999999"), Key{}},
		{"nothing", "2026-03-01", Key{}, Key{}},
	} {
		got, ok := tree.At(tc.on).Answers(tc.k)
		if got != tc.want || ok != (tc.want != Key{}) {
			t.Errorf("%s: %v %v, want %v", tc.name, got, ok, tc.want)
		}
	}
	v := tree.At("2026-03-01")
	if !v.Covers(county("520526"), township("520526103")) || v.Covers(county("520521"), township("520526103")) || v.Covers(township("520526103"), township("520526103")) {
		t.Error("the abolished township is not its county's alone")
	}
	if v.Covers(county("520526"), township("520526104")) || !v.Covers(county("520521"), township("520526104")) {
		t.Error("the township that passed to another county did not")
	}
	if u, ok := v.Last(township("520526103")); !ok || u.Parent != county("520526") {
		t.Errorf("what is gone is called %v", u)
	}
}

// Every unit that ever was is answered for, by one that stands; and it is a move exactly when something written down of it might read otherwise.
func TestEverythingIsAnsweredFor(t *testing.T) {
	tree := ownTree(t, town("520526103", "520526", CensusDay, ending("2026-02-01")), town("520526102", "520526", CensusDay))
	v := tree.At("2026-03-01")
	moves := map[Key]Move{}
	for _, m := range v.Moves() {
		moves[m.Key] = m
	}
	for k := range tree.versions {
		now, ok := v.Answers(k)
		if _, stands := v.Unit(now); !ok || !stands {
			t.Errorf("%v is answered for by %v", k, now)
		}
		if k.Level != County {
			continue
		}
		m, moved := moves[k]
		if !moved && now != k || moved && m.Now != now {
			t.Errorf("%v: %+v, answered for by %v", k, m, now)
		}
	}
	m, moved := moves[township("520526103")]
	if !moved || m.Now != county("520526") || !m.Always(county("520526")) || m.Always(county("520521")) || !slices.Contains(m.Was, prefecture("520500")) {
		t.Errorf("the abolished township: %+v", m)
	}
	if _, moved := moves[township("520526102")]; moved {
		t.Error("what stands where it always stood has moved")
	}
}
