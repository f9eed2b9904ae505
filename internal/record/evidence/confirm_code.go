package evidence

import (
	"context"
	"errors"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// CodeConfirmation is a code of a beneficiary's sheet, entered by the carer who was there.
type CodeConfirmation struct {
	About     About
	Person    string // the beneficiary
	Code      string
	ClaimedMs int64
	// The first and the last day in China, YYYY-MM-DD, for which the thing was planned: a code that comes late counts for nothing that is claimed for
	// another, or of which that is not said.
	First, Last string

	ready *opened // by PrepareCode
}

// opened are the means of a person as they were unsealed before the transaction began.
type opened struct {
	means  string
	secret []byte
}

// Confirmed is what became of a code or a tap. A refused one is no error: what the carer did stands, and the attempt is counted.
type Confirmed struct {
	Accepted  bool
	Refusal   string // key of the words, when it was not accepted
	Statement Statement
}

// Keys of the words of a refusal. Whether the person, the sheet or the code is not there is not told.
const (
	Refused   = "evidence.refused"
	TooMany   = "evidence.refused.too_many"
	Malformed = "evidence.refused.malformed"
)

// PrepareCode unseals the sheet of the person before the transaction that ConfirmCodeIn stands in. It finds nothing out for anybody:
// without a sheet it is ready as well.
func (s *Service) PrepareCode(ctx context.Context, _ access.Actor, c CodeConfirmation) (CodeConfirmation, error) {
	ready, err := s.openLive(ctx, c.Person, Sheet)
	c.ready = &ready
	return c, err
}

// openLive unseals the means of a kind that a person has. Who has none gets the zero value, and so does whoever was erased.
func (s *Service) openLive(ctx context.Context, person string, kind Kind) (o opened, err error) {
	var m Means
	var sealed string
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		var found bool
		if m, found, err = s.Store.Live(q, s.Node, person, kind); err != nil || !found {
			return err
		}
		body, found, err := s.Store.Record(q, s.Node, m.ID)
		if err != nil || !found {
			return err
		}
		r, err := decode[changed](body)
		sealed = r.Sealed
		return err
	})
	if err != nil || sealed == "" {
		return opened{}, err
	}
	secret, err := s.Keys.Unseal(ctx, person, sealedField(m.ID), sealed)
	if f, ok := fault.As(err); ok && f.Key == "keyring.erased" {
		return opened{}, nil
	}
	return opened{m.ID, secret}, err
}

// sealedField ties what makes means work to them.
func sealedField(means string) string { return "evidence.means." + means }

// ConfirmCode is PrepareCode and ConfirmCodeIn for a code that comes later than the visit's finishing.
func (s *Service) ConfirmCode(ctx context.Context, who access.Actor, c CodeConfirmation) (done Confirmed, err error) {
	if c, err = s.PrepareCode(ctx, who, c); err != nil {
		return Confirmed{}, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		done, err = s.ConfirmCodeIn(tx, who, c)
		return err
	})
	return done, err
}

// ConfirmCodeIn confirms a thing by a code of the beneficiary's sheet. The code counts once, if it stands within the window after the
// last one used, or was passed over within as many before it and comes late (see late), and only when it is entered by the person who
// delivered, beside their own record of it; whoever handed out the sheet delivers to this person without codes. The same code for the
// same thing again is the same answer; for another thing it makes both suspect. Wrong codes are counted by account and by person, and
// above the number of a day nothing is looked at.
func (s *Service) ConfirmCodeIn(tx *store.Tx, who access.Actor, c CodeConfirmation) (Confirmed, error) {
	if c.ready == nil {
		return Confirmed{}, errors.New("a code that PrepareCode has not made ready") // a fault of the program
	}
	if err := c.About.check(); err != nil {
		return Confirmed{}, err
	}
	code, ok := plainCode(c.Code)
	if !ok {
		return Confirmed{Refusal: Malformed}, nil
	}
	t, err := s.try(tx, who, attempt{About: c.About, Person: c.Person, Way: PaperCode, ClaimedMs: c.ClaimedMs, First: c.First, Last: c.Last}, *c.ready)
	if err != nil || t.refusal != "" {
		return Confirmed{Refusal: t.refusal}, err
	}
	if !t.fits {
		return s.refuse(tx, who, t)
	}
	window := s.on(s.today()).Window
	if passed := placeOf(c.ready.secret, code, 1, t.means.Last); passed > 0 {
		late, err := s.late(tx, who, t, passed, window)
		if err != nil {
			return Confirmed{}, err
		}
		if late {
			return s.acceptLate(tx, who, t, passed)
		}
		return s.again(tx, who, t, passed)
	}
	to := min(t.means.Size, max(t.means.Last, t.means.Open-1)+window)
	place := placeOf(c.ready.secret, code, t.means.Last+1, to)
	if place == 0 {
		return s.refuse(tx, who, t)
	}
	return s.accept(tx, who, t, place)
}

