package party

import (
	"context"
	"slices"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// CanStaff is the right to keep the staff of the organisations that one's account acts for. Whoever keeps the register (CanKeep)
// keeps that of every organisation of the region.
const CanStaff access.Right = "party.staff"

// Employer tells what a room beside this one knows of an organisation: where it is, and whether an account acts for it.
type Employer func(q store.Queryer, account, organisation string) (at region.Key, acts bool, err error)

// employs says where an organisation is, to whoever may keep its staff. Nothing else may be learned from the answer.
func (s *Service) employs(q store.Queryer, who access.Actor, organisation string) (region.Key, access.Right, error) {
	at, acts, err := s.Employer(q, who.ID, organisation)
	if err != nil {
		return at, "", err
	}
	if acts {
		return at, CanStaff, who.CheckAt(CanStaff, at)
	}
	return at, CanKeep, who.CheckAt(CanKeep, at)
}

// Keeps says where an organisation is, to whoever may keep its staff.
func (s *Service) Keeps(ctx context.Context, who access.Actor, organisation string) (at region.Key, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		at, _, err = s.employs(q, who, organisation)
		return err
	})
	return at, err
}

// Colleague finds the person whom an organisation wants to employ, by citizen number and whole name, both of which they have shown there. A wrong
// number, a wrong name and somebody of whom the register knows nothing get one answer. Who was opened for the comparison sees that.
func (s *Service) Colleague(ctx context.Context, who access.Actor, organisation, number, name string) (string, error) {
	nobody := fault.New(fault.Invalid, "party.post.nobody").At("number")
	citizen, err := ident.ParseCitizen(strings.TrimSpace(number))
	if f, ok := fault.As(err); ok {
		return "", f.At("number")
	}
	if err != nil {
		return "", err
	}
	token, err := s.Keys.Tokens(ctx, numberToken, []string{citizen.Number})
	if err != nil {
		return "", err
	}
	var p Person
	var g access.Grant
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		at, right, err := s.employs(tx, who, organisation)
		if err != nil {
			return err
		}
		ids, err := s.Store.ByToken(tx, s.Node, numberToken, token[0], 1)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return nobody
		}
		if p, err = s.here(tx, ids[0]); fault.KindOf(err) == fault.NotFound && err != nil {
			return nobody
		}
		if err != nil {
			return err
		}
		g, err = access.Mint(tx, s.Log, who, access.Wish{Right: right, Region: at, Subjects: []string{p.ID}, Purpose: StaffKeeping, Basis: EmployedThere})
		return err
	})
	if err != nil {
		return "", err
	}
	k, err := s.opened(ctx, g, p, []Group{Identity})
	if err != nil {
		return "", err
	}
	if plain(k.Names.Name) != plain(name) || !strings.EqualFold(k.Names.Number, citizen.Number) {
		return "", nobody
	}
	return p.ID, nil
}

// here is the person that an entry stands for, which of a duplicate is another.
func (s *Service) here(q store.Queryer, id string) (Person, error) {
	st, err := s.Store.Standing(q, s.Node, id)
	if err != nil {
		return Person{}, err
	}
	if st.Into != "" {
		id = st.Into
	}
	return s.present(q, id)
}

// Employ records that a person works for an organisation from a day on.
func (s *Service) Employ(ctx context.Context, who access.Actor, p Post) (Post, error) {
	if err := s.checkPost(p); err != nil {
		return p, err
	}
	err := s.DB.Read(ctx, func(q store.Queryer) error {
		if _, _, err := s.employs(q, who, p.Organisation); err != nil {
			return err
		}
		person, err := s.here(q, p.Person)
		p.Person = person.ID
		return err
	})
	if err != nil {
		return p, err
	}
	if p.ID, err = ident.New(postKind, s.Now(), s.Random); err != nil {
		return p, err
	}
	if p, err = s.sealPapers(ctx, p, Post{}); err != nil {
		return p, err
	}
	p.EndedMs = 0
	return p, s.DB.Write(ctx, func(tx *store.Tx) error {
		at, _, err := s.employs(tx, who, p.Organisation)
		if err != nil {
			return err
		}
		if _, err := s.present(tx, p.Person); err != nil {
			return err
		}
		return s.posted(tx, who, "party.post.entered", at, p, "")
	})
}

