package party

import (
	"context"
	"slices"
	"strings"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
)

// Sought is somebody who stands before an officer: by the citizen number, or by the whole name with the month of birth.
type Sought struct {
	Number string
	Name   string
	Born   string // YYYY-MM
}

// token is what finds whom is sought: nothing is found by a part.
func (w Sought) token() (purpose, text string, err error) {
	if w.Number != "" {
		citizen, err := ident.ParseCitizen(w.Number)
		if f, ok := fault.As(err); ok {
			return "", "", f.At("number")
		}
		return numberToken, citizen.Number, err
	}
	if plain(w.Name) == "" {
		return "", "", fault.New(fault.Invalid, "party.seek.name").At("name")
	}
	if _, err := time.Parse("2006-01", w.Born); err != nil {
		return "", "", fault.New(fault.Invalid, "party.seek.born").At("born")
	}
	return nameToken, plain(w.Name), nil
}

// is tells whether somebody opened is whom was sought: a token also finds who once had that name.
func (w Sought) is(k Known) bool {
	if w.Number != "" {
		return strings.EqualFold(k.Names.Number, w.Number)
	}
	return plain(k.Names.Name) == plain(w.Name) && k.Facts[Born].Value == w.Born
}

// Seek finds exactly whom is sought and opens who they are for keeping the register, with an entry that names everybody who
// was opened. Only who lives where the actor may read is found. An answer without anybody is recorded nowhere.
func (s *Service) Seek(ctx context.Context, who access.Actor, w Sought) ([]Known, error) {
	if err := who.Check(CanRead); err != nil {
		return nil, err
	}
	w.Number, w.Born = strings.ToUpper(strings.TrimSpace(w.Number)), strings.TrimSpace(w.Born)
	purpose, text, err := w.token()
	if err != nil {
		return nil, err
	}
	// The band of birth stands outside what is sealed: who was born in another is not opened at all.
	list, err := s.with(ctx, who, purpose, text, func(p Person) bool { return w.Number != "" || p.Cohort == cohortOf(w.Born) })
	return slices.DeleteFunc(list, func(k Known) bool { return !w.is(k) }), err
}
