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
	if len(d.due) == 0 {
		return made, fault.New(fault.Conflict, "delivery.propose.nothing", "day", on)
	}
	made = Proposal{Provider: provider, At: p.Region.String(), On: on, Day: d.match, Unknown: d.unknown, By: person(who), AtMs: now}
	if made.ID, err = ident.New(proposalKind, s.Now(), s.Random); err != nil {
		return made, err
	}
	if made.Plan, err = match.Match(ctx, made.Day, match.Options{Seed: seedOf(made.ID)}); err != nil {
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
