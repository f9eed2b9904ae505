package access

import (
	"context"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// SignInFactor completes a sign-in whose password was right with a code: of the authenticator, or one of the recovery
// codes. A code opens once. Failures are counted, with growing waits.
func (s *Service) SignInFactor(ctx context.Context, who Actor, account, code, from string) error {
	if len(code) > longestCode {
		return fault.New(fault.Invalid, "access.factor.wrong").At("code")
	}
	on, err := s.strikes(ctx, strike{ofFactor, account}, from)
	if err != nil {
		return err
	}
	failures, err := s.attempt(ctx, on...)
	if err != nil {
		return err
	}
	a, f, err := s.challenged(ctx, account)
	if err != nil {
		return err
	}
	secret, err := s.Keys.Unseal(ctx, a.Person, factorField, f.Secret)
	if err != nil {
		return err
	}
	user, err := s.tokenOf(ctx, a)
	if err != nil {
		return err
	}
	hash, err := s.recoveryHash(ctx, account, code)
	if err != nil {
		return err
	}
	good := false
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		_, now, err := s.challenge(tx, account)
		if err == nil && now.Secret != f.Secret { // another was set up meanwhile
			err = wrong()
		}
		if err != nil {
			return err
		}
		if good, err = s.use(tx, a.ID, string(secret), code, hash); err != nil || !good {
			return err
		}
		if err := s.drop(tx, append(on, strike{ofUser, user})...); err != nil {
			return err
		}
		return s.opened(tx, who, a)
	})
	if err != nil || good {
		return err
	}
	if err := s.note(ctx, who, a, failures); err != nil {
		return err
	}
	return fault.New(fault.Invalid, "access.factor.wrong").At("code")
}

// challenged is an account that may be used and its second factor, which it must have.
func (s *Service) challenged(ctx context.Context, account string) (a Account, f Factor, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) { a, f, err = s.challenge(q, account); return err })
	return a, f, err
}

func (s *Service) challenge(q store.Queryer, account string) (a Account, f Factor, err error) {
	a, found, err := s.Store.Account(q, s.Node.Number, account)
	if err != nil {
		return a, f, err
	}
	f, err = s.Store.Factor(q, s.Node.Number, account)
	if err == nil && (!found || a.State != Active || f.Secret == "") {
		err = wrong()
	}
	return a, f, err
}

// use spends a code: the time step of the authenticator's, or a recovery code.
func (s *Service) use(tx *store.Tx, account, secret, code, hash string) (bool, error) {
	f, err := s.Store.Factor(tx, s.Node.Number, account)
	if err != nil {
		return false, err
	}
	step, err := s.step(secret, code, f.Step)
	if err != nil {
		return false, err
	}
	if step == 0 {
		return s.Store.UseRecovery(tx, s.Node.Number, account, hash)
	}
	f.Step = step
	return true, s.Store.PutFactor(tx, s.Node.Number, account, f)
}

// longestCode bounds what may be typed as a code, in bytes.
const longestCode = 64

// recoveryCount is how many recovery codes are given out at a time.
const recoveryCount = 8

// recoveryCodes draws recovery codes with 79 bits of chance each, and what is kept of them.
func (s *Service) recoveryCodes(ctx context.Context, account string) (codes, hashes []string, err error) {
	for range recoveryCount {
		code, err := newPassword(s.Random)
		if err != nil {
			return nil, nil, err
		}
		hash, err := s.recoveryHash(ctx, account, code)
		if err != nil {
			return nil, nil, err
		}
		codes, hashes = append(codes, code), append(hashes, hash)
	}
	return codes, hashes, nil
}

// recoveryHash is how a recovery code is kept: an HMAC under the node's key. A slow hash would add nothing to codes that
// nobody chose.
func (s *Service) recoveryHash(ctx context.Context, account, code string) (string, error) {
	plain := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(strings.TrimSpace(code)))
	return s.Keys.Token(ctx, "recovery", account+" "+plain)
}
