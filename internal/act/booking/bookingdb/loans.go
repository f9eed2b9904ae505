package bookingdb

import (
	"mihe/internal/act/booking"
	"mihe/internal/base/store"
)

// Loan returns a loan.
func (Store) Loan(q store.Queryer, node int64, id string) (booking.Loan, bool, error) {
	return one[booking.Loan](q.QueryRow(`SELECT body FROM booking_loan WHERE node = $1 AND id = $2`, node, id))
}

// LoanOfHold returns the loan on a hold.
func (Store) LoanOfHold(q store.Queryer, node int64, hold string) (booking.Loan, bool, error) {
	return one[booking.Loan](q.QueryRow(`SELECT body FROM booking_loan WHERE node = $1 AND hold = $2`, node, hold))
}

// Lent returns what of a pool is out, the first to come back first.
func (Store) Lent(q store.Queryer, node int64, pool string) ([]booking.Loan, error) {
	return list[booking.Loan](q.Query(`
		SELECT body FROM booking_loan WHERE node = $1 AND pool = $2 AND state = 'lent' ORDER BY due_on, id`, node, pool))
}

// LoansOf returns the loans of a person, the newest first.
func (Store) LoansOf(q store.Queryer, node int64, person string) ([]booking.Loan, error) {
	return list[booking.Loan](q.Query(`SELECT body FROM booking_loan WHERE node = $1 AND person = $2 ORDER BY id DESC`, node, person))
}
