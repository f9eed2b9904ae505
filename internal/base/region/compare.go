package region

// Why figures of two days under one key cannot be compared; each is the key of a text in this room's words.
const (
	Absent  = "region.compare.absent"  // the unit stands on one of the days only
	Gained  = "region.compare.gained"  // it took in ground of another unit
	Lost    = "region.compare.lost"    // it gave up ground
	Redrawn = "region.compare.redrawn" // both
)

// Comparable tells whether figures for k on two days cover the same ground as far as the shipped successions say,
// and if not, why: the same code is not always the same territory. A prefecture or province changes only when
// ground crosses its border. Nothing is known of the borders of townships. The order of the days does not matter.
func (t *Tree) Comparable(k Key, from, to string) (bool, string) {
	if from > to {
		from, to = to, from
	}
	_, before := t.At(from).Unit(k)
	_, after := t.At(to).Unit(k)
	if !before || !after {
		return false, Absent
	}
	var gained, lost bool
	for _, s := range t.successions {
		if s.On <= from || s.On > to || !s.Kind.moves() {
			continue
		}
		gives, takes := t.home(s.From, k.Level) == k, t.home(s.To, k.Level) == k
		gained = gained || takes && !gives
		lost = lost || gives && !takes
	}
	switch {
	case gained && lost:
		return false, Redrawn
	case gained:
		return false, Gained
	case lost:
		return false, Lost
	}
	return true, ""
}