// overlaps tells whether there is a day on which both run.
func (p Post) overlaps(o Post) bool {
	return (p.Until == "" || o.From < p.Until) && (o.Until == "" || p.From < o.Until)
}

// sealPapers seals the numbers of papers; one that is left empty stays as it was.
func (s *Service) sealPapers(ctx context.Context, p, was Post) (_ Post, err error) {
	p.Qualifications = slices.Clone(p.Qualifications)
	for i := range p.Qualifications {
		q := &p.Qualifications[i]
		q.Number = strings.TrimSpace(q.Number)
		if len(q.Number) > longestPaper {
			return p, wrongPost("qualifications")
		}
		j := slices.IndexFunc(was.Qualifications, func(o Qualification) bool { return o.Code == q.Code && o.Level == q.Level })
		if q.Number == "" && j >= 0 {
			q.Number = was.Qualifications[j].Number
			continue
		}
		if q.Number, err = s.sealText(ctx, p.Person, certificateField, q.Number); err != nil {
			return p, err
		}
	}
	return p, nil
}

// certificateField is what the number of a paper is called where it is sealed.
const certificateField = "post-certificate"

// Amend puts right what is known of a post. Person, organisation and kind stay: what was another post is ended, and the right one entered.
func (s *Service) Amend(ctx context.Context, who access.Actor, p Post, reason string) error {
	return s.change(ctx, who, p.ID, "party.post.corrected", reason, func(was Post) (Post, error) {
		p.Person, p.Organisation, p.Kind, p.EndedMs = was.Person, was.Organisation, was.Kind, 0
		if err := s.checkPost(p); err != nil {
			return p, err
		}
		return s.sealPapers(ctx, p, was)
	})
}

// EndPost ends a post: until is the first day on which it no longer runs.
func (s *Service) EndPost(ctx context.Context, who access.Actor, id, until, reason string) error {
	return s.change(ctx, who, id, "party.post.ended", reason, func(p Post) (Post, error) {
		if !day(until, false) || until < p.From {
			return p, wrongPost("until")
		}
		p.Until, p.EndedMs = until, s.nowMs()
		return p, nil
	})
}

// change supersedes a post that has not been ended.
func (s *Service) change(ctx context.Context, who access.Actor, id, kind, reason string, next func(Post) (Post, error)) error {
	if reason = strings.TrimSpace(reason); reason == "" || len(reason) > longestAddress {
		return wrongPost("reason")
	}
	kept := func(q store.Queryer) (p Post, at region.Key, err error) {
		p, found, err := s.Store.Post(q, s.Node, id)
		if err == nil && !found {
			err = fault.New(fault.NotFound, "access.absent")
		}
		if err != nil {
			return p, at, err
		}
		if at, _, err = s.employs(q, who, p.Organisation); err == nil && p.EndedMs != 0 {
			err = fault.New(fault.Conflict, "party.post.over")
		}
		return p, at, err
	}
	var was Post
	err := s.DB.Read(ctx, func(q store.Queryer) (err error) { was, _, err = kept(q); return err })
	if err != nil {
		return err
	}
	p, err := next(was)
	if err != nil {
		return err
	}
	if reason, err = s.sealText(ctx, p.Person, reasonField, reason); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		now, at, err := kept(tx)
		if err == nil && now.Seq != was.Seq {
			err = fault.New(fault.Conflict, "party.moved")
		}
		if err != nil {
			return err
		}
		return s.posted(tx, who, kind, at, p, reason)
	})
}

// posted writes a post as it stands from here on. Nobody works twice for one organisation on one day.
func (s *Service) posted(tx *store.Tx, who access.Actor, kind string, at region.Key, p Post, reason string) error {
	held, err := s.Store.PostsOf(tx, s.Node, p.Person)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(held, func(o Post) bool { return o.ID != p.ID && o.Organisation == p.Organisation && o.overlaps(p) }) {
		return fault.New(fault.Conflict, "party.post.twice")
	}
	e := who.Entry(kind, at)
	e.Subjects = []string{p.Person}
	_, err = s.record(tx, e, postRecord, postBody{p, p.Base.String(), reason, s.nowMs()})
	return err
}
