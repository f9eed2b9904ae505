package region

import "slices"

// Answers returns the unit that answers on this day for what was said of k on another: k itself while it stands; else the finest unit in which
// everything that followed k lies; else, for a township, the one that its county has become, since no list says which township took it over; else
// the unit that k lay in when it last stood. It is false for what was never on the map.
func (v *View) Answers(k Key) (Key, bool) { return v.answers(k, 0) }

func (v *View) answers(k Key, depth int) (Key, bool) {
	if _, stands := v.Unit(k); stands {
		return k, true
	}
	for level := k.Level; level > Nation; level-- {
		if up, ok := v.heir(k, level, map[Key]bool{}); ok {
			return up, true
		}
	}
	past := v.past(k)
	if len(past) == 0 || depth > int(Township) { // each step is a level higher
		return Key{}, false
	}
	return v.answers(past[len(past)-1].Parent, depth+1)
}

// Covers tells whether anc contains, on this day, the unit that answers for k: by this the rights of offices and their queues go, so that nothing
// falls out of them when a unit is abolished or passes to another (ADR 16).
func (v *View) Covers(anc, k Key) bool {
	now, ok := v.Answers(k)
	return ok && v.Contains(anc, now)
}

// Last returns the version of a unit that stands on this day, or the last one there was: for saying what a place is called that is gone.
func (v *View) Last(k Key) (Unit, bool) {
	if u, stands := v.Unit(k); stands {
		return u, true
	}
	past := v.past(k)
	if len(past) == 0 {
		return Unit{}, false
	}
	return past[len(past)-1], true
}

// past are the versions of a unit, the earliest first.
func (v *View) past(k Key) (list []Unit) {
	if k.Level == Township {
		return v.towns.versions(k)
	}
	for _, i := range v.tree.versions[k] {
		list = append(list, v.tree.units[i])
	}
	return list
}

// Move is a unit that does not lie today where it once lay: it is gone, or lies in another unit.
type Move struct {
	Key Key
	Now Key   // that answers for it; the zero Key for none
	Was []Key // itself and all units above it, on whatever day
}

// Always tells whether the unit lay in another on every day, so that whatever was written down of it says so.
func (m Move) Always(up Key) bool {
	return !slices.ContainsFunc(m.Was, func(k Key) bool { return k.Level == up.Level && k != up }) && slices.Contains(m.Was, up)
}

// Moves lists the counties and townships that moved, by key. What stands where it always stood is not among them.
func (v *View) Moves() []Move {
	list := slices.Clone(v.moved())
	for _, code := range v.towns.codes {
		if m, moved := v.move(Key{code, Township}); moved {
			list = append(list, m)
		}
	}
	return list
}

// movedCounties are the moves down to the counties, which are the same on every day of a state.
func (s *stage) movedCounties() (list []Move) {
	v := &View{stage: s, towns: &noTownships}
	for k := range s.tree.versions {
		if m, moved := v.move(k); moved && k.Level == County {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b Move) int { return compareKeys(a.Key, b.Key) })
	return list
}

func (v *View) move(k Key) (m Move, moved bool) {
	now, _ := v.Answers(k)
	m = Move{Key: k, Now: now, Was: v.everAbove(k, nil)}
	return m, now != k || slices.ContainsFunc(m.Was, func(up Key) bool { return !v.Contains(up, k) })
}

// everAbove adds to seen a unit and what it ever lay in, each once.
func (v *View) everAbove(k Key, seen []Key) []Key {
	if k == (Key{}) || slices.Contains(seen, k) {
		return seen
	}
	seen = append(seen, k)
	for _, u := range v.past(k) {
		seen = v.everAbove(u.Parent, seen)
	}
	return seen
}
