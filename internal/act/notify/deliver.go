package notify

import (
	"context"
	"errors"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// ErrUnsure marks an attempt of which nobody knows whether the message went out: the answer was lost.
var ErrUnsure = errors.New("the message may have been sent")

// The limits of attempts. They are ours, from no document.
const (
	lease    = 5 * time.Minute // after which an attempt without an outcome counts as lost
	firstGap = time.Minute     // before the second attempt; each further gap is twice as long
	longest  = 6 * time.Hour
	attempts = 8
	patience = 30 * time.Second // for one attempt
)

// Tally counts what Deliver did.
type Tally struct{ Sent, Written, Delayed, Failed, Withheld int }

// Deliver makes one attempt at each message that is due, at most limit of them. Two programs that deliver at once do not
// send one message twice: whoever marks it first sends it. It ends early with an error only when the database fails.
func (s *Service) Deliver(ctx context.Context, who access.Actor, limit int) (n Tally, err error) {
	if err := who.Check(CanSend); err != nil {
		return n, err
	}
	if s.Reach == nil {
		return n, fault.New(fault.Unavailable, "notify.deliver.unready")
	}
	var due []Message
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		now := s.Now()
		due, err = s.Store.Due(q, s.Node, now.UnixMilli(), s.audible(now), limit)
		return err
	})
	for _, m := range due {
		if err != nil {
			return n, err
		}
		var what What
		what, err = s.deliver(ctx, who, m.ID)
		n.count(what)
	}
	return n, err
}

func (n *Tally) count(what What) {
	switch what { //nolint:exhaustive // the others are no outcome of an attempt
	case WasSent:
		n.Sent++
	case WasWritten:
		n.Written++
	case WasDelayed:
		n.Delayed++
	case WasFailed:
		n.Failed++
	case WasWithheld:
		n.Withheld++
	}
}

// deliver makes one attempt: it marks the message, sends it outside of any transaction, and records what became of it. When
// the program dies in between, the mark stays, and the next attempt knows that this one may have gone out.
func (s *Service) deliver(ctx context.Context, who access.Actor, id string) (What, error) {
	m, what, err := s.begin(ctx, who, id)
	if err != nil || what != WasBegun {
		return what, err
	}
	what, o := s.attempt(ctx, who, m)
	// A program that is asked to stop still records what it has done.
	return what, s.DB.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		now, err := s.Store.Message(tx, s.Node, id)
		if err != nil {
			return err
		}
		if now.Status != Sending || now.Attempts != m.Attempts {
			return nil // this attempt took longer than its lease, and another has taken over: it knows of the doubt
		}
		_, err = s.record(tx, who, now, what, o)
		return err
	})
}

// begin marks a message that is still due as being sent. An attempt before it that left no outcome leaves a doubt; after the
// last attempt there is none.
func (s *Service) begin(ctx context.Context, who access.Actor, id string) (m Message, what What, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		what = ""
		now := s.Now()
		if m, err = s.Store.Message(tx, s.Node, id); err != nil {
			return err
		}
		if m.Status != Queued && m.Status != Sending || m.NextMs > now.UnixMilli() || m.Channel != Letter && s.Quiet(now) {
			return nil
		}
		o := m.Outcome
		o.Doubt = o.Doubt || m.Status == Sending
		if o.Attempts >= attempts {
			o.Status, o.NextMs, what = Failed, 0, WasFailed
		} else {
			o.Status, o.NextMs, what = Sending, now.Add(lease).UnixMilli(), WasBegun
			o.Attempts++
		}
		m, err = s.record(tx, who, m, what, o)
		return err
	})
	return m, what, err
}

// attempt looks up the address, sends the message, and says what became of it.
func (s *Service) attempt(ctx context.Context, who access.Actor, m Message) (What, Outcome) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	sender, t := s.Senders[m.Channel], s.templates[m.Template]
	if sender == nil || t.Name == "" { // queued by a release that had them
		return ended(m, WasFailed, Failed, "template")
	}
	to, err := s.Reach(ctx, who, m.Person, m.Channel)
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil, err == nil && to.Address == "":
		return ended(m, WasWithheld, Withheld, "nobody")
	case err != nil:
		return s.later(m, "address", false)
	}
	text := fill(s.Words, to.Lang, t.key(m.Channel), m.Args)
	if enclose := s.Enclosed[m.Template]; enclose != nil && m.Channel == Letter {
		more, err := enclose(ctx, who, m, to.Lang)
		switch {
		case fault.KindOf(err) == fault.NotFound && err != nil:
			return ended(m, WasWithheld, Withheld, "nothing")
		case err != nil:
			return s.later(m, "enclosure", false)
		}
		text += "\n\n" + more
	}
	got, err := sender.Send(ctx, Outgoing{Key: m.ID, Channel: m.Channel, Contact: to, Text: text})
	unsure := errors.Is(err, ErrUnsure)
	switch {
	case err == nil && got.Status == Written:
		return ended(m, WasWritten, Written, "")
	case err == nil:
		what, o := ended(m, WasSent, Sent, "")
		o.Ref = got.Ref
		return what, o
	case fault.KindOf(err) == fault.Invalid && !unsure:
		return ended(m, WasFailed, Failed, "refused")
	}
	return s.later(m, "gateway", unsure)
}

// ended is the outcome of a message that is not tried again.
func ended(m Message, what What, status Status, why string) (What, Outcome) {
	o := m.Outcome
	o.Status, o.NextMs, o.Why = status, 0, why
	return what, o
}

// later is the outcome of an attempt after which there will be another, or none any more.
func (s *Service) later(m Message, why string, unsure bool) (What, Outcome) {
	o := m.Outcome
	o.Why, o.Doubt = why, o.Doubt || unsure
	if o.Attempts >= attempts {
		o.Status, o.NextMs = Failed, 0
		return WasFailed, o
	}
	gap := min(firstGap<<(o.Attempts-1), longest)
	o.Status, o.NextMs = Queued, s.Now().Add(gap).UnixMilli()
	return WasDelayed, o
}
