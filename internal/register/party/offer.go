package party

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
)

// Representing is the purpose for which somebody who acts for another is told for whom.
const Representing access.Purpose = "representing"

// Offer is a mandate that somebody gives online and that nobody has accepted yet. It names no person: looking a relative up by name and number
// would tell whether they are registered, and leave out who lives in another county. The giver hands over a code instead, and whoever is signed in
// under the name that the giver wrote accepts with it. The node keeps the hash of both together, so a code that is overheard is worth nothing
// to others, and a wrong one gets the same answer as a wrong name.
type Offer struct {
	ID        string   `json:"id"` // that the mandate will have
	For       string   `json:"for"`
	Name      string   `json:"name"` // what the giver calls the other, sealed under the key of For
	What      []string `json:"what"`
	Until     string   `json:"until"`
	Key       string   `json:"key"` // hash of code and name
	MadeMs    int64    `json:"made_ms"`
	ExpiresMs int64    `json:"expires_ms"`
	EndedMs   int64    `json:"ended_ms"`
}

// open tells whether the offer may be accepted at an instant.
func (o Offer) open(nowMs int64) bool { return o.EndedMs == 0 && nowMs < o.ExpiresMs }

// How long a code holds, and how many offers one person makes in that time.
const (
	offerDays  = 7
	mostOffers = 10
)

// offerKey is what an offer is found by. The code alone has more than 70 bits, so a plain hash cannot be tried out.
func offerKey(code, name string) string {
	sum := sha256.Sum256([]byte(strings.ReplaceAll(plain(code), "-", "") + "\n" + plain(name)))
	return hex.EncodeToString(sum[:])
}

// NewOffer is what somebody writes down to let a relative act.
type NewOffer struct {
	Name  string // of the relative, as their account or the register has it
	What  []string
	Until string // first day on which it no longer holds
}

// Offer keeps an offer of the actor, and returns the code, which is kept nowhere.
func (s *Service) Offer(ctx context.Context, who access.Actor, n NewOffer) (code string, err error) {
	if !who.SignedIn() || who.OnBehalfOf != "" {
		return "", fault.New(fault.NotFound, "access.absent")
	}
	n.Name = strings.TrimSpace(n.Name)
	if err := s.checkOffer(n); err != nil {
		return "", err
	}
	if err := s.DB.Read(ctx, func(q store.Queryer) error { _, err := s.mayOffer(q, who); return err }); err != nil {
		return "", err
	}
	if code, err = access.NewCode(s.Random); err != nil {
		return "", err
	}
	o := Offer{
		For: who.Person, What: n.What, Until: n.Until, Key: offerKey(code, n.Name), MadeMs: s.nowMs(),
		ExpiresMs: s.Now().AddDate(0, 0, offerDays).UnixMilli(),
	}
	if o.ID, err = ident.New("mandate", s.Now(), s.Random); err != nil {
		return "", err
	}
	if o.Name, err = s.sealText(ctx, o.For, holderField, n.Name); err != nil {
		return "", err
	}
	return code, s.DB.Write(ctx, func(tx *store.Tx) error {
		p, err := s.mayOffer(tx, who)
		if err != nil {
			return err
		}
		e := who.Entry("party.mandate.offered", p.Region)
		e.Subjects = []string{o.For}
		_, err = s.record(tx, e, offerRecord, o)
		return err
	})
}

func (s *Service) checkOffer(n NewOffer) error {
	if n.Name == "" || len(n.Name) > longestName {
		return fault.New(fault.Invalid, "party.offer.name").At("name")
	}
	if len(n.What) == 0 || !allOf(n.What, isRight) {
		return fault.New(fault.Invalid, "party.mandate.what").At("what")
	}
	last := s.Now().In(calendar.China).AddDate(longestMandate, 0, 0).Format(time.DateOnly)
	if !day(n.Until, false) || n.Until <= s.today() || n.Until > last {
		return fault.New(fault.Invalid, "party.mandate.days", "years", longestMandate).At("until")
	}
	return nil
}

