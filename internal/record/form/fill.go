package form

import (
	"context"
	"encoding/json"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Sheet is a form on paper for one person, until it is keyed in.
type Sheet struct {
	Code    string // XXXX-XXXX
	Record  string
	Version string
	Subject string
	Region  region.Key
	Actor   string
	AtMs    int64
	UsedBy  string // the filling that was keyed in from it, or empty
	Seq     int64
}

// Filling is a filled form without its answers.
type Filling struct {
	ID           string // form_...
	Form         string
	Version      string
	Subject      string
	Case         string // or empty
	Region       region.Key
	Channel      access.Channel
	Actor        string
	OnBehalf     bool // somebody else filled it for the person
	Sheet        string
	Supersedes   string
	SupersededBy string
	AtMs, Seq    int64
}

// Print hands out a sheet: the code to be printed on it, by which somebody keys in what the person has written.
func (s *Service) Print(ctx context.Context, who access.Actor, version, subject string, at region.Key) (Sheet, error) {
	if err := s.mayFill(who, subject, at); err != nil {
		return Sheet{}, err
	}
	code, err := newCode(s.Random)
	if err != nil {
		return Sheet{}, err
	}
	id, err := s.newID("sheet")
	if err != nil {
		return Sheet{}, err
	}
	var sheet Sheet
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if _, err := s.fillable(tx, version); err != nil {
			return err
		}
		e := who.Entry("form.sheet.printed", at)
		e.Subjects = []string{subject}
		if err := s.note(tx, e, sheetRecord, id, handed{id, code, version, subject, at.String(), who.ID, s.Now().UnixMilli()}); err != nil {
			return err
		}
		sheet, _, err = s.Store.Sheet(tx, s.Node, code)
		return err
	})
	return sheet, err
}

// mayFill lets the person, whoever represents the person, and those who hold the right where the person belongs.
func (s *Service) mayFill(who access.Actor, subject string, at region.Key) error {
	if subject == "" {
		return fault.New(fault.Invalid, "form.whose").At("subject")
	}
	if who.Person == subject || who.SignedIn() && who.OnBehalfOf == subject {
		return nil
	}
	return who.CheckAt(CanFill, at)
}

// Find returns the sheet that a code stands on and the layout to key it in by. A slip in the code is fault.Invalid.
func (s *Service) Find(ctx context.Context, who access.Actor, code string) (sheet Sheet, l *Layout, err error) {
	if code, err = ParseCode(code); err != nil {
		return Sheet{}, nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		var found bool
		if sheet, found, err = s.Store.Sheet(q, s.Node, code); err != nil || !found {
			return orAbsent(err, "access.absent")
		}
		if err := s.mayFill(who, sheet.Subject, sheet.Region); err != nil {
			return err
		}
		l, err = s.fillable(q, sheet.Version)
		return err
	})
	return sheet, l, err
}

// NewFilling is a form as it was filled in. With Code it is keyed in from a sheet, which says the edition, person and place.
type NewFilling struct {
	Version    string
	Subject    string
	Region     region.Key
	Case       string
	Code       string
	Channel    access.Channel // by which the person answered: web, counter, paper or voice
	Supersedes string         // the filling of the same form that this one corrects, or empty
	Answers    map[string]string
	Basis      access.Basis
}

// Ready is a filled form that was checked and sealed and is kept nowhere yet.
type Ready struct {
	body  filled
	at    region.Key
	basis access.Basis
}

// Fill keeps a filled form. Whoever is not the person fills it on their behalf, and is named. A form without a number or
// outside its days is a Conflict, and so is a sheet that was keyed in already.
func (s *Service) Fill(ctx context.Context, who access.Actor, w NewFilling) (f Filling, err error) {
	r, err := s.Prepare(ctx, who, w)
	if err != nil {
		return Filling{}, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		f, err = s.FillIn(tx, who, r)
		return err
	})
	return f, err
}

// Prepare is what Fill does before it writes: for use cases of other rooms, which then keep the form together with what is theirs.
func (s *Service) Prepare(ctx context.Context, who access.Actor, w NewFilling) (Ready, error) {
	if w.Code != "" {
		sheet, _, err := s.Find(ctx, who, w.Code)
		if err != nil {
			return Ready{}, err
		}
		w.Code, w.Version, w.Subject, w.Region, w.Channel = sheet.Code, sheet.Version, sheet.Subject, sheet.Region, access.Paper
	}
	if err := s.mayFill(who, w.Subject, w.Region); err != nil {
		return Ready{}, err
	}
	if !slices.Contains([]access.Channel{access.Web, access.Counter, access.Paper, access.Voice}, w.Channel) || w.Basis == "" {
		return Ready{}, fault.New(fault.Invalid, "form.channel").At("channel")
	}
	var l *Layout
	if err := s.DB.Read(ctx, func(q store.Queryer) (err error) { l, err = s.fillable(q, w.Version); return err }); err != nil {
		return Ready{}, err
	}
	answers, err := l.CheckAnswers(w.Answers)
	if err != nil {
		return Ready{}, err
	}
	id, err := s.newID("form")
	if err != nil {
		return Ready{}, err
	}
	plain, err := ledger.EncodeBody(answers)
	if err != nil {
		return Ready{}, err
	}
	sealed, err := s.Keys.Seal(ctx, w.Subject, sealedField(id), plain)
	if err != nil {
		return Ready{}, err
	}
	return Ready{filled{
		id, l.ID, w.Version, w.Subject, w.Case, w.Region.String(), w.Channel, who.ID, who.Person != w.Subject, w.Code, w.Supersedes,
		s.Now().UnixMilli(), sealed,
	}, w.Region, w.Basis}, nil
}

