package access

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Machine is the account of a program, such as a telephone gateway (机器账号): one right in one place, and a token instead of a password. It is
// nobody's, so nothing of a person stands in it.
type Machine struct {
	ID    string // machine_...
	Name  string // what it is called, and who runs it
	Right Right
	At    region.Key
	Hash  string // SHA-256 of the token, in hexadecimal

	By          string
	MadeMs      int64
	ConfirmedBy string
	ConfirmedMs int64 // 0: it waits for a second administrator, and may do nothing
	EndedMs     int64 // 0: it has not ended
}

// Acts tells whether a machine may do anything.
func (m Machine) Acts() bool { return m.ConfirmedMs != 0 && m.EndedMs == 0 }

// machineKind is the kind of the identifiers of machines.
const machineKind = "machine"

// NewMachine is what MakeMachine is asked for.
type NewMachine struct {
	Name  string
	Right Right
	At    region.Key
}

// MakeMachine makes the account of a program and returns its token, which is kept nowhere. It does nothing until a second administrator has
// confirmed it: whoever held token and right alone could confirm services that nobody received.
func (s *Service) MakeMachine(ctx context.Context, who Actor, n NewMachine) (Machine, string, error) {
	n.Name = strings.TrimSpace(n.Name)
	if err := who.CheckAt(ManageRoles, n.At); err != nil {
		return Machine{}, "", err
	}
	switch {
	case !fits(n.Name, 1, longestName, " .,·-_@'()/：，（）"):
		return Machine{}, "", fault.New(fault.Invalid, "access.machine.name", "most", longestName).At("name")
	case !slices.Contains(s.MachineRights, n.Right):
		return Machine{}, "", fault.New(fault.Invalid, "access.machine.right").At("right")
	}
	id, err := ident.New(machineKind, s.Now(), s.Random)
	if err != nil {
		return Machine{}, "", err
	}
	secret := make([]byte, sha256.Size)
	if _, err := io.ReadFull(s.Random, secret); err != nil {
		return Machine{}, "", err
	}
	token := base64.RawURLEncoding.EncodeToString(secret)
	m := Machine{ID: id, Name: n.Name, Right: n.Right, At: n.At, Hash: hashOfToken(token), By: who.ID, MadeMs: s.nowMs()}
	if who.all { // whoever can write the data folder holds its contents
		m.ConfirmedBy, m.ConfirmedMs = who.ID, m.MadeMs
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error { return s.keepMachine(tx, who, "access.machine.made", m) })
	return m, token, err
}

func hashOfToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// keepMachine records what a machine is now.
func (s *Service) keepMachine(tx *store.Tx, who Actor, kind string, m Machine) error {
	return s.record(tx, who.Entry(kind, m.At), machineRecord, machineBody{
		m.ID, m.Name, m.Right, m.At.String(), m.Hash, m.By, m.MadeMs, m.ConfirmedBy, m.ConfirmedMs, m.EndedMs,
	})
}

// ConfirmMachine lets a machine act. Another administrator made it.
func (s *Service) ConfirmMachine(ctx context.Context, who Actor, id string) error {
	return s.onMachine(ctx, who, ConfirmAccount, id, func(tx *store.Tx, m Machine) error {
		switch {
		case m.By == who.ID:
			return fault.New(fault.Denied, "access.request.own")
		case m.ConfirmedMs != 0 || m.EndedMs != 0:
			return fault.New(fault.Conflict, "access.account.already")
		}
		m.ConfirmedBy, m.ConfirmedMs = who.ID, s.nowMs()
		return s.keepMachine(tx, who, "access.machine.confirmed", m)
	})
}

// EndMachine takes everything away from a machine, at once and for good.
func (s *Service) EndMachine(ctx context.Context, who Actor, id string) error {
	return s.onMachine(ctx, who, ManageRoles, id, func(tx *store.Tx, m Machine) error {
		if m.EndedMs != 0 {
			return fault.New(fault.Conflict, "access.account.already")
		}
		m.EndedMs = s.nowMs()
		return s.keepMachine(tx, who, "access.machine.ended", m)
	})
}

func (s *Service) onMachine(ctx context.Context, who Actor, right Right, id string, do func(*store.Tx, Machine) error) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		m, found, err := s.Store.Machine(tx, s.Node.Number, id)
		if err == nil && !found {
			err = fault.New(fault.NotFound, "access.absent")
		}
		if err == nil {
			err = who.CheckAt(right, m.At)
		}
		if err != nil {
			return err
		}
		return do(tx, m)
	})
}

// Machines lists those in the actor's regions, the last first. Nothing of a person stands in them.
func (s *Service) Machines(ctx context.Context, who Actor) (list []Machine, err error) {
	if err := who.Check(ReadAccounts); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		list, err = s.Store.Machines(q, s.Node.Number)
		return err
	})
	list = slices.DeleteFunc(list, func(m Machine) bool { return !who.May(ReadAccounts, m.At) })
	slices.Reverse(list)
	return list, err
}

// The failures of a machine that comes with a token; package web answers them with 401 and 429.
const (
	NoToken = "web.problem.token"
	TooFast = "web.problem.too_many"
)

// Machine is the actor of a token: it holds one right where the machine was let in, and not even what everybody holds who has an account. A token
// that opens nothing, any more or yet, is Denied and tells no reason.
func (s *Service) Machine(ctx context.Context, token string) (Actor, error) {
	if err := s.Keys.Ready(ctx); err != nil {
		return Actor{}, err
	}
	var m Machine
	var found bool
	err := s.DB.Read(ctx, func(q store.Queryer) (err error) {
		m, found, err = s.Store.MachineOf(q, s.Node.Number, hashOfToken(token))
		return err
	})
	switch {
	case err != nil:
		return Actor{}, err
	case !found || !m.Acts():
		return Actor{}, fault.New(fault.Denied, NoToken)
	case s.Paces == nil || !s.Paces.take(m.ID, s.Now()):
		return Actor{}, fault.New(fault.Denied, TooFast, "minutes", int64(1))
	}
	return m.actor(s.Contains), nil
}

func (m Machine) actor(contains func(above, k region.Key) bool) Actor {
	a := Actor{ID: m.ID, Channel: From, free: map[Right]bool{Public: true}, contains: contains}
	a.held = []holding{{Mandate{At: m.At}, map[Right]bool{m.Right: true}}}
	return a
}

// Machine tells whether a program's account acts: it cannot sign in.
func (a Actor) Machine() bool { return strings.HasPrefix(a.ID, machineKind+"_") }

// machinePace is how many requests a machine sends in a minute: a gateway with sixty lines that each end a call in half a minute. Our own figure.
const machinePace = 120

// Paces count what machines send. A restart begins anew: what they hold up is this process.
type Paces struct {
	mu     sync.Mutex
	minute int64
	sent   map[string]int
}

// take counts a request, and tells whether it may go on.
func (p *Paces) take(machine string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if minute := now.Unix() / 60; minute != p.minute || p.sent == nil {
		p.minute, p.sent = minute, map[string]int{}
	}
	p.sent[machine]++
	return p.sent[machine] <= machinePace
}
