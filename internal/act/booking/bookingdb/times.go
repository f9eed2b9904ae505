package bookingdb

import (
	"mihe/internal/act/booking"
	"mihe/internal/base/store"
)

// Slot returns a slot.
func (Store) Slot(q store.Queryer, node int64, id string) (booking.Slot, bool, error) {
	return one[booking.Slot](q.QueryRow(`SELECT body FROM booking_slot WHERE node = $1 AND id = $2`, node, id))
}

// SlotByKey returns the slot that a claim with a key has made.
func (Store) SlotByKey(q store.Queryer, node int64, post, key string) (booking.Slot, bool, error) {
	return one[booking.Slot](q.QueryRow(`SELECT body FROM booking_slot WHERE node = $1 AND post = $2 AND claim = $3`, node, post, key))
}

// Busy returns the slots of a worker, under whichever post, that are busy at some moment of a span, by start. None is longer than booking.BusyReachMs, so the index
// is read from that long before the span on.
func (Store) Busy(q store.Queryer, node int64, worker string, fromMs, untilMs int64) ([]booking.Slot, error) {
	return list[booking.Slot](q.Query(`
		SELECT body FROM booking_slot
		WHERE node = $1 AND worker = $2 AND cancelled = 0 AND busy_from_ms > $3 AND busy_from_ms < $4 AND busy_until_ms > $5
		ORDER BY busy_from_ms, id`, node, worker, fromMs-booking.BusyReachMs, untilMs, fromMs))
}

// Slots returns those of a post, or of all posts of a provider, that begin in a span, by start.
func (Store) Slots(q store.Queryer, node int64, provider, post string, fromMs, untilMs int64) ([]booking.Slot, error) {
	if post != "" {
		return list[booking.Slot](q.Query(`
			SELECT body FROM booking_slot WHERE node = $1 AND post = $2 AND from_ms >= $3 AND from_ms < $4 ORDER BY from_ms, id`, node, post, fromMs, untilMs))
	}
	return list[booking.Slot](q.Query(`
		SELECT body FROM booking_slot WHERE node = $1 AND provider = $2 AND from_ms >= $3 AND from_ms < $4 ORDER BY from_ms, id`,
		node, provider, fromMs, untilMs))
}

// SlotsOf returns the slots that serve a person and those in which the person works, by id.
func (Store) SlotsOf(q store.Queryer, node int64, person string) ([]booking.Slot, error) {
	return list[booking.Slot](q.Query(`
		SELECT body FROM booking_slot WHERE node = $1 AND (person = $2 OR worker = $2) ORDER BY id`, node, person))
}

// Feed returns an address at which slots are read.
func (Store) Feed(q store.Queryer, node int64, id string) (booking.Feed, bool, error) {
	return one[booking.Feed](q.QueryRow(`SELECT body FROM booking_feed WHERE node = $1 AND id = $2`, node, id))
}

// FeedByHash returns the address of a secret.
func (Store) FeedByHash(q store.Queryer, node int64, hash string) (booking.Feed, bool, error) {
	return one[booking.Feed](q.QueryRow(`SELECT body FROM booking_feed WHERE node = $1 AND hash = $2`, node, hash))
}

// FeedsOf returns the open addresses that an account has made, by id.
func (Store) FeedsOf(q store.Queryer, node int64, account string) ([]booking.Feed, error) {
	return list[booking.Feed](q.Query(`SELECT body FROM booking_feed WHERE node = $1 AND account = $2 AND closed = 0 ORDER BY id`, node, account))
}
