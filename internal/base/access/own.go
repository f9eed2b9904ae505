package access

import (
	"context"

	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// Mine is what an account is told of itself.
type Mine struct {
	Shown
	HasPassword    bool
	MustChange     bool  // the password, before anything else
	PasswordUntil  int64 // ms; 0 is no end
	Recovery       int   // recovery codes left
	FactorPending  bool
	FactorRequired bool // by a role
}

// Me returns the actor's own account, read under a grant of one's own.
func (s *Service) Me(ctx context.Context, who Actor) (v Mine, err error) {
	g, err := s.ownGrant(ctx, who, func(tx *store.Tx, a Account) error {
		v.Account = a
		return s.mine(tx, &v)
	})
	if err != nil {
		return Mine{}, err
	}
	if v.UserName, err = s.open(ctx, g, v.Person, userField, v.User); err != nil {
		return Mine{}, err
	}
	if v.PersonName, err = s.open(ctx, g, v.Person, nameField, v.Name); err != nil {
		return Mine{}, err
	}
	v.PhoneNumber, err = s.open(ctx, g, v.Person, phoneField, v.Phone)
	return v, err
}

// ownGrant mints a grant for the actor's own person and reads in the same transaction.
func (s *Service) ownGrant(ctx context.Context, who Actor, also func(tx *store.Tx, a Account) error) (g Grant, err error) {
	if err := who.Check(Own); err != nil {
		return g, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		a, err := s.own(tx, who)
		if err != nil {
			return err
		}
		w := Wish{Region: a.Home, Subjects: []string{a.Person}, Purpose: OwnData, Basis: TheirOwn}
		if g, err = Mint(tx, s.Log, who, w); err != nil {
			return err
		}
		return also(tx, a)
	})
	return g, err
}

func (s *Service) mine(q store.Queryer, v *Mine) (err error) {
	node := s.Node.Number
	if v.All, err = s.Store.Mandates(q, node, v.ID); err != nil {
		return err
	}
	for _, m := range v.All {
		if !m.over(s.today()) {
			v.Mandates = append(v.Mandates, m)
			v.FactorRequired = v.FactorRequired || s.Policy.Administers(m.Role)
		}
	}
	f, err := s.Store.Factor(q, node, v.ID)
	if err != nil {
		return err
	}
	v.HasFactor, v.FactorPending = f.Secret != "", f.Pending != ""
	if v.Recovery, err = s.Store.CountRecovery(q, node, v.ID); err != nil {
		return err
	}
	if _, v.HasLink, err = s.Store.Link(q, node, v.ID); err != nil {
		return err
	}
	p, has, err := s.Store.Password(q, node, v.ID)
	if err != nil || !has {
		return err
	}
	rule := ruleOn(s.today())
	v.HasPassword, v.MustChange = true, rule.expired(p, s.Now())
	if rule.days > 0 {
		v.PasswordUntil = p.SetMs + int64(rule.days)*24*60*60*1000
	}
	return nil
}

// Use is one use of a person's data, as the ledger has it.
type Use struct {
	Seq     int64  `json:"seq"`
	AtMs    int64  `json:"at_ms"`
	Kind    string `json:"kind"`
	Actor   string `json:"actor"`
	Channel string `json:"channel"`
	Purpose string `json:"purpose,omitempty"`
	Basis   string `json:"basis,omitempty"`
	Region  string `json:"region,omitempty"`
}

// OwnUses lists every use of the actor's own data, the newest first. before is the number below which to go on, 0 for the
// first page. It is not written down itself, for it would head its own list.
func (s *Service) OwnUses(ctx context.Context, who Actor, before int64, limit int) (list []Use, err error) {
	if err := who.Check(Own); err != nil {
		return nil, err
	}
	if who.Person == "" {
		return nil, fault.New(fault.NotFound, "access.absent")
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		page, err := s.Uses.BySubject(q, s.Node.Number, who.Person, before, limit)
		for _, l := range page {
			list = append(list, useOf(l))
		}
		return err
	})
	return list, err
}

func useOf(l ledger.Logged) Use {
	return Use{l.Seq, l.AtMs, l.Kind, l.Actor, l.Channel, l.Purpose, l.Basis, l.Region}
}

// Taken is everything the node keeps about the person of an account, in a form that another program can read
// (个人信息保护法, 45). Secrets that open the account are no part of it.
type Taken struct {
	Account  string         `json:"account"`
	Person   string         `json:"person"`
	Node     string         `json:"node"`
	User     string         `json:"user"`
	Name     string         `json:"name"`
	Phone    string         `json:"phone"`
	Home     string         `json:"home"`
	State    State          `json:"state"`
	MadeMs   int64          `json:"made_ms"`
	Mandates []takenMandate `json:"mandates"`
	Sessions []takenSession `json:"sessions"`
	Password bool           `json:"has_password"`
	Factor   bool           `json:"has_second_factor"`
	Provider *takenLink     `json:"sign_on_provider"`
	Uses     []Use          `json:"uses"`
}

type takenMandate struct {
	Role    Role   `json:"role"`
	Region  string `json:"region"`
	From    string `json:"from"`
	Until   string `json:"until"`
	GivenMs int64  `json:"given_ms"`
	TakenMs int64  `json:"taken_ms"`
}

type takenSession struct {
	MadeMs int64 `json:"made_ms"`
	SeenMs int64 `json:"seen_ms"`
}

type takenLink struct {
	Issuer  string `json:"issuer"`
	Subject string `json:"subject"`
}
