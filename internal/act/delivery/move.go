package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// Move is what a carer's device reports of a visit. It may come late, several times, and after the visit has changed.
type Move struct {
	ID        string `json:"id"` // the device's own: a ULID in small letters, new for each report and the same when it is sent again
	Visit     string `json:"visit"`
	Step      Step   `json:"step"`
	ClaimedMs int64  `json:"claimed_ms"`          // by the device's clock
	BehindMs  int64  `json:"behind_ms,omitempty"` // by how much that clock is behind the node's, as far as sending shows; no part of what is reported
	Code      string `json:"-"`                   // of the person's card; never recorded here
	Tap       Tap    `json:"-"`                   // of the person's tag, instead
}

// meantMs is when it happened by the node's clock, as well as can be known.
func (m Move) meantMs() int64 { return m.ClaimedMs + m.BehindMs }

// Outcome is what became of a move.
type Outcome string

// The outcomes.
const (
	Applied  Outcome = "applied"
	Same     Outcome = "same"     // it was here before: nothing changed
	Conflict Outcome = "conflict" // it does not fit, and is kept
)

// Moved is a move as it was recorded.
type Moved struct {
	Move
	By      string  `json:"by"`     // the carer
	Digest  string  `json:"digest"` // of what was reported and by whom
	Outcome Outcome `json:"outcome"`
	Why     string  `json:"why,omitempty"`   // of a conflict: one of Misfits
	Taken   bool    `json:"taken,omitempty"` // the code was good
	AtMs    int64   `json:"at_ms"`
}

// Misfits are why a move does not fit.
const (
	MisfitMoved     = "moved" // the visit is another carer's, now or ever
	MisfitCancelled = "cancelled"
	MisfitMissed    = "missed"
	MisfitStarted   = "started"  // another device has begun it already
	MisfitFinished  = "finished" // another device has finished it already
	MisfitUnstarted = "unstarted"
	MisfitJoined    = "joined"  // this carer is down as having been there
	MisfitEarly     = "early"   // before the day of the visit
	MisfitOff       = "off"     // the carer's post does not run that day
	MisfitEnded     = "ended"   // the carer may no longer deliver where it takes place
	MisfitReused    = "reused"  // the identifier stood for another report
	MisfitNoCode    = "no_code" // a code was to be handed in and there is none
	MisfitGone      = "gone"    // the person was erased
)

var device = regexp.MustCompile(`^[0-7][0-9a-hjkmnp-tv-z]{25}$`)

// longestCode is how much of a code is looked at.
const longestCode = 12

// Move applies what a device reports, once: sent again it answers Same and changes nothing. What does not fit is recorded as a
// conflict with its reason and changes nothing else; so is what somebody reports of a visit of their own who may no longer deliver there. NotFound and
// Denied are for who has no business with the visit at all.
func (s *Service) Move(ctx context.Context, who access.Actor, m Move) (Moved, error) {
	return s.move(ctx, who, m, func([]Moved) int64 { return m.ClaimedMs })
}

// Press is Move for a form, which has no clock and holds the identifier: the step is taken now. Pressed again it is the same report, at the moment
// of the first.
func (s *Service) Press(ctx context.Context, who access.Actor, m Move) (Moved, error) {
	m.ClaimedMs = s.Now().UnixMilli()
	return s.move(ctx, who, m, func(before []Moved) int64 {
		for _, b := range before {
			if b.Visit == m.Visit && b.Step == m.Step && b.By == who.Person {
				return b.ClaimedMs
			}
		}
		return m.ClaimedMs
	})
}

