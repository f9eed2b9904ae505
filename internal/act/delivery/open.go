package delivery

import "mihe/internal/base/access"

// Open tells whether a settlement stands where a step can be taken.
func (s Settlement) Open(step Step) bool {
	_, ok := settlements.next(s.State, step)
	return ok
}

// Apart tells whether an actor had no hand in a settlement: whoever drew it up or answered it does not approve it.
func (s Settlement) Apart(who access.Actor) bool {
	return who.ID != "" && person(who) != s.Drew && person(who) != s.Course.Answered
}

// Left is why a visit would not be paid by what is known of it now; empty when it would.
func (s Shown) Left() Left {
	_, why := Frozen{Standing: s.Standing, Whole: s.Whole()}.due()
	return Left{s.ID, why}
}
