package booking_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mihe/internal/act/booking"
	"mihe/internal/act/booking/bookingtest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/register/party"
)

// life is a random sequence of everything that can be done, by everybody who can do it, while the clock goes forward and sometimes back.
type life struct {
	*bookingtest.World
	t       *rapid.T
	pools   []booking.Pool
	posts   []party.Post
	persons []string
	keys    []string
}

func (l *life) who(person string) access.Actor {
	officer := l.Actor(bookingtest.Officer, bookingtest.County)
	return rapid.SampledFrom([]access.Actor{ // mostly who may, or little happens
		officer, officer, officer, officer, officer, l.Actor(bookingtest.Agent, bookingtest.County), l.Actor(bookingtest.Officer, bookingtest.Sibling),
		l.Resident(person), l.Resident(l.persons[0]),
	}).Draw(l.t, "who")
}

// claim is a new one, or one that was made before.
func (l *life) claim() booking.Claim {
	i := rapid.IntRange(0, len(l.persons)-1).Draw(l.t, "person")
	return booking.Claim{
		Pool: rapid.SampledFrom(l.pools).Draw(l.t, "pool").ID, Units: rapid.IntRange(1, 2).Draw(l.t, "units"), Person: l.persons[i],
		Key: fmt.Sprint("k", rapid.IntRange(0, 60).Draw(l.t, "key")),
	}
}