// move applies a report; claimed says when it was claimed to be, given the reports that have had its identifier before.
func (s *Service) move(ctx context.Context, who access.Actor, m Move, claimed func(before []Moved) int64) (done Moved, err error) {
	if !device.MatchString(m.ID) {
		return done, wrong("id")
	}
	if !slices.Contains(Moves, m.Step) || m.meantMs() <= 0 || len(m.Code) > longestCode || m.Tap.long() {
		return done, wrong("step")
	}
	said, err := s.prepare(ctx, who, m)
	if err != nil {
		return done, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		v, entitled, err := s.reported(tx, who, m)
		if err != nil {
			return err
		}
		before, err := s.Store.Moves(tx, s.Node, m.ID)
		if err != nil {
			return err
		}
		m.ClaimedMs = claimed(before)
		done = Moved{Move: m, By: who.Person, Outcome: Applied, AtMs: s.Now().UnixMilli()}
		done.Digest = done.digest()
		if i := slices.IndexFunc(before, func(b Moved) bool { return b.Digest == done.Digest }); i >= 0 {
			if done = before[i]; done.Outcome == Applied {
				done.Outcome = Same
			}
			return nil
		}
		if len(before) > 0 {
			return s.refuse(tx, who, v, &done, MisfitReused)
		}
		post, why, err := s.misfit(tx, who, v, m, entitled)
		if err != nil {
			return err
		}
		if why != "" {
			return s.refuse(tx, who, v, &done, why)
		}
		return s.take(tx, who, v, post, &done, said)
	})
	return done, err
}

// reported is the visit that a move is about: for whoever delivers where it takes place, and for whose it is or was. Those among the latter who may
// no longer deliver there are not entitled: what they report is kept, and does nothing.
func (s *Service) reported(q store.Queryer, who access.Actor, m Move) (v Visit, entitled bool, err error) {
	if v, err = s.Store.Visit(q, s.Node, m.Visit); err != nil {
		return v, false, err
	}
	denied := who.CheckAt(CanDeliver, v.Place)
	if denied == nil && who.SignedIn() {
		return v, true, nil
	}
	own, err := s.stood(q, who, v)
	if err != nil || !own {
		return Visit{}, false, firstOf(err, denied, fault.New(fault.Denied, "delivery.own.post"))
	}
	return v, false, nil
}

// stood tells whether an actor holds or held one of the posts that a visit has, or had before it was given to others.
func (s *Service) stood(q store.Queryer, who access.Actor, v Visit) (bool, error) {
	if !who.SignedIn() {
		return false, nil
	}
	for _, id := range slices.Concat(v.Posts, v.Former) {
		p, found, err := s.Staff.Post(q, id)
		if err != nil || found && p.Person == who.Person {
			return err == nil, err
		}
	}
	return false, nil
}

// handed is what the person gave the carer: a code, or a tap of the tag. Without either it is empty.
type handed struct {
	code evidence.CodeConfirmation
	tap  evidence.TapConfirmation
}

// prepare makes a code or a tap ready to be tried: what it is compared with is sealed, and cannot be opened inside a transaction.
func (s *Service) prepare(ctx context.Context, who access.Actor, m Move) (c handed, err error) {
	if m.Code == "" && m.Tap == (Tap{}) || m.Step != Finish && m.Step != Confirm {
		return c, nil
	}
	var v Visit
	var entitled bool
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) { v, entitled, err = s.reported(q, who, m); return err })
	if err != nil || !entitled {
		return c, err
	}
	if m.Tap != (Tap{}) {
		c.tap, err = s.Evidence.PrepareTap(ctx, who, m.Tap.of(v, m.meantMs()))
		return c, err
	}
	first, last := v.days()
	c.code, err = s.Evidence.PrepareCode(ctx, who, evidence.CodeConfirmation{
		About: about(v.ID), Person: v.Person, Code: m.Code, ClaimedMs: m.meantMs(), First: first, Last: last,
	})
	return c, err
}

// confirmed hands on what the person gave, and tells whether it was good.
func (s *Service) confirmed(tx *store.Tx, who access.Actor, c handed) (bool, error) {
	var done evidence.Confirmed
	var err error
	switch {
	case c.code.Code != "":
		done, err = s.Evidence.ConfirmCodeIn(tx, who, c.code)
	case c.tap.PICC != "":
		done, err = s.Evidence.ConfirmTapIn(tx, who, c.tap)
	}
	return done.Accepted, err
}

