package evidence

import "slices"

// Grade is how sure it is that something took place. It is computed and never entered.
type Grade int

// The grades. The zero value is that nobody has said that it took place.
const (
	Unseen Grade = iota
	E0           // said by whoever wants it to be so
	E1           // recorded by whoever delivered
	E2           // confirmed by the beneficiary through a channel of their own
	E3           // by a third system or device
	E4           // sampled and verified
)

// String is the field's short name of the grade.
func (g Grade) String() string {
	if g < E0 || g > E4 {
		return ""
	}
	return "E" + string(rune('0'+int(g-E0)))
}

// Reason is why a thing is suspect.
type Reason string

// The reasons.
const (
	BeyondCard Reason = "beyond_card" // its code was not yet crossed out on the beneficiary's card
	SameCode   Reason = "same_code"   // its code was also entered for something else
	Changed    Reason = "changed"     // the beneficiary's own account first said otherwise: computed, and never raised
)

// Reasons lists them.
var Reasons = []Reason{BeyondCard, SameCode, Changed}

// Suspicion is what was found about the code of a thing.
type Suspicion struct {
	ID     string // suspicion_...
	About  About
	Person string
	Reason Reason
	Means  string
	AtMs   int64
	Seq    int64
}

// Standing is what all statements about a thing come to.
type Standing struct {
	Grade        Grade
	Contradicted bool     // the beneficiary, a third system or a sample says otherwise, and no later sample has settled it
	Suspect      []Reason // what was found about its codes, and a no that became a yes, until a later sample has settled it
	Ways         []Way    // by which it was said to have happened, in the order of Ways
}

// Counts tells whether money may be paid and figures be published on it.
func (s Standing) Counts() bool { return s.Grade >= E2 && !s.Contradicted && len(s.Suspect) == 0 }

// StandingOf computes the standing of a thing from all that was said of it, in the order of the ledger.
//
// A beneficiary's word confirms the record of a deliverer; without one it is a word alone. Nobody confirms or verifies what they
// delivered or wrote down themselves, however many accounts, mandates or rights they hold. What a sample finds to be so settles
// contradictions and suspicions before it; while one is not settled the grade is E1 at most. Whoever says that it was different
// contradicts as much as who says that it was not.
//
// Whoever answers from the beneficiary's account may have pressed the wrong key: a later word that it happened takes an earlier one of that way back, by
// whoever had no hand in it. Somebody may also have been talked round, so the thing is suspect until a sample has settled it.
func StandingOf(said []Statement, suspicions []Suspicion) (st Standing) {
	involved := involvedIn(said)
	settled := int64(-1)
	var sampled, system, changed bool
	for i, s := range said {
		if s.Says == Happened && !slices.Contains(st.Ways, s.Way) {
			st.Ways = append(st.Ways, s.Way)
		}
		switch {
		case s.Way == System:
			system = s.Says == Happened
		case s.Way == Sample && !involved[s.ByPerson]:
			if sampled = s.Says == Happened; sampled {
				settled, st.Contradicted, changed = s.Seq, false, false
			}
		}
		if s.Says != Happened && s.Way != Deliverer && s.Way != OwnWord {
			back := s.takenBack(said[i+1:], involved)
			st.Contradicted, changed = st.Contradicted || !back, changed || back
		}
	}
	slices.SortFunc(st.Ways, func(a, b Way) int { return slices.Index(Ways, a) - slices.Index(Ways, b) })
	for _, s := range suspicions {
		if s.Seq > settled && !slices.Contains(st.Suspect, s.Reason) {
			st.Suspect = append(st.Suspect, s.Reason)
		}
	}
	if changed {
		st.Suspect = append(st.Suspect, Changed)
	}
	slices.Sort(st.Suspect)
	st.Grade = grade(said, involved, st, system, sampled)
	if st.Contradicted || len(st.Suspect) > 0 {
		st.Grade = min(st.Grade, E1)
	}
	return st
}

// takenBack tells whether a word from the beneficiary's account that it did not happen was followed by one that it did.
func (s Statement) takenBack(later []Statement, involved map[string]bool) bool {
	return s.Way == OwnAccount && slices.ContainsFunc(later, func(l Statement) bool {
		return l.Way == OwnAccount && l.Says == Happened && !involved[l.ByPerson]
	})
}

func grade(said []Statement, involved map[string]bool, st Standing, system, sampled bool) Grade {
	records := recordedBy(said)
	recorded := len(records) > 0
	confirmed := func(s Statement) bool {
		if s.Way == PaperCode || s.Way == CardTap { // the secret is the beneficiary's; who delivered enters it, beside their own record
			return slices.ContainsFunc(records, func(r Statement) bool { return r.Deliverer == s.ByPerson })
		}
		return s.Way.Confirms() && s.Says == Happened && !involved[s.ByPerson]
	}
	switch {
	case sampled:
		return E4
	case system:
		return E3
	case recorded && slices.ContainsFunc(said, confirmed):
		return E2
	case recorded:
		return E1
	case len(st.Ways) > 0:
		return E0
	}
	return Unseen
}

// recordedBy returns the last record of each deliverer that says that it happened.
func recordedBy(said []Statement) (list []Statement) {
	done := map[string]bool{}
	for _, s := range slices.Backward(said) {
		if s.Way == Deliverer && !done[s.Deliverer] {
			done[s.Deliverer] = true
			if s.Says == Happened {
				list = append(list, s)
			}
		}
	}
	return list
}

// involvedIn are the persons who delivered a thing, or wrote down that it was delivered.
func involvedIn(said []Statement) map[string]bool {
	all := map[string]bool{}
	for _, s := range said {
		if s.Way == Deliverer || s.Way == OwnWord {
			all[s.Deliverer], all[s.ByPerson] = true, true
		}
	}
	delete(all, "") // a machine is nobody
	return all
}