// mayOffer returns the actor's own person, unless too many offers were made of late.
func (s *Service) mayOffer(q store.Queryer, who access.Actor) (Person, error) {
	p, err := s.present(q, who.Person)
	if err != nil {
		return p, err
	}
	list, err := s.Store.Offers(q, s.Node, who.Person)
	lately := 0
	for _, o := range list {
		if s.nowMs() < o.ExpiresMs {
			lately++
		}
	}
	if err == nil && lately >= mostOffers {
		err = fault.New(fault.Conflict, "party.offer.many", "max", mostOffers, "days", offerDays)
	}
	return p, err
}

// Accept makes a mandate of the offer that a code and the actor's own name find. Everything else has one answer, and is counted like a wrong
// password: a code that is none, one that ended, another's name, an offer of one's own, a giver who is not there any more.
func (s *Service) Accept(ctx context.Context, who access.Actor, code string) (m Mandate, err error) {
	if !who.SignedIn() || who.OnBehalfOf != "" {
		return m, fault.New(fault.NotFound, "access.absent")
	}
	names, err := s.ownNames(ctx, who)
	if err != nil {
		return m, err
	}
	err = s.Guard(ctx, who, func() error {
		return s.DB.Write(ctx, func(tx *store.Tx) error {
			o, giver, err := s.offered(tx, who, code, names)
			if err != nil {
				return err
			}
			o.EndedMs = s.nowMs()
			e := who.Entry("party.mandate.accepted", giver.Region)
			e.Subjects = []string{o.For, who.Person}
			if _, err := s.record(tx, e, offerRecord, o); err != nil {
				return err
			}
			m = Mandate{ID: o.ID, For: o.For, Who: who.Person, What: o.What, From: s.today(), Until: o.Until, Shown: Online, Name: o.Name}
			e = who.Entry("party.mandate.given", giver.Region)
			e.Subjects = []string{m.For, m.Who}
			_, err = s.record(tx, e, mandateRecord, m)
			return err
		})
	})
	return m, err
}

// offered finds an offer that the actor may accept.
func (s *Service) offered(q store.Queryer, who access.Actor, code string, names []string) (Offer, Person, error) {
	wrong := fault.New(fault.Invalid, "party.offer.wrong").At("code")
	for _, name := range names {
		o, found, err := s.Store.OfferByKey(q, s.Node, offerKey(code, name))
		if err != nil {
			return Offer{}, Person{}, err
		}
		if !found || !o.open(s.nowMs()) || o.Until <= s.today() || o.For == who.Person {
			continue
		}
		p, there, err := s.HomeOf(q, o.For)
		if err != nil || !there || p.ID != o.For {
			return Offer{}, Person{}, orWrong(err, wrong)
		}
		return o, p, nil
	}
	return Offer{}, Person{}, wrong
}

func orWrong(err, wrong error) error {
	if err == nil {
		return wrong
	}
	return err
}

// ownNames are what the actor is called: in the register, where it knows the actor, and by the account.
func (s *Service) ownNames(ctx context.Context, who access.Actor) (names []string, err error) {
	k, err := s.Show(ctx, who, who.Person, View{Purpose: access.OwnData, Groups: Groups})
	if fault.KindOf(err) != fault.NotFound && err != nil {
		return nil, err
	}
	called, err := s.Called(ctx, who)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{k.Names.Name, called} {
		if plain(name) != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// retract takes an offer back that nobody has accepted.
func (s *Service) retract(tx *store.Tx, who access.Actor, id string) error {
	list, err := s.Store.Offers(tx, s.Node, who.Person)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(o Offer) bool { return o.ID == id && o.EndedMs == 0 })
	if i < 0 || !who.SignedIn() {
		return fault.New(fault.NotFound, "access.absent")
	}
	p, err := s.present(tx, who.Person)
	if err != nil {
		return err
	}
	o := list[i]
	o.EndedMs = s.nowMs()
	e := who.Entry("party.mandate.retracted", p.Region)
	e.Subjects = []string{o.For}
	_, err = s.record(tx, e, offerRecord, o)
	return err
}