// digest tells reports apart. How far the device's clock is off is no part of it: each sending measures that anew. Nor is the code: what it is must not be found out from a record.
func (m Moved) digest() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{m.ID, m.Visit, string(m.Step), strconv.FormatInt(m.ClaimedMs, 10), m.By}, "\x00")))
	return hex.EncodeToString(sum[:])
}

// refuse keeps a move that does not fit.
func (s *Service) refuse(tx *store.Tx, who access.Actor, v Visit, m *Moved, why string) error {
	m.Outcome, m.Why = Conflict, why
	return s.record(tx, who, Event{What: MoveRefused, Move: m, Place: v.Place, Also: []string{v.Person}})
}

// misfit returns which post of the visit is the actor's, or why a move does not fit. Of the person it says nothing to who is not entitled any more.
func (s *Service) misfit(q store.Queryer, who access.Actor, v Visit, m Move, entitled bool) (post, why string, err error) {
	for _, id := range v.Posts {
		p, found, err := s.Staff.Post(q, id)
		if err != nil {
			return "", "", err
		}
		if found && p.Person == who.Person {
			if post = id; !p.On(v.On) {
				return "", MisfitOff, nil
			}
		}
	}
	switch {
	case post == "":
		return "", MisfitMoved, nil
	case v.On > s.today():
		return "", MisfitEarly, nil
	case m.Step == Confirm && m.Code == "" && m.Tap == (Tap{}):
		return "", MisfitNoCode, nil
	case m.Step == Join && slices.Contains(v.Attended, post):
		return "", MisfitJoined, nil
	}
	_, fits := visits.next(v.State, m.Step)
	switch {
	case !entitled && (fits || v.State == Scheduled): // that it was not begun is because her report of that was kept as well
		return "", MisfitEnded, nil
	case !fits:
		return "", unfit[v.State], nil
	}
	if _, found, err := s.Persons.Home(q, v.Person); err != nil || !found {
		return "", MisfitGone, err
	}
	return post, "", nil
}

// unfit is what a step misses in a state that it does not lead out of.
var unfit = map[State]string{
	Scheduled: MisfitUnstarted, Started: MisfitStarted, Finished: MisfitFinished, Settled: MisfitFinished, Cancelled: MisfitCancelled, Missed: MisfitMissed,
}

// moved are the events of moves.
var moved = map[Step]What{Start: VisitStarted, Join: VisitJoined, Finish: VisitFinished, Confirm: CodeGiven}

// take applies a move. What the carer says of a visit that is over, and the person's code, go to evidence in the same transaction.
func (s *Service) take(tx *store.Tx, who access.Actor, v Visit, post string, m *Moved, c handed) error {
	v.State, _ = visits.next(v.State, m.Step) // misfit looked
	switch m.Step {                           //nolint:exhaustive // the others leave the times as they are
	case Start:
		v.BegunMs, v.StartedMs = m.meantMs(), m.AtMs
	case Finish:
		v.EndedMs, v.FinishedMs = m.meantMs(), m.AtMs
	}
	if m.Step != Confirm && !slices.Contains(v.Attended, post) {
		v.Attended = append(slices.Clone(v.Attended), post)
		slices.Sort(v.Attended)
	}
	again := m.Step == Confirm && v.Accepted != nil && v.Accepted.Carer == who.Person && !v.Accepted.Said
	if again { // a planner took her reports in: a code counts beside her own word alone
		said := *v.Accepted
		said.Said, v.Accepted = true, &said
	}
	if m.Step == Finish || again {
		if err := s.stated(tx, who, v, who.Person); err != nil {
			return err
		}
	}
	var err error
	if m.Taken, err = s.confirmed(tx, who, c); err != nil {
		return err
	}
	return s.record(tx, who, Event{What: moved[m.Step], Visit: &v, Move: m, Place: v.Place})
}
