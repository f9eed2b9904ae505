package booking_test

import (
	"testing"
	"time"

	"mihe/internal/act/booking"
	"mihe/internal/act/booking/bookingtest"
	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// A room that has asked for the right itself books, moves and calls off for an actor who holds none of this room's; what meets is refused to it as to everybody.
func TestTrustedHours(t *testing.T) {
	each(t, func(t *testing.T, w *bookingtest.World) {
		post, who := w.AddPost(), access.System("visits")
		at := func(hour int) time.Time { return w.Clock().Truncate(time.Hour).Add(time.Duration(hour) * time.Hour) }
		ask := func(from, until int) booking.NewSlot {
			return booking.NewSlot{Post: post.ID, From: at(from), Until: at(until), WayBefore: 10, For: w.ID("visit"), Key: w.ID("key")}
		}
		in := func(do func(tx *store.Tx, t booking.Trusted) error) error {
			return w.DB.Write(t.Context(), func(tx *store.Tx) error { return do(tx, w.Trusted()) })
		}
		book := func(n booking.NewSlot) (slot booking.Slot, err error) {
			err = in(func(tx *store.Tx, h booking.Trusted) error { slot, err = h.BookIn(tx, who, n); return err })
			return slot, err
		}
		move := func(id string, n booking.NewSlot) (slot booking.Slot, err error) {
			err = in(func(tx *store.Tx, h booking.Trusted) error { slot, err = h.MoveIn(tx, who, id, n); return err })
			return slot, err
		}
		cancel := func(id string) error {
			return in(func(tx *store.Tx, h booking.Trusted) error { return h.CancelIn(tx, who, id) })
		}
		_, err := w.Book(t.Context(), who, ask(1, 2))
		refused(t, err, "access.denied") // the control: of itself the room asks
		one := ok(book(ask(1, 2)))(t)
		_, err = book(ask(2, 3)) // the way there begins before the other ends
		refused(t, err, "booking.slot.busy")
		two := ok(book(ask(3, 4)))(t)
		_, err = move(two.ID, ask(1, 2))
		refused(t, err, "booking.slot.busy")
		if moved := ok(move(two.ID, ask(5, 6)))(t); moved.For != two.For || moved.FromMs != at(5).UnixMilli() || moved.Sequence != 1 {
			t.Errorf("moved: %+v", moved)
		}
		for range 2 { // called off stays called off
			if err := cancel(one.ID); err != nil {
				t.Fatal(err)
			}
		}
		ok(book(ask(1, 2)))(t)
		_, err = move(one.ID, ask(1, 2)) // it would come back where another is now
		refused(t, err, "booking.slot.busy")
		if back := ok(move(one.ID, ask(8, 9)))(t); back.Cancelled {
			t.Errorf("set anew, and still called off: %+v", back)
		}
		refused(t, cancel("slot_01ke5y3x80a9svzgxj00m6c4xb"), "access.absent")
		_, err = move("slot_01ke5y3x80a9svzgxj00m6c4xb", ask(1, 2))
		refused(t, err, "access.absent")
		n := ask(1, 2)
		n.Post = "post_01ke5y3x80a9svzgxj00m6c4xb"
		_, err = book(n)
		refused(t, err, "access.absent")
	})
}
