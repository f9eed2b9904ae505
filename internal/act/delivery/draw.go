package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// lookBack is for how many months before its own a settlement corrects what was paid.
const lookBack = 24

// Draw draws up the settlement of a provider's month, once the month is over, and corrects what earlier ones paid or left by what is
// known now. While another of the provider is undecided, or when nothing has changed since the last one, it is a Conflict. What it is computed from, two
// years of visits, is read before it is written: nobody who reports a visit waits for that. What is said meanwhile is for the next settlement.
func (s *Service) Draw(ctx context.Context, who access.Actor, provider, month string) (d Settlement, err error) {
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return d, wrong("month")
	}
	var before []SettlementHead
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		p, err := s.settles(q, who, provider)
		if err != nil {
			return err
		}
		if month >= s.today()[:len("2006-01")] {
			return fault.New(fault.Conflict, "delivery.settle.early").At("month")
		}
		if before, err = s.Store.Settlements(q, s.Node, provider, ""); err != nil {
			return err
		}
		in, err := s.input(q, before, provider, month, first.AddDate(0, -lookBack, 0).Format("2006-01"))
		d = Settlement{Input: in, At: p.Region.String(), Course: Course{State: settlements.start, Drew: person(who)}}
		return err
	})
	if err != nil {
		return Settlement{}, err
	}
	if d.Result, err = Settle(d.Input); err != nil {
		return Settlement{}, err
	}
	if err := d.unpaid(who); err != nil {
		return Settlement{}, err
	}
	if len(d.Result.Lines) == 0 && d.Input.Before != "" {
		return Settlement{}, fault.New(fault.Conflict, "delivery.settle.nothing")
	}
	if d.SHA256, err = digest(d.Result); err != nil {
		return Settlement{}, err
	}
	if err := s.DB.Write(ctx, func(tx *store.Tx) error { return s.drawn(tx, who, &d, before) }); err != nil {
		return Settlement{}, err
	}
	return d, nil
}

// drawn records a settlement, unless another of the provider has come or gone since it was computed.
func (s *Service) drawn(tx *store.Tx, who access.Actor, d *Settlement, before []SettlementHead) error {
	p, err := s.settles(tx, who, d.Input.Provider)
	if err != nil {
		return err
	}
	now, err := s.Store.Settlements(tx, s.Node, p.ID, "")
	if err != nil {
		return err
	}
	if !slices.EqualFunc(before, now, sameCourse) {
		return fault.New(fault.Conflict, "delivery.settle.twice")
	}
	if d.ID, err = ident.New(settlementKind, s.Now(), s.Random); err != nil {
		return err
	}
	err = s.record(tx, who, Event{What: SettlementDrawn, Drawn: d, Place: p.Region})
	if store.IsUnique(err) {
		err = fault.Wrap(err, fault.Conflict, "delivery.settle.twice")
	}
	return err
}

// sameCourse tells whether a settlement still stands where it did, as far as the next one goes by it.
func sameCourse(a, b SettlementHead) bool {
	return a.ID == b.ID && (a.State == Withdrawn) == (b.State == Withdrawn) && undecided(a.State) == undecided(b.State)
}

// settles checks that an actor draws up settlements where a provider is, and has no hand in the provider.
func (s *Service) settles(q store.Queryer, who access.Actor, provider string) (Provider, error) {
	p, found, err := s.Providers.Provider(q, provider)
	if err != nil || !found {
		return p, orAbsent(err)
	}
	if err := who.CheckAt(CanSettle, p.Region); err != nil {
		return p, err
	}
	return p, s.apart(q, who, provider)
}

// apart refuses who acts or works for a provider, or ever worked for it, under whichever account.
func (s *Service) apart(q store.Queryer, who access.Actor, provider string) error {
	sides, err := s.Sides(q, who, provider, "")
	if err == nil && sides {
		err = fault.New(fault.Denied, "delivery.settle.partial")
	}
	return err
}

// input freezes what a settlement is computed from, after those that were drawn up before it.
func (s *Service) input(q store.Queryer, before []SettlementHead, provider, month, oldest string) (Input, error) {
	in := Input{Provider: provider, Month: month, AtMs: s.Now().UnixMilli(), Visits: []Frozen{}}
	for _, d := range before {
		if undecided(d.State) {
			return in, fault.New(fault.Conflict, "delivery.settle.open", "month", d.Month)
		}
		if d.Month == month && d.State != Withdrawn {
			in.Before = d.ID
		}
	}
	list, err := s.Store.OfProvider(q, s.Node, provider, oldest, month)
	if err != nil {
		return in, err
	}
	list = slices.DeleteFunc(list, func(v Visit) bool { return !v.Took() })
	lines, err := s.linesOf(q, provider)
	if err != nil {
		return in, err
	}
	standings, err := s.standings(q, list)
	if err != nil {
		return in, err
	}
	for _, v := range list {
		f := Frozen{
			Visit: v.ID, Person: v.Person, Item: v.Item, On: v.On, Share: v.Share, PayTo: v.PayTo, Whole: v.Whole(), Standing: standings[v.ID],
			Lines: lines[v.ID],
		}
		even, err := f.even()
		if err != nil {
			return in, err
		}
		if v.Month() == month || !even { // what an earlier month has settled rightly is no news
			in.Visits = append(in.Visits, f)
		}
	}
	return in, nil
}

// linesOf are the lines of a provider's visits so far.
func (s *Service) linesOf(q store.Queryer, provider string) (map[string][]Line, error) {
	all, err := s.Store.Lines(q, s.Node, provider)
	by := map[string][]Line{}
	for _, l := range all {
		by[l.Visit] = append(by[l.Visit], l)
	}
	return by, err
}

// standings asks evidence about visits.
func (s *Service) standings(q store.Queryer, list []Visit) (map[string]Standing, error) {
	found, err := s.asked(q, list)
	by := map[string]Standing{}
	for a, st := range found {
		by[a.ID] = frozen(st)
	}
	return by, err
}

func (s *Service) asked(q store.Queryer, list []Visit) (map[evidence.About]evidence.Standing, error) {
	if len(list) == 0 {
		return nil, nil
	}
	asked := make([]evidence.About, len(list))
	for i, v := range list {
		asked[i] = about(v.ID)
	}
	return s.Evidence.Standings(q, asked)
}

// frozen is what a settlement freezes of a standing.
func frozen(st evidence.Standing) Standing {
	return Standing{Grade: st.Grade.String(), Contradicted: st.Contradicted, Suspect: st.Suspect}
}

// digest is the SHA-256 of a result's bytes.
func digest(r Result) (string, error) {
	body, err := ledger.EncodeBody(r)
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:]), err
}
