package access

import (
	"slices"

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

// reached is living for what opens, closes or ends another's way in.
func (s *Service) reached(q store.Queryer, who Actor, right Right, id string) (Account, error) {
	a, err := s.living(q, who, right, id)
	if err == nil {
		err = s.beyond(q, who, right, a)
	}
	return a, err
}

// beyond refuses an account that is the actor's own, or that holds a mandate where the actor does not hold the right: its
// home alone is not enough. Otherwise a county could become whoever at home in it also stands above it.
func (s *Service) beyond(q store.Queryer, who Actor, right Right, a Account) error {
	if err := others(who, a.ID); err != nil {
		return err
	}
	held, err := s.Store.Mandates(q, s.Node.Number, a.ID)
	if err == nil && !s.reaches(who, right, held) {
		err = fault.New(fault.Denied, "access.account.beyond")
	}
	return err
}

// reaches tells whether every mandate that is not over lies where the actor holds the right.
func (s *Service) reaches(who Actor, right Right, held []Assignment) bool {
	return !slices.ContainsFunc(held, func(m Assignment) bool { return !m.over(s.today()) && !who.May(right, m.At) })
}

// others refuses what nobody may do to their own account.
func others(who Actor, account string) error {
	if who.ID == account {
		return fault.New(fault.Denied, "access.own_account")
	}
	return nil
}
