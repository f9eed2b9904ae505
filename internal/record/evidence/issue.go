package evidence

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"regexp"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/standard/sun"
)

// secretSize is the length of the secret of a sheet: that of its HMAC.
const secretSize = 32

// Printed is a sheet as it is printed, once: afterwards nobody can read its codes anywhere.
type Printed struct {
	Means
	Codes   []string // in order; the first has number 1
	Suspect []About  // what the beneficiary's word about the old sheet has made suspect
}

// IssueSheet hands out a sheet of codes, in the place of the one that the person has. firstOpen is the number of the first code of
// the old sheet that is not crossed out, as the person says, or 0 when the old sheet is not at hand. Whoever hands it out confirms
// nothing with it: codes of this sheet count for nothing beside their own records.
func (s *Service) IssueSheet(ctx context.Context, who access.Actor, person string, firstOpen int64) (Printed, error) {
	return s.issueSheet(ctx, who, person, firstOpen, func(Means) error { return nil })
}

// IssueSheetAfter is IssueSheet for somebody who has seen which sheet is in use, empty for none: when there is another one now, nothing is
// handed out. So a page that is loaded again prints no second sheet, which would end the one on paper.
func (s *Service) IssueSheetAfter(ctx context.Context, who access.Actor, person string, firstOpen int64, seen string) (Printed, error) {
	return s.issueSheet(ctx, who, person, firstOpen, func(old Means) error {
		if old.ID != seen {
			return fault.New(fault.Conflict, "evidence.sheet.another")
		}
		return nil
	})
}

func (s *Service) issueSheet(ctx context.Context, who access.Actor, person string, firstOpen int64, fits func(old Means) error) (p Printed, err error) {
	size := s.on(s.today()).CodesASheet
	if size == 0 {
		return Printed{}, fault.New(fault.Unavailable, "evidence.parameters.none")
	}
	if err := s.mayIssue(ctx, who, person); err != nil {
		return Printed{}, err
	}
	secret, codes, err := s.newSheet(size)
	if err != nil {
		return Printed{}, err
	}
	p.Codes = codes
	p.Means, err = s.issue(ctx, who, Means{Kind: Sheet, Person: person, Size: size}, secret, func(tx *store.Tx) error {
		old, found, err := s.Store.Live(tx, s.Node, person, Sheet)
		if err == nil {
			err = fits(old)
		}
		if err != nil || firstOpen == 0 {
			return err
		}
		if !found {
			return invalid("first_open", "evidence.sheet.none")
		}
		p.Suspect, err = s.reconcile(tx, who, old, firstOpen)
		return err
	})
	if err != nil {
		return Printed{}, err
	}
	return p, nil
}

// newSheet is a secret of which no code is there twice.
func (s *Service) newSheet(size int64) (secret []byte, codes []string, err error) {
	for {
		if secret, err = s.random(secretSize); err != nil {
			return nil, nil, err
		}
		codes, distinct := codesOf(secret, size)
		if distinct {
			return secret, codes, nil
		}
	}
}

func (s *Service) random(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(s.Random, b)
	return b, err
}

// mayIssue refuses before anything is sealed: whoever may not, learns nothing of the person.
func (s *Service) mayIssue(ctx context.Context, who access.Actor, person string) error {
	return s.DB.Read(ctx, func(q store.Queryer) error {
		_, err := s.issues(q, who, person)
		return err
	})
}

// issues is reached for what means are handed out, asked about and ended by. Whoever has a stake in what they will confirm does none of it: the
// person, who is related to them, and who delivers to them.
func (s *Service) issues(q store.Queryer, who access.Actor, person string) (region.Key, error) {
	at, err := s.reached(q, who, CanIssue, person)
	if err == nil && who.SignedIn() {
		err = s.apartFrom(q, who, person)
	}
	return at, err
}

func (s *Service) apartFrom(q store.Queryer, who access.Actor, person string) error {
	if who.Person == person {
		return fault.New(fault.Denied, "evidence.issue.own")
	}
	if s.Related != nil {
		related, err := s.Related(q, who.Person, person)
		if err == nil && related {
			err = fault.New(fault.Denied, "evidence.issue.related")
		}
		if err != nil {
			return err
		}
	}
	return s.deliversTo(q, who, person, "evidence.issue.deliverer")
}

// issue seals what makes means work and adds them. first runs in the same transaction, before.
func (s *Service) issue(ctx context.Context, who access.Actor, m Means, secret []byte, first func(*store.Tx) error) (Means, error) {
	var err error
	if m.ID, err = s.newID("means"); err != nil {
		return Means{}, err
	}
	sealed, err := s.Keys.Seal(ctx, m.Person, sealedField(m.ID), secret)
	if err != nil {
		return Means{}, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		at, err := s.issues(tx, who, m.Person)
		if err != nil {
			return err
		}
		if err := first(tx); err != nil {
			return err
		}
		m.Region = at
		m, err = s.change(tx, who, changed{ID: m.ID, What: issued, Size: m.Size, Sealed: sealed}, m)
		return err
	})
	return m, err
}

