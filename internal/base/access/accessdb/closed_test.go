package accessdb_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/iotest"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// TestEverythingFailsClosed takes away one thing after the other that this room needs, and tries everything without it
// (trust R24): nobody comes in, nobody gets rights, nothing is shown, nothing is changed.
func TestEverythingFailsClosed(t *testing.T) {
	each(t, func(t *testing.T, w *accesstest.World) {
		m := w.Member(t, "user-a", accesstest.County, access.Mandate{Role: accesstest.Officer, At: accesstest.County})
		f := w.Member(t, "user-f", accesstest.County)
		secret, _ := w.Enrol(t, f)
		want(t, "tie", w.LinkOther(ctx, access.Operator(), m.ID, "https://id.example", "sub-1"), 0, "")
		open(t, w, "one", m.ID)
		good := *w.Service
		self := actor(t, w, m, access.Way{})
		for name, c := range map[string]struct {
			lose   func(s *access.Service)
			spares []string // what does not need it
		}{
			"keyring": {func(s *access.Service) { s.Keys = noKeys{} }, []string{"disable", "drop session", "give", "session"}},
			"ledger":  {func(s *access.Service) { s.Log = noLog{} }, []string{"actor", "begin factor", "drop session", "session"}},
			"random": {func(s *access.Service) { s.Random = iotest.ErrReader(io.ErrUnexpectedEOF) }, []string{
				"actor", "drop session", "linked", "list", "own", "second factor", "session", "sign in",
			}},
			"time to answer": {nil, nil},
		} {
			w.Clock.Add(time.Minute) // a code of the second factor opens once
			s := good
			without, cancel := context.WithCancel(ctx)
			if c.lose == nil {
				cancel()
			} else {
				c.lose(&s)
			}
			before := len(w.Kinds(t))
			for _, use := range uses(&s, m, f, self, secret) {
				if err := use.do(without); (err == nil) != slices.Contains(c.spares, use.name) {
					t.Errorf("without %s, %s: %v", name, use.name, err)
				}
			}
			cancel()
			if after := len(w.Kinds(t)); c.lose == nil && after != before {
				t.Errorf("without %s, %d entries were written", name, after-before)
			}
		}
		w.Clock.Add(time.Minute)
		// The control: with everything in its place all of it works.
		for _, use := range uses(&good, m, f, self, secret) {
			if err := use.do(ctx); err != nil && fault.KindOf(err) != fault.Conflict {
				t.Errorf("with everything, %s: %v", use.name, err)
			}
		}
	})
}

type use struct {
	name string
	do   func(context.Context) error
}

// uses are the use cases that let somebody in, show or change something.
func uses(s *access.Service, m, f accesstest.Member, self access.Actor, secret string) []use {
	root := access.Operator()
	return []use{
		{"sign in", func(c context.Context) error {
			_, err := s.SignIn(c, access.Visitor(), access.SignIn{User: "user-a", Password: m.Pass, Address: somewhere})
			return err
		}},
		{"second factor", func(c context.Context) error {
			code, err := access.Code(secret, s.Now())
			return errors.Join(err, s.SignInFactor(c, access.Visitor(), f.ID, code, somewhere))
		}},
		{"linked", func(c context.Context) error {
			_, err := s.SignInLinked(c, access.Visitor(), "https://id.example", "sub-1", somewhere, true)
			return err
		}},
		{"session", func(c context.Context) error { _, _, err := s.FindSession(c, "one"); return err }},
		{"actor", func(c context.Context) error {
			who, err := s.Actor(c, m.ID, access.Way{Factor: true})
			if err != nil && (who.SignedIn() || who.Check(access.Public) == nil) {
				return nil // an error beside somebody who may do something: as bad as none
			}
			return err
		}},
		{"list", func(c context.Context) error {
			_, _, err := s.List(c, root, access.Filter{}, 0, 10)
			return err
		}},
		{"own", func(c context.Context) error { _, err := s.Me(c, self); return err }},
		{"disable", func(c context.Context) error { return errors.Join(s.Disable(c, root, f.ID), s.Enable(c, root, f.ID)) }},
		{"give", func(c context.Context) error {
			_, err := s.Give(c, root, access.NewMandate{Account: f.ID, Mandate: access.Mandate{Role: accesstest.Reader, At: accesstest.County}})
			return err
		}},
		{"make", func(c context.Context) error {
			_, _, err := s.Make(c, root, fresh("user-new", accesstest.County))
			return err
		}},
		{"drop session", func(c context.Context) error {
			return s.DropSession(c, "none")
		}},
		{"begin factor", func(c context.Context) error { _, err := s.BeginFactor(c, self, m.Pass); return err }},
		{"change", func(c context.Context) error { return s.ChangePassword(c, self, m.Pass, m.Pass+"-x", "") }},
	}
}

var errAway = fault.New(fault.Unavailable, "keyring.missing")

// noKeys is a keyring that has gone.
type noKeys struct{}

func (noKeys) Ready(context.Context) error                                    { return errAway }
func (noKeys) Create(context.Context, string) error                           { return errAway }
func (noKeys) Erase(context.Context, string) error                            { return errAway }
func (noKeys) Erased(context.Context) ([]string, error)                       { return nil, errAway }
func (noKeys) Token(context.Context, string, string) (string, error)          { return "", errAway }
func (noKeys) Seal(context.Context, string, string, []byte) (string, error)   { return "", errAway }
func (noKeys) Unseal(context.Context, string, string, string) ([]byte, error) { return nil, errAway }

// noLog is a ledger that takes nothing.
type noLog struct{}

func (noLog) Append(*store.Tx, ledger.Entry) (int64, error) {
	return 0, fault.New(fault.Unavailable, "store.full")
}
