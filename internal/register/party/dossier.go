package party

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Dossier is a person as an officer has them before their eyes, with what ties them to others, by id.
type Dossier struct {
	Known
	Purpose   access.Purpose
	Basis     access.Basis
	Groups    []Group // that the basis covers
	Relations []Relation
	Mandates  []Mandate // without the numbers of papers
	Into      string    // the entry that this one was found to be, or empty
	Folded    []string  // the entries that were found to be this one
}

// Lives is where a person lives, for whoever may read there. It opens nothing.
func (s *Service) Lives(ctx context.Context, who access.Actor, id string) (region.Key, error) {
	p, err := s.reach(ctx, who, CanRead, id)
	return p.Region, err
}

// Dossier opens a person for a purpose. For keeping the register it is opened, with what ties it to others, to those who keep it
// and nobody else.
func (s *Service) Dossier(ctx context.Context, who access.Actor, id string, v View) (d Dossier, err error) {
	at, err := s.Lives(ctx, who, id)
	if err != nil {
		return d, err
	}
	keeps := v.Purpose == RegisterKeeping
	if keeps {
		if err := who.CheckAt(CanKeep, at); err != nil {
			return d, err
		}
	}
	if d.Known, d.Basis, d.Groups, err = s.show(ctx, who, id, v); err != nil {
		return d, err
	}
	d.Purpose = v.Purpose
	if !keeps {
		return d, nil
	}
	return d, s.DB.Read(ctx, func(q store.Queryer) error { return s.ties(q, &d) })
}

// ties reads what ties a person to others.
func (s *Service) ties(q store.Queryer, d *Dossier) (err error) {
	if d.Relations, err = s.Store.Relations(q, s.Node, d.ID); err != nil {
		return err
	}
	if d.Mandates, err = s.Store.MandatesOf(q, s.Node, d.ID); err != nil {
		return err
	}
	for i := range d.Mandates {
		d.Mandates[i].Paper, d.Mandates[i].Name = "", ""
	}
	all, err := s.Store.Standings(q, s.Node)
	if err != nil {
		return err
	}
	d.Into = all[d.ID].Into
	for id, st := range all {
		if st.Into == d.ID && !st.Erased {
			d.Folded = append(d.Folded, id)
		}
	}
	slices.Sort(d.Folded)
	return nil
}
