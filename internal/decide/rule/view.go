package rule

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// InForce is all adoptions of the node, in the order in which they were made. Rules that hold are no secret: no right is asked for.
func (s *Service) InForce(ctx context.Context) (list []Adoption, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		list, err = s.Store.Adoptions(q, s.Node, "")
		return err
	})
	return list, err
}

// Viewed is one version to be read, with what is known of its set.
type Viewed struct {
	Version
	Rules     *Set
	Adoptions []Adoption  // of the set, in the order in which they were made
	Reports   []Comparing // on the version, the last first; for those alone who may read proposals
	Insider   bool        // the reader is one of them
}

// Adopted tells whether the version was adopted for some day.
func (v Viewed) Adopted() bool {
	return slices.ContainsFunc(v.Adoptions, func(a Adoption) bool { return a.Version == v.Version.Version })
}

// View returns a version: one that was adopted to everybody, one that is proposed to those who may read proposals.
func (s *Service) View(ctx context.Context, who access.Actor, version string) (v Viewed, err error) {
	v.Insider = who.May(CanRead, s.Home)
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		var found bool
		if v.Version, found, err = s.Store.Version(q, s.Node, version); err != nil || !found {
			return orAbsent(err, "rule.version.absent", "version", version)
		}
		if v.Adoptions, err = s.Store.Adoptions(q, s.Node, v.Set); err != nil {
			return err
		}
		if !v.Adopted() && !v.Insider {
			return orAbsent(nil, "rule.version.absent", "version", version) // not even that it is proposed
		}
		if v.Insider {
			if v.Reports, err = s.Store.Comparisons(q, s.Node, version); err != nil {
				return err
			}
		}
		v.Rules, err = s.set(q, version)
		return err
	})
	return v, err
}
