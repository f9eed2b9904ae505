package access

import (
	"context"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Strikes are failed attempts, and when the last one was.
type Strikes struct {
	Count  int64
	LastMs int64
}

// strike names what attempts are counted for.
type strike struct{ of, token string }

// What attempts are counted for: a user name, known or not; a person at a sign-on provider; a second factor; the password
// of somebody signed in; an address on the network.
const (
	ofLink    = "subject"
	ofUser    = "user"
	ofFactor  = "factor"
	ofProof   = "proof"
	ofAddress = "address"
)

// throttling is how patient we are: this many attempts for nothing, then waits that double from the first up to the
// longest. Every leak takes one strike away. Many people may share an address, so it is given more. Our own figures.
type throttling struct {
	free, most     int64
	first, longest time.Duration
	leak           time.Duration
}

var (
	onPerson  = throttling{free: 5, most: 12, first: 30 * time.Second, longest: 15 * time.Minute, leak: time.Hour}
	onAddress = throttling{free: 30, most: 40, first: 10 * time.Second, longest: 5 * time.Minute, leak: 2 * time.Minute}
)

func throttlingOf(of string) throttling {
	if of == ofAddress {
		return onAddress
	}
	return onPerson
}

// forgotten is how long a strike is kept at all: longer than it takes to leak away.
const forgotten = 24 * time.Hour

// wait is how long nobody may try after the count-th failure.
func (t throttling) wait(count int64) time.Duration {
	if count < t.free {
		return 0
	}
	d := t.first
	for ; count > t.free && d < t.longest; count-- {
		d *= 2
	}
	return min(d, t.longest)
}

// at is what is left of strikes at an instant. When the clock was set back, the last strike counts as if it were of now:
// the wait begins again, neither forgiven nor longer.
func (t throttling) at(s Strikes, nowMs int64) Strikes {
	if s.LastMs > nowMs {
		s.LastMs = nowMs
	}
	leaked := (nowMs - s.LastMs) / t.leak.Milliseconds()
	s.Count = max(0, s.Count-leaked)
	return s
}

// remaining is how long is still to wait.
func (t throttling) remaining(s Strikes, nowMs int64) time.Duration {
	return t.wait(s.Count) - time.Duration(nowMs-s.LastMs)*time.Millisecond
}

// TooMany is the key of the failure of whoever has to wait.
const TooMany = "access.signin.wait"

// attempt counts an attempt for each of what it is made on, before anything is tried: attempts made at the same time all
// count. While one of them has to wait it is refused and counts for nothing. It returns the strikes of the first.
func (s *Service) attempt(ctx context.Context, on ...strike) (first int64, err error) {
	var wait time.Duration
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		now := s.nowMs()
		held := make([]Strikes, len(on))
		for i, k := range on {
			t := throttlingOf(k.of)
			found, err := s.Store.Strikes(tx, s.Node.Number, k.of, k.token)
			if err != nil {
				return err
			}
			held[i] = t.at(found, now)
			wait = max(wait, t.remaining(held[i], now))
			if held[i].LastMs < found.LastMs { // the clock was set back
				if err := s.Store.PutStrikes(tx, s.Node.Number, k.of, k.token, held[i]); err != nil {
					return err
				}
			}
		}
		if wait > 0 {
			return nil
		}
		first = held[0].Count + 1
		return s.strike(tx, on, held, now)
	})
	if err == nil && wait > 0 {
		err = fault.New(fault.Denied, TooMany, "minutes", int64((wait+time.Minute-1)/time.Minute))
	}
	return first, err
}

func (s *Service) strike(tx *store.Tx, on []strike, held []Strikes, now int64) error {
	for i, k := range on {
		more := Strikes{min(held[i].Count+1, throttlingOf(k.of).most), now}
		if err := s.Store.PutStrikes(tx, s.Node.Number, k.of, k.token, more); err != nil {
			return err
		}
	}
	return s.Store.PruneStrikes(tx, s.Node.Number, now-forgotten.Milliseconds())
}

// succeed takes back what a good attempt was counted for: all strikes on the person, one on the address. also is written
// in the same transaction.
func (s *Service) succeed(ctx context.Context, also func(tx *store.Tx) error, on ...strike) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.drop(tx, on...); err != nil || also == nil {
			return err
		}
		return also(tx)
	})
}

func (s *Service) drop(tx *store.Tx, on ...strike) error {
	for _, k := range on {
		if k.of != ofAddress {
			if err := s.Store.DropStrikes(tx, s.Node.Number, k.of, k.token); err != nil {
				return err
			}
			continue
		}
		held, err := s.Store.Strikes(tx, s.Node.Number, k.of, k.token)
		if err != nil {
			return err
		}
		held.Count = max(0, held.Count-1)
		if err := s.Store.PutStrikes(tx, s.Node.Number, k.of, k.token, held); err != nil {
			return err
		}
	}
	return nil
}
