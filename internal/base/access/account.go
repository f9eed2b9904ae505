package access

import (
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// State says whether an account may be used.
type State string

// The states. An erased account stays as a name without a person, so that what it did keeps its author.
const (
	Active   State = "active"
	Disabled State = "disabled"
	Erased   State = "erased"
)

// Account is one person's way in. What names the person is sealed under the person's key.
type Account struct {
	ID     string // acct_...
	Person string // person_...
	Home   region.Key
	State  State
	MadeMs int64

	User, Name, Phone string // sealed; Phone may be empty
}

// The fields of a person that this room seals, as Seal and Grant.Open name them.
const (
	userField    = "access.user"
	nameField    = "access.name"
	phoneField   = "access.phone"
	factorField  = "access.factor"
	subjectField = "subject"
)

// Assignment is a mandate as it was given to an account: from a day on, until the day on which it no longer holds.
type Assignment struct {
	ID      string // mandate_...
	Account string
	Mandate
	From, Until string // YYYY-MM-DD in Asia/Shanghai; empty is no bound
	GivenMs     int64
	TakenMs     int64 // 0: it has not been taken back
}

// On tells whether the mandate holds on a day.
func (a Assignment) On(day string) bool {
	return a.TakenMs == 0 && (a.From == "" || a.From <= day) && (a.Until == "" || day < a.Until)
}

// over tells whether the mandate is of the past on a day.
func (a Assignment) over(day string) bool { return a.TakenMs != 0 || a.Until != "" && a.Until <= day }

// Link ties an account to a person at a sign-on provider.
type Link struct {
	Account string
	Issuer  string
	Subject string // sealed
}

// within returns an account that who may see, for a use case that asks for right. Whatever lies outside the actor's
// regions is as absent as what never was.
func (s *Service) within(q store.Queryer, who Actor, right Right, id string) (Account, error) {
	a, found, err := s.Store.Account(q, s.Node.Number, id)
	if err != nil {
		return Account{}, err
	}
	if !found {
		return Account{}, fault.New(fault.NotFound, "access.absent")
	}
	return a, who.CheckAt(right, a.Home)
}

// living is within for what an erased account cannot have any more.
func (s *Service) living(q store.Queryer, who Actor, right Right, id string) (Account, error) {
	a, err := s.within(q, who, right, id)
	if err == nil && a.State == Erased {
		err = fault.New(fault.Conflict, "access.account.gone")
	}
	return a, err
}

// others refuses what nobody may do to their own account.
func others(who Actor, account string) error {
	if who.ID == account {
		return fault.New(fault.Denied, "access.own_account")
	}
	return nil
}
