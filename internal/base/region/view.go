package region

import (
	"slices"
	"strings"
)

// View is the map on one day. It never changes and is safe for concurrent use.
type View struct {
	tree     *Tree
	state    int
	units    []Unit // by level and code
	at       map[Key]int
	starts   [County + 2]int // starts[l] is the first unit of level l
	children map[Key][]Key
}

func newView(t *Tree, state int) *View {
	v := &View{tree: t, state: state, at: map[Key]int{}, children: map[Key][]Key{}}
	on := ""
	if state > 0 {
		on = t.cuts[state-1]
	}
	for _, u := range t.units {
		// Before the first cut no day is named: what stands then is what has no stated beginning.
		if u.stands(on) {
			v.units = append(v.units, u)
		}
	}
	for i, u := range v.units {
		v.at[u.Key] = i
		v.starts[u.Level+1] = i + 1
		if u.Parent != (Key{}) {
			v.children[u.Parent] = append(v.children[u.Parent], u.Key)
		}
	}
	return v
}

// Unit returns the unit with that key, if it stands on this day.
func (v *View) Unit(k Key) (Unit, bool) {
	i, ok := v.at[k]
	if !ok {
		return Unit{}, false
	}
	return v.units[i], true
}

// Units lists the units of a level by code, grouping rows included. The slice is shared and must not be changed.
func (v *View) Units(level Level) []Unit {
	if level == NoLevel || level > County {
		return nil
	}
	return slices.Clip(v.units[v.starts[level]:v.starts[level+1]])
}

// Parent returns the unit directly above k. The country has none.
func (v *View) Parent(k Key) (Key, bool) {
	u, ok := v.Unit(k)
	return u.Parent, ok && u.Parent != (Key{})
}

// Children lists the units directly below k, by code. The slice is shared and must not be changed.
func (v *View) Children(k Key) []Key {
	if _, stands := v.at[k]; !stands {
		return nil
	}
	return slices.Clip(v.children[k])
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
		_, stands := v.at[k]
		return k, stands
	}
	for _, k := range slices.Backward(v.tree.byCode[Code(code)]) {
		if _, stands := v.at[k]; stands {
			return k, true
		}
	}
	return Key{}, false
}