// change adds a record of what happened to means.
func (s *Service) change(tx *store.Tx, who access.Actor, r changed, m Means) (Means, error) {
	if r.ID == "" {
		var err error
		if r.ID, err = s.newID("change"); err != nil {
			return Means{}, err
		}
	}
	r.Means, r.Kind, r.Person, r.Region, r.By, r.ByPerson, r.AtMs = m.ID, m.Kind, m.Person, m.Region.String(), who.ID, who.Person, s.nowMs()
	e := who.Entry("evidence.means."+string(r.What), m.Region)
	e.Subjects = []string{m.Person}
	if r.What != issued {
		e.CausedBy = m.ID
	}
	if _, err := s.note(tx, e, meansRecord, r.ID, r); err != nil {
		return Means{}, err
	}
	return s.means(tx, m.ID)
}

func nothing(*store.Tx) error { return nil }

// Enrolled is a tag with the keys that are to be written to it, once: afterwards nobody can read them anywhere.
type Enrolled struct {
	Means
	Meta, File [sun.KeySize]byte
}

var uidForm = regexp.MustCompile(`^[0-9a-f]{14}$`)

// EnrolTag makes keys for a tag of the person, known by its UID of seven bytes in hexadecimal. Whoever enrols it confirms nothing
// with it.
func (s *Service) EnrolTag(ctx context.Context, who access.Actor, person, uid string) (e Enrolled, err error) {
	uid = strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(uid, ":", "")), ""))
	if !uidForm.MatchString(uid) {
		return Enrolled{}, invalid("uid", "evidence.tag.uid")
	}
	if err := s.mayIssue(ctx, who, person); err != nil {
		return Enrolled{}, err
	}
	keys, err := s.random(2 * sun.KeySize)
	if err != nil {
		return Enrolled{}, err
	}
	copy(e.Meta[:], keys)
	copy(e.File[:], keys[sun.KeySize:])
	secret, err := json.Marshal(tagSecret{uid, hex.EncodeToString(e.Meta[:]), hex.EncodeToString(e.File[:])})
	if err != nil {
		return Enrolled{}, err
	}
	if e.Means, err = s.issue(ctx, who, Means{Kind: Tag, Person: person}, secret, nothing); err != nil {
		return Enrolled{}, err
	}
	return e, nil
}

// numberToken is what telephone numbers are compared by.
const numberToken = "evidence-number"

var numberForm = regexp.MustCompile(`^\+?[0-9]{5,15}$`)

// plainNumber is a telephone number without the gaps with which people write it, and without the country.
func plainNumber(text string) (string, bool) {
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, "-", "")), "")
	text = strings.TrimPrefix(text, "+86")
	return text, numberForm.MatchString(text)
}

// NoteNumber notes the number at which the beneficiary is called. It counts for nothing until a second account has stood by it: one
// who notes numbers could otherwise have themselves called.
func (s *Service) NoteNumber(ctx context.Context, who access.Actor, person, number string) (Means, error) {
	number, ok := plainNumber(number)
	if !ok {
		return Means{}, invalid("number", "evidence.number.form")
	}
	if err := s.mayIssue(ctx, who, person); err != nil {
		return Means{}, err
	}
	token, err := s.Keys.Token(ctx, numberToken, number)
	if err != nil {
		return Means{}, err
	}
	return s.issue(ctx, who, Means{Kind: Number, Person: person}, []byte(token), nothing)
}

// SecondNumber stands by a number that another noted, after asking the beneficiary.
func (s *Service) SecondNumber(ctx context.Context, who access.Actor, means string) (Means, error) {
	return s.onMeans(ctx, who, means, func(tx *store.Tx, m Means) (Means, error) {
		switch {
		case m.Kind != Number || m.Seconded != "":
			return m, fault.New(fault.Conflict, "evidence.number.seconded")
		case !m.apart(who.ID, who.Person):
			return m, fault.New(fault.Denied, "evidence.number.same")
		}
		return s.change(tx, who, changed{What: seconded}, m)
	})
}

// Withdraw ends means that were lost or are not wanted any more.
func (s *Service) Withdraw(ctx context.Context, who access.Actor, means string) (Means, error) {
	return s.onMeans(ctx, who, means, func(tx *store.Tx, m Means) (Means, error) {
		return s.change(tx, who, changed{What: withdrawn}, m)
	})
}

// onMeans runs a use case on means that have not ended.
func (s *Service) onMeans(
	ctx context.Context, who access.Actor, means string, do func(*store.Tx, Means) (Means, error),
) (m Means, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		var found bool
		if m, found, err = s.Store.Means(tx, s.Node, means); err == nil && !found {
			err = absent()
		}
		if err == nil {
			_, err = s.issues(tx, who, m.Person)
		}
		if err == nil && m.EndedMs != 0 {
			err = fault.New(fault.Conflict, "evidence.means.ended")
		}
		if err != nil {
			return err
		}
		m, err = do(tx, m)
		return err
	})
	return m, err
}

// MeansOf lists the means that a person has and had, the oldest first: for those who hand them out, and for the person. The sealed
// parts are not among it.
func (s *Service) MeansOf(ctx context.Context, who access.Actor, person string) (list []Means, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		var at region.Key
		if at, err = s.home(q, person); err != nil {
			return err
		}
		if !who.SignedIn() || who.Person != person {
			if err := who.CheckAt(CanIssue, at); err != nil {
				return err
			}
		}
		list, err = s.Store.MeansOf(q, s.Node, person)
		return err
	})
	return list, err
}
