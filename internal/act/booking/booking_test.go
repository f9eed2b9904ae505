package booking_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/act/booking"
	"mihe/internal/act/booking/bookingtest"
	"mihe/internal/act/notify"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

func each(t *testing.T, exercise func(t *testing.T, w *bookingtest.World)) {
	t.Helper()
	storetest.Each(t, bookingtest.Migrations(), func(t *testing.T, db *store.DB) {
		w := bookingtest.New(t, db)
		exercise(t, w)
		settled(t, w)
	})
}

// settled is what holds after every life: the judge finds nothing, and the tables are those that the records make.
func settled(t *testing.T, w *bookingtest.World) {
	t.Helper()
	for _, wrong := range bookingtest.Judge(t, w.Base).Wrong {
		t.Error(wrong)
	}
	before := w.Dump(t)
	if err := w.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, w.Dump(t)); diff != "" {
		t.Errorf("rebuilt:\n%s", diff)
	}
}

// ok ends the test on an error.
func ok[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// refused wants a fault by its key.
func refused(t *testing.T, err error, key string) {
	t.Helper()
	if f, is := fault.As(err); !is || f.Key != key {
		t.Errorf("err = %v, want %s", err, key)
	}
}

func TestRoomIsCountedAndComesBackByTheClock(t *testing.T) {
	each(t, func(t *testing.T, w *bookingtest.World) {
		ctx, officer, p := t.Context(), w.Actor(bookingtest.Officer, bookingtest.County), w.Open(t, 2, "seat")
		first := w.Ask(p)
		one := ok(w.Claim(ctx, officer, first))(t)
		if again := ok(w.Claim(ctx, officer, first))(t); again.ID != one.ID {
			t.Errorf("the same claim made %s and %s", one.ID, again.ID)
		}
		other := first
		other.Person = w.ID("person")
		_, err := w.Claim(ctx, officer, other)
		refused(t, err, "booking.key.other")
		two := ok(w.Claim(ctx, officer, w.Ask(p)))(t)
		_, err = w.Claim(ctx, officer, w.Ask(p))
		refused(t, err, "booking.full")
		ok(w.Take(ctx, officer, two.ID))(t)
		w.Pass(24*time.Hour - time.Millisecond)
		_, err = w.Claim(ctx, officer, w.Ask(p))
		refused(t, err, "booking.full")
		w.Pass(time.Millisecond) // the first has run out; the second was taken
		if v := ok(w.Pool(ctx, officer, p.ID))(t); v.Free != 1 || len(v.Holds) != 1 {
			t.Errorf("%d are free and %d holds stand, want one each", v.Free, len(v.Holds))
		}
		_, err = w.Take(ctx, officer, one.ID)
		refused(t, err, "booking.hold.late")
		ok(w.Claim(ctx, officer, w.Ask(p)))(t)
		w.Pass(-20 * time.Hour) // a clock that is set back brings nothing to life again
		_, err = w.Claim(ctx, officer, w.Ask(p))
		refused(t, err, "booking.full")
		_, err = w.Take(ctx, officer, one.ID)
		refused(t, err, "booking.hold.late")
	})
}

func TestTheLineIsInOrderAndOffersRunOut(t *testing.T) {
	each(t, func(t *testing.T, w *bookingtest.World) {
		ctx, officer, p := t.Context(), w.Actor(bookingtest.Officer, bookingtest.County), w.Open(t, 1, "bed")
		var told heard
		w.Notices = &told
		h := ok(w.Claim(ctx, officer, w.Ask(p)))(t)
		var waits []booking.Wait
		for range 3 {
			waits = append(waits, ok(w.Join(ctx, officer, w.Ask(p)))(t))
		}
		mine := ok(w.Own(ctx, w.Resident(waits[2].Person), waits[2].Person))(t)
		if len(mine.Waits) != 1 || mine.Waits[0].Ahead != 2 {
			t.Errorf("the third sees %+v", mine.Waits)
		}
		_, err := w.Join(ctx, officer, booking.Claim{Pool: p.ID, Units: 1, Person: waits[1].Person})
		refused(t, err, "booking.wait.twice")
		ok(w.Release(ctx, officer, h.ID))(t) // offered to the first
		_, err = w.Claim(ctx, officer, w.Ask(p))
		refused(t, err, "booking.waited")
		w.Pass(38*time.Hour - time.Millisecond) // the offer stands to the end of the day that the message names
		if n := ok(w.Advance(ctx))(t); n != 0 {
			t.Errorf("on the day that the message names %d pools moved on", n)
		}
		w.Pass(time.Millisecond) // the first has not answered, and nobody writes
		if n := ok(w.Advance(ctx))(t); n != 1 {
			t.Errorf("%d pools moved", n)
		}
		second := ok(w.Own(ctx, w.Resident(waits[1].Person), waits[1].Person))(t)
		if len(second.Holds) != 1 {
			t.Fatalf("the second has %+v", second)
		}
		_, err = w.Take(ctx, w.Resident(waits[2].Person), second.Holds[0].ID)
		refused(t, err, "access.absent") // somebody else's
		ok(w.Take(ctx, w.Resident(waits[1].Person), second.Holds[0].ID))(t)
		ok(w.Leave(ctx, w.Resident(waits[2].Person), waits[2].ID))(t)
		if diff := cmp.Diff(heard{waits[0].Person + " offer 2026-01-06", waits[1].Person + " offer 2026-01-08"}, told); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

// heard is whom which message was queued for, and until when it says the offer stands.
type heard []string

func (h *heard) QueueIn(_ *store.Tx, _ access.Actor, w notify.Wish) (notify.Message, error) {
	*h = append(*h, strings.TrimSpace(w.Person+" "+w.Template+" "+w.Args.Day))
	return notify.Message{}, nil
}

// Whoever asks for more than is free stops the line: nobody is passed over.
func TestNobodyIsPassedOver(t *testing.T) {
	each(t, func(t *testing.T, w *bookingtest.World) {
		ctx, officer, p := t.Context(), w.Actor(bookingtest.Officer, bookingtest.County), w.Open(t, 2, "seat")
		a, b := ok(w.Claim(ctx, officer, w.Ask(p)))(t), ok(w.Claim(ctx, officer, w.Ask(p)))(t)
		large := w.Ask(p)
		large.Units = 2
		first := ok(w.Join(ctx, officer, large))(t)
		second := ok(w.Join(ctx, officer, w.Ask(p)))(t)
		ok(w.Release(ctx, officer, a.ID))(t)
		if v := ok(w.Pool(ctx, officer, p.ID))(t); v.Free != 1 || v.Line[0].Standing != booking.Waiting {
			t.Errorf("free %d, line %+v", v.Free, v.Line)
		}
		ok(w.Release(ctx, officer, b.ID))(t)
		v := ok(w.Pool(ctx, officer, p.ID))(t)
		if v.Free != 0 || v.Line[0].ID != first.ID || v.Line[0].Standing != booking.Offered || v.Line[1].ID != second.ID || v.Line[1].Standing != booking.Waiting {
			t.Errorf("free %d, line %+v", v.Free, v.Line)
		}
		_, err := w.ChangePool(ctx, officer, p.ID, booking.PoolChange{Total: 1, HoldHours: 24})
		refused(t, err, "booking.pool.used")
		ok(w.ChangePool(ctx, officer, p.ID, booking.PoolChange{Total: 3, HoldHours: 24}))(t)
		if v := ok(w.Pool(ctx, officer, p.ID))(t); v.Line[1].Standing != booking.Offered {
			t.Errorf("one more, and the line is %+v", v.Line)
		}
	})
}

// A pool that has less in all than somebody waits for would keep everybody behind waiting for ever.
func TestAShrunkPoolBlocksNobody(t *testing.T) {
	each(t, func(t *testing.T, w *bookingtest.World) {
		ctx, officer, p := t.Context(), w.Actor(bookingtest.Officer, bookingtest.County), w.Open(t, 2, "device")
		var told heard
		w.Notices = &told
		a, b := ok(w.Claim(ctx, officer, w.Ask(p)))(t), ok(w.Claim(ctx, officer, w.Ask(p)))(t)
		large := w.Ask(p)
		large.Units = 2
		first, second := ok(w.Join(ctx, officer, large))(t), ok(w.Join(ctx, officer, w.Ask(p)))(t)
		ok(w.Release(ctx, officer, a.ID))(t)
		_, err := w.ChangePool(ctx, officer, p.ID, booking.PoolChange{Total: 1, HoldHours: 24})
		refused(t, err, "booking.pool.awaited")
		if f, is := fault.As(err); !is || f.Kind != fault.Conflict || f.Field != "total" {
			t.Errorf("%+v", f)
		}
		loan := ok(w.Lend(ctx, officer, booking.NewLoan{Hold: b.ID, Piece: "W-1"}))(t)
		ok(w.Lose(ctx, officer, loan.ID))(t) // one is left, and the first waits for two
		v := ok(w.Pool(ctx, officer, p.ID))(t)
		if v.Total != 1 || len(v.Line) != 1 || v.Line[0].ID != second.ID || v.Line[0].Standing != booking.Offered {
			t.Errorf("of %d, the line is %+v", v.Total, v.Line)
		}
		if diff := cmp.Diff(heard{first.Person + " unmet", second.Person + " offer 2026-01-06"}, told); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

func TestWhoMay(t *testing.T) {
	each(t, func(t *testing.T, w *bookingtest.World) {
		ctx, p := t.Context(), w.Open(t, 5, "seat")
		officer, agent := w.Actor(bookingtest.Officer, bookingtest.County), w.Actor(bookingtest.Agent, bookingtest.County)
		far, stranger := w.Actor(bookingtest.Officer, bookingtest.Sibling), w.Actor(bookingtest.Agent, bookingtest.Sibling)
		_, err := w.Claim(ctx, agent, w.Ask(p))
		refused(t, err, "access.denied") // a provider chooses nobody
		_, err = w.Claim(ctx, far, w.Ask(p))
		refused(t, err, "access.absent")
		_, err = w.Claim(ctx, w.Resident("person_x"), w.Ask(p))
		refused(t, err, "access.absent")
		h := ok(w.Claim(ctx, officer, w.Ask(p)))(t)
		for _, who := range []access.Actor{far, stranger, w.Resident("person_x"), {}} {
			_, err := w.Take(ctx, who, h.ID)
			refused(t, err, "access.absent")
			_, err = w.Pool(ctx, who, p.ID)
			refused(t, err, "access.absent")
		}
		if list := ok(w.Pools(ctx, stranger))(t); len(list) != 0 {
			t.Errorf("a provider of another county sees %d pools", len(list))
		}
		ok(w.Take(ctx, agent, h.ID))(t)
		if v := ok(w.Pool(ctx, agent, p.ID))(t); v.Handles || len(v.Holds) != 1 {
			t.Errorf("the provider's own clerk sees %+v", v)
		}
		_, err = w.Own(ctx, officer, h.Person)
		refused(t, err, "access.absent")
		_, err = w.OpenPool(ctx, agent, booking.Pool{Service: bookingtest.Places, Offer: bookingtest.PlacesAt, Unit: "seat", Total: 1, HoldHours: 1})
		refused(t, err, "booking.pool.twice")
		w.Gone["person_gone"] = true
		_, err = w.Claim(ctx, officer, booking.Claim{Pool: p.ID, Units: 1, Person: "person_gone", Key: "k"})
		refused(t, err, "booking.person")
	})
}

func TestALoanKeepsItsTerms(t *testing.T) {
	each(t, func(t *testing.T, w *bookingtest.World) {
		ctx, officer, p := t.Context(), w.Actor(bookingtest.Officer, bookingtest.County), w.Open(t, 2, "device")
		agent := w.Actor(bookingtest.Agent, bookingtest.County)
		a, b := ok(w.Claim(ctx, officer, w.Ask(p)))(t), ok(w.Claim(ctx, officer, w.Ask(p)))(t)
		waiting := ok(w.Join(ctx, officer, w.Ask(p)))(t)
		_, err := w.Lend(ctx, w.Resident(a.Person), booking.NewLoan{Hold: a.ID, Piece: "W-1"})
		refused(t, err, "access.absent") // nobody lends to themselves
		_, err = w.Lend(ctx, agent, booking.NewLoan{Hold: a.ID, Piece: "W-1", DueOn: "2026-02-05"})
		refused(t, err, "booking.loan.due") // 31 days
		l := ok(w.Lend(ctx, agent, booking.NewLoan{Hold: a.ID, Piece: "W-1"}))(t)
		if l.DueOn != "2026-02-04" || *l.Terms.Deposit != 20_000 {
			t.Errorf("lent %+v", l)
		}
		days, deposit := 5, *w.Terms.Deposit+1
		w.Terms.LoanDays, w.Terms.Deposit = &days, &deposit
		_, err = w.Lend(ctx, agent, booking.NewLoan{Hold: a.ID, Piece: "W-2"})
		refused(t, err, "booking.loan.out")
		_, err = w.Lend(ctx, agent, booking.NewLoan{Hold: b.ID, Piece: "W-1"})
		refused(t, err, "booking.loan.piece.out")
		second := ok(w.Lend(ctx, agent, booking.NewLoan{Hold: b.ID, Piece: "W-2"}))(t)
		if mine := ok(w.Own(ctx, w.Resident(a.Person), a.Person))(t); len(mine.Loans) != 1 || *mine.Loans[0].Terms.Deposit != 20_000 || second.DueOn != "2026-01-10" {
			t.Errorf("the terms of the day: %+v, %+v", mine.Loans, second)
		}
		_, err = w.Release(ctx, agent, a.ID)
		refused(t, err, "booking.loan.out")
		w.Pass(6 * 24 * time.Hour)
		if late := booking.Overdue(ok(w.Pools(ctx, agent))(t), w.Today()); len(late) != 1 || late[0].ID != second.ID {
			t.Errorf("overdue: %+v", late)
		}
		_, err = w.Return(ctx, agent, l.ID, "as new")
		refused(t, err, "booking.loan.condition")
		ok(w.Lose(ctx, agent, second.ID))(t) // one device less: nobody is offered what is lost
		if v := ok(w.Pool(ctx, officer, p.ID))(t); v.Total != 1 || v.Line[0].Standing != booking.Waiting {
			t.Errorf("after a loss: %+v", v)
		}
		ok(w.Return(ctx, agent, l.ID, "worn"))(t)
		if v := ok(w.Pool(ctx, officer, p.ID))(t); v.Line[0].ID != waiting.ID || v.Line[0].Standing != booking.Offered {
			t.Errorf("after a return: %+v", v)
		}
		_, err = w.Return(ctx, agent, l.ID, "worn")
		refused(t, err, "booking.loan.over")
	})
}

func TestNoTwoSlotsOfAPostMeet(t *testing.T) {
	each(t, func(t *testing.T, w *bookingtest.World) {
		ctx, agent, post := t.Context(), w.Actor(bookingtest.Agent, bookingtest.County), w.AddPost()
		at := func(hour, minute int) time.Time {
			return w.Clock().Truncate(24 * time.Hour).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
		}
		ask := func(from, until time.Time, before, after int) booking.NewSlot {
			return booking.NewSlot{Post: post.ID, From: from, Until: until, WayBefore: before, WayAfter: after, For: w.ID("visit"), Key: w.ID("key")}
		}
		n := ask(at(1, 0), at(2, 0), 0, 15)
		first := ok(w.Book(ctx, agent, n))(t)
		if again := ok(w.Book(ctx, agent, n))(t); again.ID != first.ID {
			t.Errorf("one claim made %s and %s", first.ID, again.ID)
		}
		later := n
		later.From, later.Until = at(5, 0), at(6, 0)
		_, err := w.Book(ctx, agent, later)
		refused(t, err, "booking.key.other") // the key is of another time
		far := n
		far.WayAfter++
		_, err = w.Book(ctx, agent, far)
		refused(t, err, "booking.key.other")
		for _, bad := range []booking.NewSlot{
			ask(at(2, 0), at(3, 0), 0, 0), ask(at(2, 20), at(3, 0), 6, 0), ask(at(0, 0), at(1, 1), 0, 0), ask(at(0, 0), at(4, 0), 0, 0), ask(at(1, 20), at(1, 30), 0, 0),
		} {
			_, err := w.Book(ctx, agent, bad)
			refused(t, err, "booking.slot.busy")
		}
		next := ok(w.Book(ctx, agent, ask(at(2, 20), at(3, 0), 5, 0)))(t) // the way back ends where the way there begins
		ok(w.Book(ctx, agent, ask(at(0, 0), at(1, 0), 0, 0)))(t)
		_, err = w.Move(ctx, agent, next.ID, at(1, 30), at(2, 30))
		refused(t, err, "booking.slot.busy")
		moved := ok(w.Move(ctx, agent, next.ID, at(2, 30), at(3, 10)))(t)
		ok(w.Cancel(ctx, agent, first.ID))(t)
		_, err = w.Book(ctx, agent, n)
		refused(t, err, "booking.slot.over") // called off is not kept
		ok(w.Book(ctx, agent, ask(at(1, 0), at(2, 0), 0, 0)))(t)
		if moved.Sequence != 1 {
			t.Errorf("moved %+v", moved)
		}
		p := w.Posts[post.ID]
		p.Until = "2026-01-06"
		w.Posts[post.ID] = p
		_, err = w.Book(ctx, agent, ask(at(40, 0), at(41, 0), 0, 0))
		refused(t, err, "booking.slot.post")
		_, err = w.Book(ctx, w.Actor(bookingtest.Agent, bookingtest.Sibling), ask(at(5, 0), at(6, 0), 0, 0))
		refused(t, err, "access.absent")
	})
}

func TestAFeedIsASecretThatCanBeClosed(t *testing.T) {
	each(t, func(t *testing.T, w *bookingtest.World) {
		ctx, agent, post := t.Context(), w.Actor(bookingtest.Agent, bookingtest.County), w.AddPost()
		carer := w.Resident(post.Person)
		from := w.Clock().Truncate(time.Hour).Add(24 * time.Hour)
		slot := ok(w.Book(ctx, agent, booking.NewSlot{Post: post.ID, From: from, Until: from.Add(time.Hour), For: w.ID("visit"), Key: "k"}))(t)
		_, _, err := w.Subscribe(ctx, w.Resident("person_x"), post.ID, "")
		refused(t, err, "access.absent")
		_, _, err = w.Subscribe(ctx, carer, "", bookingtest.Provider)
		refused(t, err, "access.absent")
		f, secret, err := w.Subscribe(ctx, carer, post.ID, "")
		if err != nil || len(secret) < 40 {
			t.Fatalf("%q: %v", secret, err)
		}
		_, whole, err := w.Subscribe(ctx, agent, "", bookingtest.Provider)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{secret, whole} {
			if _, slots, err := w.Subscribed(ctx, s); err != nil || len(slots) != 1 || slots[0].ID != slot.ID {
				t.Errorf("%d slots, %v", len(slots), err)
			}
		}
		_, _, err = w.Subscribed(ctx, secret+"x")
		refused(t, err, "access.absent")
		if dump := w.Dump(t); strings.Contains(dump, secret) {
			t.Error("the secret is stored")
		}
		if err := w.Unsubscribe(ctx, agent, f.ID); err == nil {
			t.Error("somebody else closed it")
		}
		if err := w.Unsubscribe(ctx, carer, f.ID); err != nil {
			t.Fatal(err)
		}
		_, _, err = w.Subscribed(ctx, secret)
		refused(t, err, "access.absent")
		_, again, err := w.Subscribe(ctx, carer, post.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		p := w.Posts[post.ID] // whoever has left reads nothing more
		p.Until = "2026-01-05"
		w.Posts[post.ID] = p
		_, _, err = w.Subscribed(ctx, again)
		refused(t, err, "access.absent")
	})
}

func TestWhoIsErasedLeavesRoom(t *testing.T) {
	each(t, func(t *testing.T, w *bookingtest.World) {
		ctx, officer, p, d := t.Context(), w.Actor(bookingtest.Officer, bookingtest.County), w.Open(t, 1, "bed"), w.Open(t, 1, "device")
		h := ok(w.Claim(ctx, officer, w.Ask(p)))(t)
		next := ok(w.Join(ctx, officer, w.Ask(p)))(t)
		mine := w.Ask(d)
		mine.Person = h.Person
		lent := ok(w.Claim(ctx, officer, mine))(t)
		loan := ok(w.Lend(ctx, officer, booking.NewLoan{Hold: lent.ID, Piece: "1"}))(t)
		erase := func() error {
			return w.Base.Write(ctx, func(tx *store.Tx) error {
				return errors.Join(w.Going(tx, h.Person), w.Erase(tx, bookingtest.Node, h.Person))
			})
		}
		refused(t, erase(), "booking.erase.lent")
		ok(w.Return(ctx, officer, loan.ID, "good"))(t)
		if err := errors.Join(erase(), erase()); err != nil { // a second time changes nothing
			t.Fatal(err)
		}
		if v := ok(w.Pool(ctx, officer, p.ID))(t); len(v.Holds) != 1 || v.Holds[0].Person != next.Person {
			t.Errorf("the next in line: %+v", v.Holds)
		}
		wide := w.Open(t, 2, "seat")
		ok(w.Claim(ctx, officer, w.Ask(wide)))(t)
		both := w.Ask(wide)
		both.Units = 2
		gone, behind := ok(w.Join(ctx, officer, both))(t), ok(w.Join(ctx, officer, w.Ask(wide)))(t)
		if err := w.Base.Write(ctx, func(tx *store.Tx) error { return w.Erase(tx, bookingtest.Node, gone.Person) }); err != nil {
			t.Fatal(err)
		}
		if v := ok(w.Pool(ctx, officer, wide.ID))(t); len(v.Line) != 1 || v.Line[0].ID != behind.ID || v.Line[0].Standing != booking.Offered {
			t.Errorf("behind who was erased: %+v", v.Line)
		}
		err := w.Base.Read(ctx, func(q store.Queryer) error {
			name, rows, err := w.Export(q, bookingtest.Node, h.Person, nil)
			if name != "bookings" || len(rows) != 3 {
				t.Errorf("taken along: %s %v", name, rows)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// The judge is itself judged: each of these records is wrong in one way, and it says which.
func TestTheJudgeSeesEachWrong(t *testing.T) {
	const pool = `{"pool":{"id":"p","total":1}}`
	for name, bodies := range map[string][]string{
		"too many":          {pool, `{"hold":{"id":"a","pool":"p","units":1,"key":"1","state":"held"}}`, `{"hold":{"id":"b","pool":"p","units":1,"key":"2","state":"held"}}`},
		"a claim twice":     {pool, `{"hold":{"id":"a","pool":"p","units":1,"key":"1","state":"held"}}`, `{"hold":{"id":"a","pool":"p","units":1,"key":"1","state":"released"}}`, `{"hold":{"id":"b","pool":"p","units":1,"key":"1","state":"held"}}`},
		"overtaking":        {pool, `{"wait":{"id":"w","pool":"p","n":1,"standing":"waiting"}}`, `{"hold":{"id":"a","pool":"p","units":1,"key":"1","state":"held"}}`},
		"out of order":      {pool, `{"wait":{"id":"w","pool":"p","n":1,"standing":"waiting"}}`, `{"wait":{"id":"x","pool":"p","n":2,"standing":"waiting"}}`, `{"hold":{"id":"a","pool":"p","units":1,"wait":"x","state":"held"},"wait":{"id":"x","pool":"p","n":2,"standing":"offered"}}`},
		"two slots meet":    {`{"slot":{"id":"s","post":"p","from_ms":0,"until_ms":60000,"way_after":1,"key":"1"}}`, `{"slot":{"id":"t","post":"p","from_ms":119999,"until_ms":180000,"key":"2"}}`},
		"a device is twice": {`{"loan":{"id":"l","pool":"p","piece":"1","state":"lent"}}`, `{"loan":{"id":"m","pool":"p","piece":"1","state":"lent"}}`},
	} {
		if v, err := bookingtest.Judged(bodies); err != nil || len(v.Wrong) != 1 {
			t.Errorf("%s: %v, %v", name, v.Wrong, err)
		}
		if v, err := bookingtest.Judged(bodies[:len(bodies)-1]); err != nil || len(v.Wrong) != 0 {
			t.Errorf("%s before its last record: %v, %v", name, v.Wrong, err)
		}
	}
}
