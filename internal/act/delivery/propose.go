package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/decide/match"
)

// Propose plans the visits of a provider that are due on a day, and keeps the plan with the day that it rests on: for whoever plans where the
// provider is, and for an account of it. Nothing is set by it. The search runs outside of any transaction; whether the day is still what it was is
// asked again when the plan is adopted.
func (s *Service) Propose(ctx context.Context, who access.Actor, provider, on string) (made Proposal, err error) {
	now := s.Now().UnixMilli()
	var d providerDay
	var p Provider
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		var acts bool
		if p, acts, err = s.dayToPlan(q, who, provider, on); err != nil {
			return err
		}
		d, err = s.dayOf(q, who, p, on, acts, now)
		return err
	})
	if err != nil {
		return made, err
	}
	if len(d.match.Visits) == 0 {
		return made, fault.New(fault.Conflict, "delivery.propose.nothing", "day", on)
	}
	made = Proposal{Provider: provider, At: p.Region.String(), On: on, Day: d.match, Unknown: d.unknown, By: person(who), AtMs: now}
	if made.ID, err = ident.New(proposalKind, s.Now(), s.Random); err != nil {
		return made, err
	}
	if made.Day, made.Plan, err = matched(ctx, made.Day, seedOf(made.ID)); err != nil {
		return made, err
	}
	if made.SHA256, err = planDigest(made.Plan); err != nil {
		return made, err
	}
	return made, s.DB.Write(ctx, func(tx *store.Tx) error {
		if _, _, err := s.dayToPlan(tx, who, provider, on); err != nil {
			return err
		}
		return s.record(tx, who, Event{What: DayProposed, Proposal: &made, Place: p.Region, Also: made.persons()})
	})
}

// matched plans a day in which nobody has two visits at once, which matching does not know of: where a plan has two, the times of the second are cut and
// the day is planned again. The day that comes back is the one that the plan rests on. A visit for which no time is left is no part of it.
func matched(ctx context.Context, d match.Day, seed uint64) (match.Day, match.Plan, error) {
	for {
		plan, err := match.Match(ctx, d, match.Options{Seed: seed})
		if err != nil {
			return d, plan, err
		}
		next, met := separated(d, plan)
		if !met {
			return d, plan, nil
		}
		d = next
	}
}

// separated is the day with the times of visits cut that a plan has while another is with the same person. Each cut takes away a start that was possible,
// so there is an end to it.
func separated(d match.Day, plan match.Plan) (cut match.Day, met bool) {
	at := map[string]match.Window{}
	for _, r := range plan.Routes {
		for _, stop := range r.Stops {
			at[stop.Visit] = match.Window{Open: stop.From, Shut: stop.Until}
		}
	}
	cut = d
	cut.Visits = nil
	for i, v := range d.Visits {
		var others []match.Window
		span, goes := at[v.ID]
		for _, first := range d.Visits[:i] {
			if other, too := at[first.ID]; goes && too && first.Person == v.Person && span.Open < other.Shut && other.Open < span.Shut {
				others = append(others, other)
			}
		}
		met = met || len(others) > 0
		if v.Windows = without(v.Windows, v.Minutes, others); len(v.Windows) > 0 {
			cut.Visits = append(cut.Visits, v)
		}
	}
	return cut, met
}

// dayToPlan is a provider whose day an actor may plan; a day that is over can be planned no more.
func (s *Service) dayToPlan(q store.Queryer, who access.Actor, provider, on string) (p Provider, acts bool, err error) {
	p, acts, err = s.providerToPlan(q, who, provider)
	if err != nil {
		return p, acts, err
	}
	if _, err := time.Parse(time.DateOnly, on); err != nil {
		return p, acts, wrong("day")
	}
	if on < s.today() {
		return p, acts, fault.New(fault.Conflict, "delivery.propose.over", "day", on)
	}
	return p, acts, nil
}

// providerToPlan is a provider whose days an actor plans.
func (s *Service) providerToPlan(q store.Queryer, who access.Actor, provider string) (p Provider, acts bool, err error) {
	p, found, err := s.Providers.Provider(q, provider)
	if err != nil || !found {
		return p, false, orAbsent(err)
	}
	acts, err = s.plansDays(q, who, p)
	return p, acts, err
}

func planDigest(p match.Plan) (string, error) {
	body, err := ledger.EncodeBody(p)
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:]), err
}

// recheckProposal tells whether a plan follows from the day that was frozen with it.
func recheckProposal(ctx context.Context, p Proposal) (bool, error) {
	again, err := match.Match(ctx, p.Day, match.Options{Seed: p.Plan.Seed, Iterations: p.Plan.Iterations})
	if err != nil {
		if fault.KindOf(err) == fault.Invalid {
			return false, nil // a day that cannot be planned was never planned
		}
		return false, err
	}
	sum, err := planDigest(again)
	recorded, err2 := planDigest(p.Plan)
	return sum == p.SHA256 && recorded == p.SHA256, firstOf(err, err2)
}

// placeOf is the region that a proposal is about.
func (p Proposal) placeOf() region.Key {
	k, _ := region.ParseKey(p.At)
	return k
}
