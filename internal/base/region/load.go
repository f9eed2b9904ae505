package region

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"mihe/data"
	"mihe/internal/base/i18n"
)

// Load builds the tree from the shipped files. It takes a few milliseconds; maps and the search index are built when
// first asked for and kept.
func Load() (*Tree, error) {
	rows, err := data.Regions()
	if err != nil {
		return nil, err
	}
	t := &Tree{versions: map[Key][]int{}, byCode: map[Code][]Key{}}
	for _, r := range rows {
		if err := t.add(r); err != nil {
			return nil, err
		}
	}
	for _, u := range t.units {
		if u.Parent != (Key{}) && t.versions[u.Parent] == nil {
			return nil, fmt.Errorf("regions.csv: %s stands under %s, which is nowhere", u.Key, u.Parent)
		}
	}
	if err := t.loadSuccessions(); err != nil {
		return nil, err
	}
	if err := t.loadEconomic(); err != nil {
		return nil, err
	}
	t.cutDays()
	if t.spelling, err = newReader(); err != nil {
		return nil, err
	}
	t.search = sync.OnceValue(func() *index { return newIndex(t.units, t.spelling) })
	return t, nil
}

func (t *Tree) add(r data.RegionRow) error {
	level, ok := ParseLevel(r.Level)
	if !ok || level > County || !isCode(r.Code, level) {
		return fmt.Errorf("regions.csv: %s %s is not a unit", r.Code, r.Level)
	}
	u := Unit{
		Key: Key{Code(r.Code), level}, Name: i18n.Name{Zh: r.NameZh, En: r.NameEn}, Short: r.ShortZh, Type: r.Type,
		Economic: r.Economic, From: r.From, Until: r.Until, Source: r.Source,
	}
	if level > Nation {
		u.Parent = Key{Code(r.Parent), level - 1}
	}
	if n := len(t.units); n > 0 && compareKeys(t.units[n-1].Key, u.Key) > 0 {
		return fmt.Errorf("regions.csv: %s is out of order", u.Key) // views rely on the order of the file
	}
	if t.versions[u.Key] == nil {
		t.byCode[u.Code] = append(t.byCode[u.Code], u.Key)
	}
	if r.Status == "unresolved" {
		t.unresolved = append(t.unresolved, u.Key)
	}
	t.versions[u.Key] = append(t.versions[u.Key], len(t.units))
	t.units = append(t.units, u)
	return nil
}

func (t *Tree) loadSuccessions() error {
	rows, err := data.RegionSuccessions()
	if err != nil {
		return err
	}
	t.from, t.to = map[Key][]Succession{}, map[Key][]Succession{}
	for _, r := range rows {
		level, ok := ParseLevel(r.Level)
		s := Succession{
			From: Key{Code(r.From), level}, To: Key{Code(r.To), level}, Kind: Kind(r.Kind), On: r.On, Basis: r.Basis,
			Document: r.Document, Link: r.Link, Source: r.Source, Verified: r.Status == "verified",
		}
		if !ok || t.versions[s.From] == nil || t.versions[s.To] == nil || !s.Kind.known() {
			return fmt.Errorf("region_successions.csv: %s %s %s", r.From, r.Kind, r.To)
		}
		t.successions = append(t.successions, s)
		t.from[s.From] = append(t.from[s.From], s)
		t.to[s.To] = append(t.to[s.To], s)
	}
	return nil
}

func (t *Tree) loadEconomic() error {
	rows, err := data.EconomicRegions()
	for _, r := range rows {
		t.economic = append(t.economic, Economic{Code: r.ID, Name: i18n.Name{Zh: r.NameZh, En: r.NameEn}})
	}
	return err
}

// cutDays finds the days on which the map changes, and with them how many different views there are.
func (t *Tree) cutDays() {
	for _, u := range t.units {
		for _, day := range []string{u.From, u.Until} {
			if day != "" {
				t.cuts = append(t.cuts, day)
			}
		}
	}
	for _, s := range t.successions {
		t.cuts = append(t.cuts, s.On)
	}
	slices.Sort(t.cuts)
	t.cuts = slices.Compact(t.cuts)
	t.stages = make([]func() *stage, len(t.cuts)+1)
	for i := range t.stages {
		t.stages[i] = sync.OnceValue(func() *stage { return newStage(t, i) })
	}
}

// compareKeys is the order of units wherever none other is asked for.
func compareKeys(a, b Key) int {
	return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.Code, b.Code))
}