// hold is any that there is, in whatever state.
func (l *life) hold() booking.Hold {
	var all []booking.Hold
	err := l.Base.Read(l.t.Context(), func(q store.Queryer) error {
		for _, p := range l.persons {
			some, err := l.Store.HoldsOf(q, bookingtest.Node, p)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	})
	if err != nil || len(all) == 0 {
		return booking.Hold{}
	}
	return rapid.SampledFrom(all).Draw(l.t, "hold")
}

// device is a device that is kept for somebody, where there is one.
func (l *life) device() booking.Hold {
	v, err := l.Pool(l.t.Context(), l.Actor(bookingtest.Officer, bookingtest.County), l.pools[2].ID)
	if err != nil || len(v.Holds) == 0 {
		return l.hold()
	}
	return rapid.SampledFrom(v.Holds).Draw(l.t, "device")
}

func (l *life) step() error {
	ctx, minute := l.t.Context(), time.Minute
	switch rapid.IntRange(0, 13).Draw(l.t, "step") {
	case 0, 1, 12:
		c := l.claim()
		_, err := l.Claim(ctx, l.who(c.Person), c)
		return err
	case 2:
		c := l.claim()
		_, err := l.Join(ctx, l.who(c.Person), c)
		return err
	case 3:
		h := l.hold()
		_, err := l.Take(ctx, l.who(h.Person), h.ID)
		return err
	case 4:
		h := l.hold()
		_, err := l.Release(ctx, l.who(h.Person), h.ID)
		return err
	case 5, 13:
		h := l.device()
		_, err := l.Lend(ctx, l.who(h.Person), booking.NewLoan{Hold: h.ID, Piece: fmt.Sprint(rapid.IntRange(1, 2).Draw(l.t, "piece"))})
		return err
	case 6:
		v, err := l.Pool(ctx, l.Actor(bookingtest.Officer, bookingtest.County), l.pools[2].ID)
		if err != nil || len(v.Loans) == 0 {
			return err
		}
		loan := rapid.SampledFrom(v.Loans).Draw(l.t, "loan")
		if rapid.Bool().Draw(l.t, "lost") {
			_, err = l.Lose(ctx, l.who(loan.Person), loan.ID)
		} else {
			_, err = l.Return(ctx, l.who(loan.Person), loan.ID, "good")
		}
		return err
	case 7:
		l.Pass(time.Duration(rapid.IntRange(-5, 20).Draw(l.t, "hours")) * time.Hour)
		return nil
	case 8:
		_, err := l.Advance(ctx)
		return err
	case 9:
		p := rapid.SampledFrom(l.pools).Draw(l.t, "pool")
		_, err := l.ChangePool(ctx, l.who("person_b"), p.ID, booking.PoolChange{Total: rapid.IntRange(0, 4).Draw(l.t, "total"), HoldHours: 24})
		return err
	case 10:
		from := l.Clock().Truncate(24 * time.Hour).Add(time.Duration(rapid.IntRange(0, 60).Draw(l.t, "at")) * 10 * minute)
		n := booking.NewSlot{
			Post: rapid.SampledFrom(l.posts).Draw(l.t, "post").ID, From: from, Until: from.Add(time.Duration(rapid.IntRange(1, 9).Draw(l.t, "for")) * 10 * minute),
			WayBefore: rapid.IntRange(0, 20).Draw(l.t, "before"), WayAfter: rapid.IntRange(0, 20).Draw(l.t, "after"), For: l.ID("visit"), Key: l.ID("key"),
		}
		s, err := l.Book(ctx, l.who("person_b"), n)
		if err == nil {
			l.keys = append(l.keys, s.ID)
		}
		return err
	}
	if len(l.keys) == 0 {
		return nil
	}
	id, from := rapid.SampledFrom(l.keys).Draw(l.t, "slot"), l.Clock().Truncate(time.Hour).Add(time.Duration(rapid.IntRange(-10, 10).Draw(l.t, "to"))*time.Hour)
	if rapid.Bool().Draw(l.t, "cancel") {
		_, err := l.Cancel(ctx, l.who("person_b"), id)
		return err
	}
	_, err := l.Move(ctx, l.who("person_b"), id, from, from.Add(time.Hour))
	return err
}

// drain gives back whatever is kept, again and again: every line comes to its end by that alone, whatever was done before.
func (l *life) drain(t *rapid.T) {
	ctx, officer := t.Context(), l.Actor(bookingtest.Officer, bookingtest.County)
	for range len(l.persons) + 1 { // a person waits once, and at least one is served each time
		if _, err := l.Advance(ctx); err != nil {
			t.Fatal(err)
		}
		for _, p := range l.pools {
			v, err := l.Pool(ctx, officer, p.ID)
			for _, out := range v.Loans {
				_, back := l.Return(ctx, officer, out.ID, "good")
				err = errors.Join(err, back)
			}
			for _, h := range v.Holds {
				_, back := l.Release(ctx, officer, h.ID)
				err = errors.Join(err, back)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, p := range l.pools {
		if v, err := l.Pool(ctx, officer, p.ID); err != nil || len(v.Line) > 0 {
			t.Errorf("%d of %d are free in %s and still wait: %+v, %v", v.Free, v.Total, p.ID, v.Line, err)
		}
	}
}

// Whatever is done, by whomever, in whichever order and by whichever clock: the judge finds nothing wrong in the records, what is free is what the
// records leave free, and the tables are those that the records make.
func TestRandomLives(t *testing.T) {
	db := func(t *testing.T) *store.DB { return storetest.Open(t, bookingtest.Migrations()...) }
	rapid.Check(t, func(rt *rapid.T) {
		w := bookingtest.New(t, db(t))
		l := &life{World: w, t: rt, posts: []party.Post{w.AddPost(), w.AddPost()}}
		for range 6 {
			l.persons = append(l.persons, w.ID("person"))
		}
		l.pools = []booking.Pool{w.Open(t, 2, "seat"), w.Open(t, 3, "bed"), w.Open(t, 2, "device")}
		w.Pass(5 * 24 * time.Hour) // the clock may go back without a pool's first day lying ahead
		done := 0
		for range rapid.IntRange(10, 90).Draw(rt, "steps") {
			err := l.step()
			if err != nil && fault.KindOf(err) == fault.Internal {
				rt.Fatal(err)
			}
			if err == nil {
				done++
			}
		}
		for _, wrong := range bookingtest.Judge(t, w.Base).Wrong {
			rt.Error(wrong)
		}
		for _, v := range ok(w.Pools(rt.Context(), w.Actor(bookingtest.Officer, bookingtest.County)))(t) {
			if v.Free < 0 {
				rt.Errorf("%d are free in %s", v.Free, v.ID)
			}
		}
		l.drain(rt)
		before := w.Dump(t)
		if err := w.Rebuild(rt.Context()); err != nil {
			rt.Fatal(err)
		}
		if before != w.Dump(t) {
			rt.Error("rebuilt otherwise")
		}
	})
}
