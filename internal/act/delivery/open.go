package delivery

import (
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
)

// Open tells whether a settlement stands where a step can be taken.
func (s Settlement) Open(step Step) bool {
	_, ok := settlements.next(s.State, step)
	return ok
}

// Apart tells whether an actor had no hand in a settlement: whoever drew it up, answered it, explained it or let it go on without an answer does not approve it, nor who is paid by it.
func (s Settlement) Apart(who access.Actor) bool {
	hands := []string{s.Drew, s.Course.Answered, s.Explained}
	if s.Unanswered != nil {
		hands = append(hands, s.Unanswered.By)
	}
	return who.ID != "" && !slices.Contains(hands, person(who)) && s.unpaid(who) == nil
}

// unpaid refuses whom a settlement pays.
func (s Settlement) unpaid(who access.Actor) error {
	if slices.ContainsFunc(s.Result.Lines, func(l Line) bool { return l.PayTo == ToPerson && l.Person == person(who) }) {
		return fault.New(fault.Denied, "delivery.own")
	}
	return nil
}

// Left is why a visit would not be paid by what is known of it now; empty when it would.
func (s Shown) Left() Left {
	_, why := Frozen{Standing: s.Standing, Whole: s.Whole()}.due()
	return Left{s.ID, why}
}