// ID is the identifier that the filled form will have.
func (r Ready) ID() string { return r.body.ID }

// FillIn keeps what Prepare made ready, in the transaction of a use case of another room.
func (s *Service) FillIn(tx *store.Tx, who access.Actor, ready Ready) (f Filling, err error) {
	r := ready.body
	if err := s.free(tx, r); err != nil {
		return Filling{}, err
	}
	kind := "form.answers.filled"
	if r.Supersedes != "" {
		kind = "form.answers.corrected"
	}
	e := who.Entry(kind, ready.at)
	e.Subjects, e.Purpose, e.Basis, e.CausedBy, e.Channel = []string{r.Subject}, string(Answering), string(ready.basis), r.Supersedes, string(r.Channel)
	if r.OnBehalf {
		e.OnBehalfOf = r.Subject
	}
	if err := s.note(tx, e, fillingRecord, r.ID, r); err != nil {
		return Filling{}, err
	}
	f, _, err = s.Store.Filling(tx, s.Node, r.ID)
	return f, err
}

// free refuses a sheet that was keyed in, and a correction of something else.
func (s *Service) free(tx *store.Tx, r filled) error {
	if r.Sheet != "" {
		sheet, _, err := s.Store.Sheet(tx, s.Node, r.Sheet)
		if err != nil {
			return err
		}
		if sheet.UsedBy != "" && sheet.UsedBy != r.Supersedes {
			return fault.New(fault.Conflict, "form.sheet.used", "by", sheet.UsedBy)
		}
	}
	if r.Supersedes == "" {
		return nil
	}
	old, found, err := s.Store.Filling(tx, s.Node, r.Supersedes)
	if err != nil || !found || old.Subject != r.Subject || old.Form != r.Form {
		return orAbsent(err, "access.absent")
	}
	if old.SupersededBy != "" {
		return fault.New(fault.Conflict, "form.superseded", "by", old.SupersededBy)
	}
	return nil
}

// sealedField ties answers to their form.
func sealedField(id string) string { return "form.answers." + id }

// Opened is a filled form with its answers. Of an erased person there is the tombstone alone: Erased, and no answers.
type Opened struct {
	Filling
	Erased  bool
	Layout  *Layout
	Answers map[string]string
}

// Open reads a filled form under a grant whose entry is committed before it returns. The person reads their own, and so does whoever
// represents the person.
func (s *Service) Open(ctx context.Context, who access.Actor, id string) (o Opened, err error) {
	var grant access.Grant
	var sealed string
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		f, found, err := s.Store.Filling(tx, s.Node, id)
		if err != nil || !found {
			return orAbsent(err, "access.absent")
		}
		o.Filling = f
		w := access.Wish{Right: CanReadAnswers, Region: f.Region, Subjects: []string{f.Subject}, Purpose: Answering, Basis: access.StatutoryDuty}
		if who.Person == f.Subject || who.SignedIn() && who.OnBehalfOf == f.Subject {
			w.Purpose, w.Basis = access.OwnData, access.TheirOwn
		}
		if grant, err = access.Mint(tx, s.Log, who, w); err != nil {
			return err
		}
		e, _, err := s.Store.Edition(tx, s.Node, f.Version)
		if err != nil {
			return err
		}
		if o.Layout, err = s.layout(tx, e); err != nil {
			return err
		}
		body, err := s.Store.Record(tx, s.Node, id)
		if err != nil {
			return err
		}
		r, err := decode[filled](body)
		sealed = r.Sealed
		return err
	})
	if err != nil {
		return Opened{}, err
	}
	plain, err := grant.Open(ctx, s.Keys, o.Subject, sealedField(id), sealed)
	if f, ok := fault.As(err); ok && f.Key == "keyring.erased" {
		o.Erased = true
		return o, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(plain), &o.Answers)
	}
	if err != nil {
		return Opened{}, err
	}
	return o, nil
}

// Of lists the forms that a person has filled, the last first, without their answers. at is the place where the person
// belongs; those filled elsewhere are left out for those who may not see them there.
func (s *Service) Of(ctx context.Context, who access.Actor, subject string, at region.Key) (list []Filling, err error) {
	own := who.Person != "" && who.Person == subject
	if !own {
		if err := who.CheckAt(CanReadAnswers, at); err != nil {
			return nil, err
		}
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		all, err := s.Store.FillingsOf(q, s.Node, subject)
		for _, f := range all {
			if own || who.May(CanReadAnswers, f.Region) {
				list = append(list, f)
			}
		}
		return err
	})
	return list, err
}
