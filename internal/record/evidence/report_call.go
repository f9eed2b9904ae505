package evidence

import (
	"context"
	"crypto/subtle"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Call is what a telephone gateway reports of a call to the beneficiary about one thing: the number that was reached, and the keys
// that were pressed there.
type Call struct {
	Key       string // of the gateway's own: new for each call, the same when it is sent again
	About     About
	Number    string
	Keys      string
	ClaimedMs int64
}

// pressed is what keys say: 1 it was so, 2 it was not, 3 it was different.
var pressed = map[string]Says{"1": Happened, "2": NotHappened, "3": Differs}

// ReportCall keeps the beneficiary's answer by telephone. The number must be the one that was noted for the beneficiary, before anybody said
// that they had delivered the thing, and stood by by a second account; and nobody who delivered it may have had a hand in it. Sent again under the
// same key the call is answered as it was.
func (s *Service) ReportCall(ctx context.Context, who access.Actor, c Call) (done Confirmed, err error) {
	if err := checkKey(c.Key); err != nil {
		return Confirmed{}, err
	}
	says, known := pressed[c.Keys]
	number, ok := plainNumber(c.Number)
	if !known || !ok {
		return Confirmed{Refusal: Malformed}, who.Check(CanReportVoice)
	}
	token, err := s.Keys.Token(ctx, numberToken, number)
	if err != nil {
		return Confirmed{}, err
	}
	person, err := s.personOf(ctx, who, c.About)
	if err != nil {
		return Confirmed{}, err
	}
	ready, err := s.openLive(ctx, person, Number)
	if err != nil {
		return Confirmed{}, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		done, err = s.called(tx, who, heard{c, says, token, ready})
		return err
	})
	return done, err
}

// heard is a call with what it is compared by.
type heard struct {
	Call
	says  Says
	token string // of the number
	ready opened
}

// personOf is whose a thing is, for a machine that may report on it.
func (s *Service) personOf(ctx context.Context, who access.Actor, about About) (person string, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		said, at, err := s.thing(q, Word{About: about})
		if err == nil && len(said) == 0 {
			err = absent()
		}
		if err == nil {
			err = who.CheckAt(CanReportVoice, at)
		}
		if err == nil {
			person = said[0].Person
		}
		return err
	})
	return person, err
}

func (s *Service) called(tx *store.Tx, who access.Actor, c heard) (Confirmed, error) {
	said, at, err := s.thing(tx, Word{About: c.About})
	if err != nil {
		return Confirmed{}, err
	}
	if len(said) == 0 {
		return Confirmed{}, absent()
	}
	if err := who.CheckAt(CanReportVoice, at); err != nil {
		return Confirmed{}, err
	}
	t := attempt{About: c.About, Person: said[0].Person, Way: VoiceCall, ClaimedMs: c.ClaimedMs, region: at, there: true}
	return s.once(tx, who, c.Key, t, []string{c.token, c.Keys}, func() (Confirmed, error) { return s.tried(tx, who, c, t, said) })
}

// tried is what becomes of a call that was not reported before.
func (s *Service) tried(tx *store.Tx, who access.Actor, c heard, t attempt, said []Statement) (Confirmed, error) {
	m, live, err := s.Store.Live(tx, s.Node, t.Person, Number)
	if err != nil {
		return Confirmed{}, err
	}
	fits := len(recordedBy(said)) > 0 && before(m, said) && live && m.ID == c.ready.means && m.Seconded != "" && subtle.ConstantTimeCompare([]byte(c.token), c.ready.secret) == 1
	for person := range involvedIn(said) {
		fits = fits && person != m.ByPerson && person != m.SecondedPerson
	}
	if !fits {
		return s.refuse(tx, who, t)
	}
	if involvedIn(said)[who.Person] {
		return Confirmed{}, fault.New(fault.Denied, "evidence.involved")
	}
	st, err := s.say(tx, who, Statement{
		About: c.About, Person: t.Person, Region: t.region, Way: VoiceCall, Says: c.says, ClaimedMs: c.ClaimedMs, Card: m.ID,
	})
	return Confirmed{Accepted: true, Statement: st}, err
}

// before tells whether means were there before anybody said that they had delivered: a number that is noted for one visit that took place is no
// channel that the beneficiary had. Of two clocks the earlier counts, and a record that was made again is as old as the first.
func before(m Means, said []Statement) bool {
	return !slices.ContainsFunc(said, func(s Statement) bool {
		return s.Way == Deliverer && (m.AtMs >= s.AtMs || s.ClaimedMs > 0 && m.AtMs >= s.ClaimedMs)
	})
}
