package access

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// NewAccount is what Make is asked for.
type NewAccount struct {
	User  string // what the person signs in with
	Name  string // what others see
	Phone string // may be empty
	Home  region.Key
	// Lasting lets the password that Make gives out stay: for demonstrations. Otherwise it is for one use.
	Lasting bool
	// Person is whose account it is when a register of the node knows the person; empty makes a new one. Nothing here proves who somebody
	// is, so only the operator may say it.
	Person string
}

// Make makes an account without any role, and a key for its person. It returns the random password with which the
// person signs in for the first time; it is kept nowhere.
func (s *Service) Make(ctx context.Context, who Actor, n NewAccount) (Account, string, error) {
	if err := who.CheckAt(ManageAccount, n.Home); err != nil {
		return Account{}, "", err
	}
	n.User, n.Name, n.Phone = normalUser(n.User), strings.TrimSpace(n.Name), strings.TrimSpace(n.Phone)
	if err := n.check(); err != nil {
		return Account{}, "", err
	}
	if err := s.mayTie(ctx, who, n.Person); err != nil {
		return Account{}, "", err
	}
	token, err := s.free(ctx, n.User)
	if err != nil {
		return Account{}, "", err
	}
	body, err := s.sealed(ctx, n)
	if err != nil {
		return Account{}, "", err
	}
	password, err := newPassword(s.Random)
	if err != nil {
		return Account{}, "", err
	}
	hash, err := s.Cost.hashPassword(ctx, password, s.Random)
	if err != nil {
		return Account{}, "", err
	}
	var a Account
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		e := who.Entry("access.account.made", n.Home)
		e.Subjects = []string{body.Person}
		if err := s.record(tx, e, accountRecord, body); err != nil {
			return err
		}
		if err := s.addToken(tx, userPurpose, token, body.ID); err != nil {
			return err
		}
		p := Password{Hash: hash, SetMs: body.AtMs, Once: !n.Lasting}
		if err := s.Store.PutPassword(tx, s.Node.Number, body.ID, p); err != nil {
			return err
		}
		a, _, err = s.Store.Account(tx, s.Node.Number, body.ID)
		return err
	})
	return a, password, err
}

// mayTie lets the operator give an account to a person whom a register knows, and anybody else to none.
func (s *Service) mayTie(ctx context.Context, who Actor, person string) error {
	if person == "" {
		return nil
	}
	if !who.all {
		return denied(ManageAccount)
	}
	known, err := s.registered(ctx, person)
	if err == nil && !known {
		err = fault.New(fault.NotFound, "access.absent")
	}
	return err
}

// registered tells whether a register of the node knows the person.
func (s *Service) registered(ctx context.Context, person string) (known bool, err error) {
	if s.Registered == nil {
		return false, nil
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		known, err = s.Registered(q, person)
		return err
	})
	return known, err
}

// userPurpose keeps the look-up tokens of user names apart from others.
const userPurpose = "user"

func (s *Service) userToken(ctx context.Context, user string) (string, error) {
	return s.Keys.Token(ctx, "access.user", normalUser(user))
}

// addToken keeps a token that nobody else has.
func (s *Service) addToken(tx *store.Tx, purpose, token, account string) error {
	err := s.Store.AddToken(tx, s.Node.Number, purpose, token, account)
	if !store.IsUnique(err) {
		return err
	}
	if purpose == userPurpose {
		return fault.Wrap(err, fault.Conflict, "access.user.taken").At("user")
	}
	return fault.Wrap(err, fault.Conflict, "access.link.taken")
}

// free returns the token of a user name that nobody has yet. Make asks before it makes a key; the database decides.
func (s *Service) free(ctx context.Context, user string) (token string, err error) {
	if token, err = s.userToken(ctx, user); err != nil {
		return "", err
	}
	return token, s.DB.Read(ctx, func(q store.Queryer) error {
		_, taken, err := s.Store.ByToken(q, s.Node.Number, userPurpose, token)
		if err == nil && taken {
			err = fault.New(fault.Conflict, "access.user.taken").At("user")
		}
		return err
	})
}

// sealed mints the identifiers, makes the person's key and seals what names the person.
func (s *Service) sealed(ctx context.Context, n NewAccount) (b accountBody, err error) {
	now := s.Now()
	b.AtMs, b.Home = now.UnixMilli(), n.Home.String()
	if b.ID, err = ident.New("acct", now, s.Random); err != nil {
		return b, err
	}
	if b.Person = n.Person; b.Person == "" {
		b.Person, err = ident.New("person", now, s.Random)
	}
	if err != nil {
		return b, err
	}
	if err := s.Keys.Create(ctx, b.Person); err != nil {
		return b, err
	}
	if b.User, err = s.Keys.Seal(ctx, b.Person, userField, []byte(n.User)); err != nil {
		return b, err
	}
	if b.Name, err = s.Keys.Seal(ctx, b.Person, nameField, []byte(n.Name)); err != nil || n.Phone == "" {
		return b, err
	}
	b.Phone, err = s.Keys.Seal(ctx, b.Person, phoneField, []byte(n.Phone))
	return b, err
}

// normalUser brings a user name into the one form under which it is looked up: NFKC, small letters, no blanks around.
func normalUser(user string) string {
	return strings.ToLower(strings.TrimSpace(norm.NFKC.String(user)))
}

// The longest texts, in characters.
const (
	shortestUser, longestUser = 3, 64
	longestName               = 64
	longestPhone              = 24
)

func (n NewAccount) check() error {
	switch {
	case !fits(n.User, shortestUser, longestUser, "._-@"):
		return fault.New(fault.Invalid, "access.user.form", "least", shortestUser, "most", longestUser).At("user")
	case !fits(n.Name, 1, longestName, " .·-_@'()"): // every user name is a name too
		return fault.New(fault.Invalid, "access.name.form", "most", longestName).At("name")
	case n.Phone != "" && !fits(n.Phone, 3, longestPhone, " +-()") || strings.ContainsFunc(n.Phone, unicode.IsLetter):
		return fault.New(fault.Invalid, "access.phone.form").At("phone")
	}
	return nil
}

// fits tells whether s has a length in characters and holds letters, digits and some other signs, and nothing else.
func fits(s string, least, most int, signs string) bool {
	n := utf8.RuneCountInString(s)
	return n >= least && n <= most && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune(signs, r)
	})
}
