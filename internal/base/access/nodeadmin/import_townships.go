package nodeadmin

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// townshipsBody is the record of an imported list of townships.
type townshipsBody struct {
	AtMs      int64  `json:"at_ms"`
	Name      string `json:"name"`
	SHA256    string `json:"sha256"`
	Import    int64  `json:"import"`
	Added     int64  `json:"added"`
	Unchanged int    `json:"unchanged"`
	Synthetic bool   `json:"synthetic"`
	Region    string `json:"region"` // the county, or the node's region for several
}

// TownshipsReport is what came of a file of townships.
type TownshipsReport struct {
	File   region.TownshipFile // its problems, or what it brought
	Import region.TownshipImport
	Added  bool // false when the file says nothing new
}

// ImportTownships takes townships from a file and puts them on the map. The actor must hold the right in the county of
// every row, at least as the map was on the row's first day, and a node whose persons are made up takes made-up townships
// only, as one with real persons takes real ones.
func (s *Service) ImportTownships(ctx context.Context, who access.Actor, name string, raw []byte) (r TownshipsReport, err error) {
	if err := who.Check(access.ManageNode); err != nil {
		return r, err
	}
	var seen int64
	var held []region.TownshipUnit
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if seen, err = s.Townships.Version(q); err != nil {
			return err
		}
		held, err = s.Townships.All(q)
		return err
	})
	if err != nil {
		return r, err
	}
	r.File, err = s.Regions.ParseTownships(raw, held, s.mayAdd(who), s.ofItsKind)
	if err != nil || len(r.File.New) == 0 {
		return r, err
	}
	now := s.Now().UnixMilli()
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		by := region.TownshipImport{AtMs: now, Actor: who.ID, Name: name}
		if r.Import, r.Added, err = s.Townships.Add(tx, seen, by, raw, r.File.New); err != nil {
			return err
		}
		im, at := r.Import, s.about(r.File.New)
		return s.record(tx, who.Entry("access.townships.imported", at), access.TownshipsRecord,
			townshipsBody{now, im.Name, im.SHA256, im.Number, im.Added, r.File.Unchanged, s.Node.Synthetic, at.String()})
	})
	if err != nil {
		return TownshipsReport{}, err
	}
	return r, s.changed(ctx)
}

// mayAdd is the rule that a row's county lies in the node's region and where the actor holds the right. The map of the
// row's first day decides, since a county may have left it by now; what is not there and what is not allowed read alike.
func (s *Service) mayAdd(who access.Actor) region.TownshipRule {
	return func(t region.TownshipUnit) (column, key string, args []any) {
		at := region.Key{Code: t.Parent, Level: region.County}
		v := s.Regions.At(t.From)
		if v.Contains(s.Node.Region, at) {
			for up, ok := at, true; ok; up, ok = v.Parent(up) {
				if who.May(access.ManageNode, up) {
					return "", "", nil
				}
			}
		}
		return "parent", "access.townships.outside", nil
	}
}

// ofItsKind is the rule that nothing made up stands beside real persons, and nothing real beside made-up ones.
func (s *Service) ofItsKind(t region.TownshipUnit) (column, key string, args []any) {
	switch {
	case t.Synthetic && !s.Node.Synthetic:
		return "synthetic", "access.townships.synthetic", nil
	case !t.Synthetic && s.Node.Synthetic:
		return "synthetic", "access.townships.real", nil
	}
	return "", "", nil
}

// about is the region of the entry: the county, when all rows lie in one.
func (s *Service) about(list []region.TownshipUnit) region.Key {
	for _, t := range list {
		if t.Parent != list[0].Parent {
			return s.Node.Region
		}
	}
	return region.Key{Code: list[0].Parent, Level: region.County}
}
