package sensitivity

import "fmt"

// Omission is what leaving one node out of the published index does.
type Omission struct {
	Node      int
	MeanShift float64 // mean over units of |rank - published rank|, in ranks
	MaxShift  int     // the greatest of them
	Unit      int     // the first unit that it happens to
}

// LeaveOneOut computes the published index without each node of LeaveOut in turn, everything else as published. An index is
// refused as by MonteCarlo, ErrCertain meaning that LeaveOut is empty. Cost O(len(LeaveOut) · Units · Leaves).
func LeaveOneOut(x Index) ([]Omission, error) {
	if len(x.LeaveOut) == 0 {
		return nil, fmt.Errorf("%w: no node to leave out", ErrCertain)
	}
	c, err := newChooser(&x)
	if err != nil {
		return nil, err
	}
	e := c.engine(0)
	_, places := e.published()
	at, now := e.newSpace(), c.nominal()
	found := make([]Omission, 0, len(x.LeaveOut))
	for _, node := range x.LeaveOut {
		x.shares(x.Weightings[0].Weight, node, now.shares)
		ranks := at.rank(e.scores(&now, at), e.level(&now).tie)
		o := Omission{Node: node, MeanShift: meanShift(ranks, places)}
		for unit, r := range ranks {
			d := int(r) - int(places[unit])
			if d = max(d, -d); d > o.MaxShift {
				o.MaxShift, o.Unit = d, unit
			}
		}
		found = append(found, o)
	}
	return found, nil
}
