package party

import (
	"context"
	"encoding/json"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Employed is a post with the name of who holds it.
type Employed struct {
	Post
	Name string
}

// Staff lists who works or has worked for an organisation, by id of the post, for whoever may keep its staff: one entry for the page, with everybody named.
// Numbers of papers are not opened.
func (s *Service) Staff(ctx context.Context, who access.Actor, organisation string) ([]Employed, error) {
	return s.staff(ctx, who, organisation, func(Post) bool { return true })
}

// StaffOne is one of them, and opens nobody else.
func (s *Service) StaffOne(ctx context.Context, who access.Actor, organisation, post string) (Employed, error) {
	list, err := s.staff(ctx, who, organisation, func(p Post) bool { return p.ID == post })
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "access.absent")
	}
	if err != nil {
		return Employed{}, err
	}
	return list[0], nil
}

func (s *Service) staff(ctx context.Context, who access.Actor, organisation string, wanted func(Post) bool) ([]Employed, error) {
	var posts []Post
	var g access.Grant
	persons := map[string]Person{}
	err := s.DB.Write(ctx, func(tx *store.Tx) error {
		clear(persons)
		at, right, err := s.employs(tx, who, organisation)
		if err != nil {
			return err
		}
		posts, err = s.Store.PostsAt(tx, s.Node, organisation)
		posts = slices.DeleteFunc(posts, func(p Post) bool { return !wanted(p) })
		if err != nil || len(posts) == 0 {
			return err
		}
		w := access.Wish{Right: right, Region: at, Purpose: StaffKeeping, Basis: EmployedThere}
		for _, p := range posts {
			if _, done := persons[p.Person]; done {
				continue
			}
			if persons[p.Person], err = s.present(tx, p.Person); err != nil {
				return err
			}
			w.Subjects = append(w.Subjects, p.Person)
		}
		slices.Sort(w.Subjects)
		g, err = access.Mint(tx, s.Log, who, w)
		return err
	})
	if err != nil {
		return nil, err
	}
	list := make([]Employed, 0, len(posts))
	for _, p := range posts {
		text, err := g.Open(ctx, s.Keys, p.Person, namesField, persons[p.Person].Names)
		if err != nil {
			return nil, err
		}
		var names Names
		if err := json.Unmarshal([]byte(text), &names); err != nil {
			return nil, err
		}
		list = append(list, Employed{p, names.Name})
	}
	return list, nil
}

// PostOf is a post, for rooms that plan with it. It opens nobody and so asks for no right.
func (s *Service) PostOf(q store.Queryer, id string) (Post, error) {
	p, found, err := s.Store.Post(q, s.Node, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "access.absent")
	}
	return p, err
}

// PostsOn lists the posts of an organisation that run on a day, by id. It opens nobody and so asks for no right.
func (s *Service) PostsOn(q store.Queryer, organisation, day string) ([]Post, error) {
	list, err := s.Store.PostsAt(q, s.Node, organisation)
	return slices.DeleteFunc(list, func(p Post) bool { return !p.On(day) }), err
}

// Posts lists the posts that a person holds or has held, by id. It opens nobody and so asks for no right.
func (s *Service) Posts(q store.Queryer, person string) ([]Post, error) {
	return s.Store.PostsOf(q, s.Node, person)
}

// working refuses to erase who works for an organisation today or will: visits may be planned for them.
func (s *Service) working(q store.Queryer, person string) error {
	list, err := s.Store.PostsOf(q, s.Node, person)
	if err == nil && slices.ContainsFunc(list, func(p Post) bool { return p.Until == "" || s.today() < p.Until }) {
		err = fault.New(fault.Conflict, "party.post.running")
	}
	return err
}
