package region

import (
	"slices"
	"strings"
	"sync"
)

// View is the map on one day. It never changes and is safe for concurrent use: it keeps the townships that were known
// when it was asked for.
type View struct {
	*stage
	on    string
	towns *townships
}

// stage is the map down to the counties, which is the same on every day between two changes.
type stage struct {
	tree     *Tree
	state    int
	units    []Unit // by level and code
	at       map[Key]int
	starts   [County + 2]int // starts[l] is the first unit of level l
	children map[Key][]Key
	moved    func() []Move // counties, on no day in particular
}

func newStage(t *Tree, state int) *stage {
	s := &stage{tree: t, state: state, at: map[Key]int{}, children: map[Key][]Key{}}
	on := ""
	if state > 0 {
		on = t.cuts[state-1]
	}
	for _, u := range t.units {
		// Before the first cut no day is named: what stands then is what has no stated beginning.
		if u.stands(on) {
			s.units = append(s.units, u)
		}
	}
	for i, u := range s.units {
		s.at[u.Key] = i
		s.starts[u.Level+1] = i + 1
		if u.Parent != (Key{}) {
			s.children[u.Parent] = append(s.children[u.Parent], u.Key)
		}
	}
	s.moved = sync.OnceValue(s.movedCounties)
	return s
}

// State numbers the map down to the counties: two views of one tree with the same State differ in townships only.
// There are fewer than 40 states, so they may serve as keys of what is kept.
func (v *View) State() int { return v.state }

// Unit returns the unit with that key, if it stands on this day. A township stands only while its county does: once
// the county has another code, the township is unknown until a list under the new code is imported.
func (v *View) Unit(k Key) (Unit, bool) {
	if k.Level == Township {
		u, ok := v.towns.unit(k, v.on)
		if _, stands := v.at[u.Parent]; !ok || !stands {
			return Unit{}, false
		}
		return u, true
	}
	i, ok := v.at[k]
	if !ok {
		return Unit{}, false
	}
	return v.units[i], true
}

// Units lists the units of a level by code, grouping rows included. The slice may be shared and must not be changed.
func (v *View) Units(level Level) []Unit {
	switch {
	case level == NoLevel || level > Township:
		return nil
	case level == Township:
		return v.townsOf(v.towns.codes)
	}
	return slices.Clip(v.units[v.starts[level]:v.starts[level+1]])
}

// townsOf lists those of some townships that stand on this day.
func (v *View) townsOf(codes []Code) []Unit {
	var list []Unit
	for _, code := range codes {
		if u, ok := v.Unit(Key{code, Township}); ok {
			list = append(list, u)
		}
	}
	return list
}

// Parent returns the unit directly above k. The country has none.
func (v *View) Parent(k Key) (Key, bool) {
	u, ok := v.Unit(k)
	return u.Parent, ok && u.Parent != (Key{})
}

// Children lists the units directly below k, by code. The slice may be shared and must not be changed.
func (v *View) Children(k Key) []Key {
	if _, stands := v.at[k]; !stands {
		return nil
	}
	if k.Level != County {
		return slices.Clip(v.children[k])
	}
	var list []Key
	for _, u := range v.townsOf(v.towns.below[k]) {
		if u.Parent == k { // on this day; on another it may lie elsewhere
			list = append(list, u.Key)
		}
	}
	return list
}

// Ancestor returns the unit of a level that contains k; k contains itself. It is false when k does not stand on
// this day or stands above that level.
func (v *View) Ancestor(k Key, level Level) (Key, bool) {
	for u, ok := v.Unit(k); ok; u, ok = v.Unit(u.Parent) {
		if u.Level == level {
			return u.Key, true
		}
		if u.Level < level {
			break
		}
	}
	return Key{}, false
}

// Contains tells whether anc is k or lies above it on this day. The zero Key contains nothing and lies in nothing.
func (v *View) Contains(anc, k Key) bool {
	up, ok := v.Ancestor(k, anc.Level)
	return ok && up == anc
}

// EconomicRegions lists the four economic regions: east, central, west, northeast. They do not change with the day.
func (v *View) EconomicRegions() []Economic { return slices.Clone(v.tree.economic) }

// EconomicRegion returns the code of the economic region that k lies in, empty for the country and for a unit that
// does not stand on this day.
func (v *View) EconomicRegion(k Key) string {
	province, ok := v.Ancestor(k, Province)
	if !ok {
		return ""
	}
	return v.units[v.at[province]].Economic
}

// Resolve returns the unit that a code names on this day. The code may name its level, as in "441900@prefecture";
// without it the finest unit is meant, which for the three cities without counties (441900, 442000, 460400) is the
// county-level one.
func (v *View) Resolve(code string) (Key, bool) {
	code = strings.TrimSpace(code)
	if k, ok := ParseKey(code); ok {
		_, stands := v.Unit(k)
		return k, stands
	}
	if isCode(code, Township) {
		k := Key{Code(code), Township}
		_, stands := v.Unit(k)
		return k, stands
	}
	for _, k := range slices.Backward(v.tree.byCode[Code(code)]) {
		if _, stands := v.at[k]; stands {
			return k, true
		}
	}
	return Key{}, false
}
