package delivery

import (
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// Sides tells whether an actor stands on the side of a provider on a day: any of their accounts acts for it, or they work for it then or later; without a
// day, or ever have. Such a person may be a relative as well; they still say nothing in the name of whom the provider goes to.
func (s *Service) Sides(q store.Queryer, who access.Actor, provider, on string) (bool, error) {
	acts, err := s.Providers.Acts(q, provider, who.ID)
	if err != nil || acts || who.Person == "" {
		return acts, err
	}
	if acts, err = s.Providers.ActsBy(q, provider, who.Person); err != nil || acts {
		return acts, err
	}
	posts, err := s.Staff.PostsOf(q, who.Person)
	return slices.ContainsFunc(posts, func(p Post) bool { return p.Provider == provider && (p.Until == "" || on < p.Until) }), err
}
