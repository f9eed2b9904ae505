package consent

import (
	"context"
	"slices"
	"strconv"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// Question is what everybody may be asked: whether a purpose may use a group that no duty covers. Under Key stand its words: .ask says what
// becomes possible, .stop what ends when the consent is withdrawn. Other words are another Version, so that it is known who agreed to which.
type Question struct {
	Purpose access.Purpose
	Group   party.Group
	Key     string
	Version int
}

// Text is the wording, as a consent keeps it.
func (q Question) Text() string { return q.Key + " " + strconv.Itoa(q.Version) }

// Answer is a question with the last word of a person on it. One that was asked elsewhere and is no question here has no Key: it can be withdrawn.
type Answer struct {
	Question
	Said  bool    // whether the person has said anything
	Last  Consent // what
	Given bool    // whether the purpose may use the group now
}

// Answers lists what the actor may be asked, in its order, and then what else the actor has said. Whom the register does not know is NotFound:
// there is nothing to consent to.
func (s *Service) Answers(ctx context.Context, who access.Actor) (list []Answer, err error) {
	if !who.SignedIn() {
		return nil, fault.New(fault.NotFound, "access.absent")
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		list, err = s.answers(q, who.Person)
		return err
	})
	return list, err
}

func (s *Service) answers(q store.Queryer, person string) (list []Answer, err error) {
	if _, found, err := s.Persons.HomeOf(q, person); err != nil || !found {
		return nil, orAbsent(err)
	}
	said, err := s.Store.Of(q, s.Node, person)
	if err != nil {
		return nil, err
	}
	for _, one := range s.Questions {
		list = append(list, Answer{Question: one})
	}
	for _, c := range said {
		i := slices.IndexFunc(list, func(a Answer) bool { return a.Purpose == c.Purpose && a.Group == c.Group })
		if i < 0 {
			i, list = len(list), append(list, Answer{Question: Question{Purpose: c.Purpose, Group: c.Group}})
		}
		list[i].Said, list[i].Last, list[i].Given = true, c, c.Given
	}
	return list, nil
}

func orAbsent(err error) error {
	if err == nil {
		err = fault.New(fault.NotFound, "access.absent")
	}
	return err
}

// Answer is the actor's own word on a question, or the withdrawal of a word given elsewhere. Saying again what holds already is a Conflict: a
// page that was sent twice leaves one record.
func (s *Service) Answer(ctx context.Context, who access.Actor, p access.Purpose, g party.Group, given bool) error {
	list, err := s.Answers(ctx, who)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(a Answer) bool { return a.Purpose == p && a.Group == g })
	if i < 0 || given && list[i].Key == "" {
		return fault.New(fault.NotFound, "access.absent")
	}
	a := list[i]
	if a.Given == given {
		return fault.New(fault.Conflict, "consent.already")
	}
	text := a.Text()
	if a.Key == "" {
		text = a.Last.Text
	}
	return s.Say(ctx, who, Consent{Person: who.Person, Purpose: p, Group: g, Given: given, Text: text})
}
