package party

import (
	"context"
	"strings"
	"unicode"
)

// What persons and households are found by. One purpose's tokens say nothing about another's.
const (
	numberToken    = "person-number"
	phoneToken     = "person-phone"
	nameToken      = "person-name"
	householdToken = "household-number"
)

// plain is a text in the form in which it is looked up: no spaces, no dots between the parts of a name, small letters.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '·' || r == '•' {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// tokens collects texts by purpose, so that each purpose is worked out at once.
type tokens map[string][]string

func (t tokens) add(purpose, text string) { t[purpose] = append(t[purpose], text) }

// of adds what finds a person.
func (t tokens) of(n Names) {
	t.add(numberToken, n.Number)
	t.add(nameToken, plain(n.Name))
	if n.Phone != "" {
		t.add(phoneToken, plain(n.Phone))
	}
}

// found is tokens worked out: text to token, by purpose.
type found map[string]map[string]string

func (s *Service) tokens(ctx context.Context, t tokens) (found, error) {
	all := found{}
	for purpose, texts := range t {
		list, err := s.Keys.Tokens(ctx, purpose, texts)
		if err != nil {
			return nil, err
		}
		all[purpose] = make(map[string]string, len(texts))
		for i, text := range texts {
			all[purpose][text] = list[i]
		}
	}
	return all, nil
}

// each calls add with every token of a person.
func (f found) each(n Names, add func(purpose, token string) error) error {
	t := tokens{}
	t.of(n)
	for _, purpose := range []string{numberToken, nameToken, phoneToken} {
		for _, text := range t[purpose] {
			if err := add(purpose, f[purpose][text]); err != nil {
				return err
			}
		}
	}
	return nil
}
