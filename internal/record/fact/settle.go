package fact

import (
	"context"

	"mihe/internal/base/store"
)

// settled is what the comparison of a draft with the database found.
type settled struct {
	seen           int64 // the version compared with
	fresh, present int64 // rows not held yet, rows held already
}

// complaint receives what is wrong with a row when it is seen beside other rows.
type complaint func(c *cell, key SheetKey, wrong string, args ...any)

// What can be wrong beside other rows.
const (
	wrongTwice    = "duplicate" // args: line
	wrongRevision = "revision"  // args: held, vintage
)

// settle compares every cell with the others of the draft and with what is published, marks those that are held
// already, and complains of rows that contradict. The draft's pile must be sorted.
func (s *Service) settle(ctx context.Context, d *draft, complain complaint) (settled, error) {
	held, seen, err := s.heldSheets(ctx)
	if err != nil {
		return settled{}, err
	}
	result := settled{seen: seen}
	for sheet, cells := range d.pile.bySheet() {
		key := d.key(sheet)
		for _, c := range cells {
			c.state &^= flagUnchanged
		}
		twice(cells, key, complain)
		if held[key] {
			if err := s.compare(ctx, d, key, cells, complain); err != nil {
				return settled{}, err
			}
		}
		for _, c := range cells {
			if c.state&flagUnchanged != 0 {
				result.present++
			} else {
				result.fresh++
			}
		}
	}
	return result, nil
}

// heldSheets returns which maps hold anything, and the version that says so.
func (s *Service) heldSheets(ctx context.Context) (held map[SheetKey]bool, seen int64, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		holdings, err := s.Store.Holdings(q, s.Node)
		if err != nil {
			return err
		}
		held = make(map[SheetKey]bool, len(holdings))
		for _, h := range holdings {
			held[SheetKey{h.Variable, h.Period, h.Breakdown, h.Level, h.Vintage}] = true
		}
		seen, err = s.Store.Version(q, s.Node)
		return err
	})
	return held, seen, err
}

// twice complains of every row after the first that has the same key. Sources do not tell rows of one file apart:
// nobody could say which of the two is in force.
func twice(cells []*cell, key SheetKey, complain complaint) {
	first := cells[0]
	for _, c := range cells[1:] {
		if c.key != first.key {
			first = c
			continue
		}
		complain(c, key, wrongTwice, "line", int64(first.line))
	}
}

// compare walks through the cells and what is published under the same key, both ordered by region; at the next
// batch the walk starts again.
func (s *Service) compare(ctx context.Context, d *draft, key SheetKey, cells []*cell, complain complaint) error {
	return s.DB.Read(ctx, func(q store.Queryer) error {
		at, last := 0, uint32(0)
		return s.Store.Held(q, s.Node, key, func(held Cell) {
			code := number(held.Region.Code)
			if code < last {
				at = 0
			}
			last = code
			for at < len(cells) && cells[at].code() < code {
				at++
			}
			for i := at; i < len(cells) && cells[i].code() == code; i++ {
				meet(d, key, cells[i], held, complain)
			}
		})
	})
}

// meet decides what a row is to a published cell of its region: nothing when another source said it, the same, or a
// contradiction.
func meet(d *draft, key SheetKey, c *cell, held Cell, complain complaint) {
	switch {
	case c.state&flagFaulty != 0, d.source.texts[c.source] != held.Source:
	case c.State() == held.State && (held.State != Observed || c.value == held.Value):
		c.state |= flagUnchanged
	default:
		complain(c, key, wrongRevision, "held", heldText(held), "vintage", key.Vintage)
	}
}

// heldText is what a cell holds, in words when it is no number.
func heldText(c Cell) string {
	if c.State != Observed {
		return c.State.String()
	}
	return c.Text()
}
