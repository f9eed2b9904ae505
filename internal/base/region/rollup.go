package region

import "slices"

// RollUp returns the unit of a level, standing on this day, that k belongs to. k may be a unit of another day:
//
//   - k stands: its ancestor.
//   - k is gone and everything that followed it lies in one unit of that level: that unit.
//   - otherwise, above k's own level: the unit of that level that k lay in when it stood.
//
// So no unit falls out of a sum over prefectures, provinces or the country. At k's own level a unit that was split,
// or that nothing resolves, has no answer; neither has a level below k's, nor a township that does not stand.
func (v *View) RollUp(k Key, level Level) (Unit, bool) {
	if level == NoLevel || level > k.Level {
		return Unit{}, false
	}
	if up, ok := v.Ancestor(k, level); ok {
		return v.Unit(up)
	}
	if up, ok := v.heir(k, level, map[Key]bool{}); ok {
		return v.Unit(up)
	}
	if level == k.Level {
		return Unit{}, false
	}
	return v.Unit(v.tree.home(k, level))
}

// heir returns the one unit of a level in which everything that followed k lies. seen is the way so far and guards
// against circles: zones have exchanged townships.
func (v *View) heir(k Key, level Level, seen map[Key]bool) (Key, bool) {
	if up, ok := v.Ancestor(k, level); ok {
		return up, true
	}
	if seen[k] {
		return Key{}, false
	}
	seen[k] = true
	defer delete(seen, k)
	var one Key
	for _, s := range v.tree.from[k] {
		if v.tree.state(s.On) > v.state || s.From == s.To {
			continue
		}
		up, ok := v.heir(s.To, level, seen)
		if !ok || one != (Key{}) && up != one {
			return Key{}, false
		}
		one = up
	}
	return one, one != (Key{}) && v.tree.resolved(k)
}

// resolved tells whether everything k was is accounted for by its successions.
func (t *Tree) resolved(k Key) bool {
	return !slices.Contains(t.unresolved, k)
}

// home returns the unit of a level that k lay in when it last stood, the zero Key for an unknown k.
func (t *Tree) home(k Key, level Level) Key {
	at := t.versions[k]
	if len(at) == 0 {
		return Key{}
	}
	state := len(t.cuts)
	if last := t.units[at[len(at)-1]].Until; last != "" {
		state = t.state(last) - 1
	}
	v := &View{stage: t.stages[state](), towns: &noTownships}
	up, _ := v.Ancestor(k, level)
	return up
}
