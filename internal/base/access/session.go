package access

import (
	"context"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Session is one open sign-in, or one half done, as it is kept. The browser holds a random token; here stands its hash.
type Session struct {
	Hash      string // SHA-256 of the token, in hexadecimal
	Account   string // empty until both factors are through
	Data      string
	MadeMs    int64
	SeenMs    int64
	ExpiresMs int64
}

// Sessions keep them.
type Sessions interface {
	Session(q store.Queryer, node int64, hash string) (Session, bool, error)
	SessionsOf(q store.Queryer, node int64, account string) ([]Session, error)
	PutSession(tx *store.Tx, node int64, s Session) error
	TouchSession(tx *store.Tx, node int64, hash string, seenMs int64) error
	DropSession(tx *store.Tx, node int64, hash string) error
	DropSessions(tx *store.Tx, node int64, account, keep string) error
	PruneSessions(tx *store.Tx, node, expiredMs int64) error
}

// How long a session lives: without a request, and at all (GB/T 22239-2019, 8.1.4.1 b asks for an end without naming one;
// OWASP Session Management: 15 to 30 minutes idle, 4 to 8 hours absolute for an office day, which we stretch to 12).
const (
	SessionIdle = 30 * time.Minute
	SessionLife = 12 * time.Hour
	halfDone    = 15 * time.Minute
	// touchEvery bounds how often a request writes that its session was used.
	touchEvery = 5 * time.Minute
	// clockSkew is how far the clock may go back under a session before it counts as none.
	clockSkew = 5 * time.Minute
)

// alive tells whether a session still holds. When the clock was set back it ends: nobody can say how old it is.
func (n Session) alive(nowMs int64) bool {
	skew := clockSkew.Milliseconds()
	return n.MadeMs <= nowMs+skew && n.SeenMs <= nowMs+skew && nowMs < n.ExpiresMs && nowMs-n.SeenMs < SessionIdle.Milliseconds()
}

// FindSession returns the session of a token's hash, if it still holds, and notes from time to time that it was used.
func (s *Service) FindSession(ctx context.Context, hash string) (n Session, found bool, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		n, found, err = s.Store.Session(q, s.Node.Number, hash)
		return err
	})
	now := s.nowMs()
	if err != nil || !found || !n.alive(now) {
		return Session{}, false, err
	}
	if now-n.SeenMs >= touchEvery.Milliseconds() {
		// A full disk shall not keep anybody from reading: a session that cannot be noted as used only ends sooner.
		_ = s.DB.Write(ctx, func(tx *store.Tx) error { return s.Store.TouchSession(tx, s.Node.Number, hash, now) })
	}
	return n, true, nil
}

// KeepSession keeps a session from now on, and forgets those that have ended by themselves. One without an account is a
// sign-in half done: anybody can begin one, so it is kept for a quarter of an hour only.
func (s *Service) KeepSession(ctx context.Context, hash, account, data string) error {
	now := s.nowMs()
	life := SessionLife
	if account == "" {
		life = halfDone
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.Store.PruneSessions(tx, s.Node.Number, now); err != nil {
			return err
		}
		return s.Store.PutSession(tx, s.Node.Number, Session{hash, account, data, now, now, now + life.Milliseconds()})
	})
}

// DropSession forgets a session without a trace: one that was half done, or whose token was changed.
func (s *Service) DropSession(ctx context.Context, hash string) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error { return s.Store.DropSession(tx, s.Node.Number, hash) })
}

// OwnSessions lists the actor's open sessions, the latest first.
func (s *Service) OwnSessions(ctx context.Context, who Actor) ([]Session, error) {
	if err := who.Check(Own); err != nil {
		return nil, err
	}
	var open []Session
	err := s.DB.Read(ctx, func(q store.Queryer) error {
		all, err := s.Store.SessionsOf(q, s.Node.Number, who.ID)
		for _, n := range all {
			if n.alive(s.nowMs()) {
				open = append(open, n)
			}
		}
		return err
	})
	return open, err
}

// EndSession ends one of the actor's own sessions.
func (s *Service) EndSession(ctx context.Context, who Actor, hash string) error {
	if err := who.Check(Own); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		a, err := s.own(tx, who)
		if err != nil {
			return err
		}
		n, found, err := s.Store.Session(tx, s.Node.Number, hash)
		if err != nil {
			return err
		}
		if !found || n.Account != a.ID {
			return fault.New(fault.NotFound, "access.absent")
		}
		if _, err := s.Log.Append(tx, about(who, "access.session.ended", a)); err != nil {
			return err
		}
		return s.Store.DropSession(tx, s.Node.Number, hash)
	})
}
