package app

import (
	"fmt"
	"time"

	"mihe/internal/act/booking"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// bookings leaves devices in every state, a line with an offer, hours of a carer of the demonstration, and an address at which they are read.
func (l life) bookings() {
	ctx, n, s := l.t.Context(), l.Nodes[0], enterService(l.t, l.Nodes[0], demoCounty, "lender", lends)
	who, carer := access.System("clerk", booking.CanHandle), l.account("carer.520521")
	p, err := n.Bookings.OpenPool(ctx, who, booking.Pool{Service: s.ID, Offer: s.Offers[0].ID, Unit: "device", Total: 3, HoldHours: 24})
	l.must(err)
	var holds []booking.Hold
	for i := range 3 {
		h, err := n.Bookings.Claim(ctx, who, booking.Claim{Pool: p.ID, Units: 1, Person: carer.Person, Key: fmt.Sprint("life-", i)})
		l.must(err)
		holds = append(holds, h)
	}
	_, err = n.Bookings.Join(ctx, who, booking.Claim{Pool: p.ID, Units: 1, Person: carer.Person})
	l.must(err)
	var loans []booking.Loan
	for i, h := range holds {
		loan, err := n.Bookings.Lend(ctx, who, booking.NewLoan{Hold: h.ID, Piece: fmt.Sprint("P-", i)})
		l.must(err)
		loans = append(loans, loan)
	}
	_, err = n.Bookings.Return(ctx, who, loans[0].ID, "worn") // offered to who waits
	l.must(err)
	_, err = n.Bookings.Lose(ctx, who, loans[1].ID)
	l.must(err)
	var posts []party.Post
	l.must(l.DB.Read(ctx, func(q store.Queryer) (err error) {
		posts, err = n.Persons.Posts(q, carer.Person)
		return err
	}))
	from := time.Now().In(calendar.China).Truncate(time.Hour).AddDate(0, 1, 0) // no visit of the demonstration is so far ahead
	for i := range 2 {
		at := from.Add(time.Duration(i) * time.Hour)
		slot, err := n.Bookings.Book(ctx, who, booking.NewSlot{
			Post: posts[0].ID, From: at, Until: at.Add(time.Hour), For: holds[0].ID, Key: fmt.Sprint("life-", i),
		})
		l.must(err)
		if i == 0 {
			_, err = n.Bookings.Cancel(ctx, who, slot.ID)
			l.must(err)
		}
	}
	_, _, err = n.Bookings.Subscribe(ctx, carer, posts[0].ID, "")
	l.must(err)
}
