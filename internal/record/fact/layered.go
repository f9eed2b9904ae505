package fact

import "mihe/internal/base/store"

// Layered reads a node's own facts laid over the common ones: official statistics, which belong to nobody and are kept
// once. A node never sees what another has added. Node Common itself reads its own facts alone.
type Layered struct {
	Facts  Sifter
	Common int64 // whose facts lie below everybody's
}

var _ Sifter = Layered{}

// Version moves when either layer moves: both only rise, so their sum never comes back to an earlier one.
func (l Layered) Version(q store.Queryer, node int64) (int64, error) {
	own, err := l.Facts.Version(q, node)
	if err != nil || node == l.Common {
		return own, err
	}
	below, err := l.Facts.Version(q, l.Common)
	return below + own, err
}

// Cells returns the common map overlaid, region by region, by the node's own.
func (l Layered) Cells(q store.Queryer, query Query) ([]Cell, error) { return l.CellsOf(q, query, nil) }

// CellsOf implements Sifter.
func (l Layered) CellsOf(q store.Queryer, query Query, only Only) ([]Cell, error) {
	own, err := l.Facts.CellsOf(q, query, only)
	if err != nil || query.Node == l.Common {
		return own, err
	}
	query.Node = l.Common
	below, err := l.Facts.CellsOf(q, query, only)
	return Overlay(below, own), err
}

// Holdings returns both layers, the node's own above the common ones in Order.
func (l Layered) Holdings(q store.Queryer, node int64) ([]Holding, error) {
	return l.both(q, node, l.Facts.Holdings)
}

// Split implements Sifter.
func (l Layered) Split(q store.Queryer, node int64) ([]Holding, error) {
	return l.both(q, node, l.Facts.Split)
}

func (l Layered) both(q store.Queryer, node int64, read func(store.Queryer, int64) ([]Holding, error)) ([]Holding, error) {
	own, err := read(q, node)
	if err != nil || node == l.Common {
		return own, err
	}
	below, err := read(q, l.Common)
	if err != nil {
		return nil, err
	}
	top, err := l.Facts.Version(q, l.Common)
	if err != nil {
		return nil, err
	}
	for i := range own {
		own[i].Order += top // no batch of the common layer has a greater one
	}
	all := append(below, own...)
	sortHoldings(all)
	return all, nil
}