// late tells whether a code that was passed over is one that comes late: the telephone of whom it was given to had no network, and meanwhile
// another carer handed in the next one. It is unused, no further than a window behind the last one used, and its visit lies between those of the
// codes used before and after it, as beneficiaries cross codes out from the top. When a visit was is what its deliverer's record claims, which
// is entered once, and not what the attempt claims, which could be chosen anew each time. A record without a claim fits nowhere, and one that claims
// another day than the visit was planned for was moved there, perhaps to where a code is free.
func (s *Service) late(q store.Queryer, who access.Actor, t attempt, place, window int64) (bool, error) {
	if place <= t.means.Last-window {
		return false, nil
	}
	used, err := s.Store.Used(q, s.Node, t.means.ID, 1) // by place
	if err != nil {
		return false, err
	}
	after := slices.IndexFunc(used, func(st Statement) bool { return st.Position >= place }) // there is one: the last used
	if used[after].Position == place {
		return false, nil
	}
	ours, err := s.claimedBy(q, t.About, who.Person)
	if day := calendar.Day(time.UnixMilli(ours)); err != nil || ours == 0 || day < t.First || day > t.Last {
		return false, err
	}
	theirs, err := s.claimedBy(q, used[after].About, used[after].ByPerson)
	if err != nil || ours >= theirs {
		return false, err
	}
	if after == 0 {
		return true, nil
	}
	theirs, err = s.claimedBy(q, used[after-1].About, used[after-1].ByPerson)
	return err == nil && theirs != 0 && theirs < ours, err
}

// acceptLate accepts a code that comes late. When the beneficiary has said that it was not crossed out, and one behind it had been used by then, the visit
// that it confirms was before they said so, and they had given it to nobody: it is suspect, as it would be had it come in time.
func (s *Service) acceptLate(tx *store.Tx, who access.Actor, t attempt, place int64) (Confirmed, error) {
	done, err := s.accept(tx, who, t, place)
	if err != nil || place < t.means.Open {
		return done, err
	}
	used, err := s.Store.Used(tx, s.Node, t.means.ID, place)
	if err != nil {
		return Confirmed{}, err
	}
	if slices.ContainsFunc(used, func(st Statement) bool { return st.Seq < t.means.OpenSeq }) {
		err = s.suspect(tx, who, t.means, BeyondCard, []About{t.About})
	}
	return done, err
}

// claimedBy is when a deliverer's record claims that a thing happened, or 0; also of one that was taken back since.
func (s *Service) claimedBy(q store.Queryer, about About, deliverer string) (ms int64, err error) {
	said, err := s.said(q, about)
	for _, st := range said {
		if st.Way == Deliverer && st.Says == Happened && st.Deliverer == deliverer {
			ms = st.ClaimedMs
		}
	}
	return ms, err
}

// attempt is a code or a tap to be tried.
type attempt struct {
	About     About
	Person    string
	Way       Way
	ClaimedMs int64

	First, Last string // of a code: the days for which it was planned

	region  region.Key // where the beneficiary belongs
	means   Means
	there   bool   // it is entered by the one who delivered, beside their own record
	fits    bool   // and they have no hand in the means
	refusal string // it is not even looked at
}

