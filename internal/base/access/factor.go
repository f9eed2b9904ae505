package access

import (
	"context"
	"encoding/base32"
	"io"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Factor is an account's second factor.
type Factor struct {
	Secret  string // sealed; empty, there is none
	Step    int64  // the last time step whose code was used
	Pending string // sealed: shown to the person, not yet confirmed by a code
}

// BeginFactor draws a new secret for the actor's own second factor and returns it in base32. It counts for nothing until
// ConfirmFactor; what is in use stays in use until then. Whoever has a password types it again.
func (s *Service) BeginFactor(ctx context.Context, who Actor, password string) (string, error) {
	if err := who.Check(Own); err != nil {
		return "", err
	}
	a, err := s.proven(ctx, who, password)
	if err != nil {
		return "", err
	}
	raw := make([]byte, totpSecret)
	if _, err := io.ReadFull(s.Random, raw); err != nil {
		return "", err
	}
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
	sealed, err := s.Keys.Seal(ctx, a.Person, factorField, []byte(secret))
	if err != nil {
		return "", err
	}
	return secret, s.DB.Write(ctx, func(tx *store.Tx) error {
		f, err := s.Store.Factor(tx, s.Node.Number, a.ID)
		if err != nil {
			return err
		}
		f.Pending = sealed
		return s.Store.PutFactor(tx, s.Node.Number, a.ID, f)
	})
}

// PendingFactor is the secret that BeginFactor drew and nobody has confirmed yet.
func (s *Service) PendingFactor(ctx context.Context, who Actor) (secret string, err error) {
	secret, _, err = s.pending(ctx, who)
	return secret, err
}

// pending also tells how the secret is kept, by which another one drawn since is told apart.
func (s *Service) pending(ctx context.Context, who Actor) (secret, sealed string, err error) {
	a, f, err := s.ownFactor(ctx, who)
	if err != nil {
		return "", "", err
	}
	if f.Pending == "" {
		return "", "", fault.New(fault.NotFound, "access.absent")
	}
	plain, err := s.Keys.Unseal(ctx, a.Person, factorField, f.Pending)
	return string(plain), f.Pending, err
}

func (s *Service) ownFactor(ctx context.Context, who Actor) (a Account, f Factor, err error) {
	if err := who.Check(Own); err != nil {
		return a, f, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		if a, err = s.own(q, who); err == nil {
			f, err = s.Store.Factor(q, s.Node.Number, a.ID)
		}
		return err
	})
	return a, f, err
}

// ConfirmFactor puts the pending secret in use once its code was typed, ends the account's other sessions, and returns
// the recovery codes: each opens the account once when the device is lost. They are shown this one time.
func (s *Service) ConfirmFactor(ctx context.Context, who Actor, code, keep string) ([]string, error) {
	secret, sealed, err := s.pending(ctx, who)
	if err != nil {
		return nil, err
	}
	if _, err := s.attempt(ctx, strike{ofFactor, who.ID}); err != nil {
		return nil, err
	}
	step, err := s.step(secret, code, 0)
	if err != nil || step == 0 {
		if err == nil {
			err = fault.New(fault.Invalid, "access.factor.wrong").At("code")
		}
		return nil, err
	}
	codes, hashes, err := s.recoveryCodes(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	err = s.succeed(ctx, func(tx *store.Tx) error {
		a, err := s.own(tx, who)
		if err != nil {
			return err
		}
		f, err := s.Store.Factor(tx, s.Node.Number, a.ID)
		if err != nil {
			return err
		}
		if f.Pending != sealed {
			return fault.New(fault.Conflict, "access.absent") // confirmed or drawn anew meanwhile, in another window
		}
		if _, err := s.Log.Append(tx, about(who, "access.factor.enrolled", a)); err != nil {
			return err
		}
		if err := s.Store.PutFactor(tx, s.Node.Number, a.ID, Factor{Secret: f.Pending, Step: step}); err != nil {
			return err
		}
		if err := s.Store.PutRecovery(tx, s.Node.Number, a.ID, hashes); err != nil {
			return err
		}
		return s.Store.DropSessions(tx, s.Node.Number, a.ID, keep)
	}, strike{ofFactor, who.ID})
	return codes, err
}

// step is the time step of which code is the code of a secret, or 0.
func (s *Service) step(secret, code string, used int64) (int64, error) {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return 0, fault.Wrap(err, fault.Internal, "access.damaged")
	}
	return matchStep(key, strings.ReplaceAll(strings.TrimSpace(code), " ", ""), s.Now(), used), nil
}

// ResetFactor takes away a second factor whose device is lost. It asks for ManageRoles, not ManageAccount: no single
// administrator can make both halves of another's sign-in theirs.
func (s *Service) ResetFactor(ctx context.Context, who Actor, account string) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		a, err := s.reached(tx, who, ManageRoles, account)
		if err != nil {
			return err
		}
		if _, err := s.Log.Append(tx, about(who, "access.factor.removed", a)); err != nil {
			return err
		}
		if err := s.Store.DropFactor(tx, s.Node.Number, a.ID); err != nil {
			return err
		}
		return s.Store.DropSessions(tx, s.Node.Number, a.ID, "")
	})
}