// try looks at all but the code itself.
func (s *Service) try(tx *store.Tx, who access.Actor, t attempt, ready opened) (attempt, error) {
	byActor, forPerson, err := s.Store.Wrong(tx, s.Node, s.today(), who.ID, t.Person)
	if err != nil {
		return t, err
	}
	if most := s.on(s.today()).WrongADay; byActor >= most || forPerson >= most {
		t.refusal = TooMany
		return t, nil
	}
	t.region = s.Home
	said, at, err := s.thing(tx, Word{About: t.About, Person: t.Person})
	if f, known := fault.As(err); known && (f.Kind == fault.NotFound || f.Kind == fault.Conflict) {
		return t, nil
	}
	if err != nil || len(said) == 0 {
		return t, err
	}
	for _, r := range recordedBy(said) {
		t.there = t.there || who.SignedIn() && r.Deliverer == who.Person && r.ByPerson == who.Person && who.May(CanRecord, at)
	}
	if !t.there {
		return t, nil
	}
	t.region = at
	m, live, err := s.Store.Live(tx, s.Node, t.Person, kindOf(t.Way))
	if err == nil && live && m.ID == ready.means {
		t.means, t.fits = m, m.apart(who.ID, who.Person)
	}
	return t, err
}

func kindOf(w Way) Kind {
	if w == CardTap {
		return Tag
	}
	return Sheet
}

func (s *Service) accept(tx *store.Tx, who access.Actor, t attempt, place int64) (Confirmed, error) {
	st, err := s.say(tx, who, Statement{
		About: t.About, Person: t.Person, Region: t.region, Way: t.Way, Says: Happened, ClaimedMs: t.ClaimedMs, Card: t.means.ID, Position: place,
	})
	return Confirmed{Accepted: true, Statement: st}, err
}

// refuse counts an attempt: for the account, and for the person only when the account's own record says that it was there, so that
// nobody locks a stranger out. What was entered is not kept: it may be the code of another day.
func (s *Service) refuse(tx *store.Tx, who access.Actor, t attempt) (Confirmed, error) {
	id, err := s.newID("refusal")
	if err != nil {
		return Confirmed{}, err
	}
	if !t.there {
		t.Person = ""
	}
	e := s.entry(who, "evidence.confirmation.refused", t.region, t.Person, t.About)
	_, err = s.note(tx, e, refusalRecord, id, Refusal{id, t.About, t.Person, t.Way, who.ID, who.Person, s.nowMs(), s.today(), 0})
	return Confirmed{Refusal: Refused}, err
}

// again answers a code or a tap that was used before: the same for the same thing; for another thing both are suspect.
func (s *Service) again(tx *store.Tx, who access.Actor, t attempt, place int64) (Confirmed, error) {
	list, err := s.Store.Used(tx, s.Node, t.means.ID, place)
	if err != nil {
		return Confirmed{}, err
	}
	for _, st := range list {
		switch {
		case st.Position != place:
		case st.About == t.About && st.ByPerson == who.Person:
			return Confirmed{Accepted: true, Statement: st}, nil
		case st.About != t.About:
			if err := s.suspect(tx, who, t.means, SameCode, []About{st.About, t.About}); err != nil {
				return Confirmed{}, err
			}
		}
	}
	return s.refuse(tx, who, t)
}

// suspect notes what was found about things that means were used for.
func (s *Service) suspect(tx *store.Tx, who access.Actor, m Means, why Reason, about []About) error {
	id, err := s.newID("suspicion")
	if err != nil {
		return err
	}
	e := who.Entry("evidence.suspicion.raised", m.Region)
	e.Subjects, e.CausedBy = []string{m.Person}, m.ID
	_, err = s.note(tx, e, suspicionRecord, id, suspected{id, why, m.Person, m.ID, about, who.ID, s.nowMs()})
	return err
}
