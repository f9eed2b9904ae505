package match

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"mihe/internal/base/fault"
	"mihe/solve/replay"
)

// Month is a month of care at home as it was asked for, frozen: what three policies would have done with it, Replay says. Amounts are minutes of service.
type Month struct {
	Of        string     `json:"of"` // YYYY-MM
	Groups    []Group    `json:"groups"`
	Providers []Provider `json:"providers"`
	Requests  []Request  `json:"requests"`
	High      string     `json:"high"` // the group that had more, whose rate less that of Low is the gap
	Low       string     `json:"low"`
}

// Group is a group of people by an administrative fact, such as living in town or in a village.
type Group struct {
	ID     string `json:"id"`
	Need   int64  `json:"need"`   // of the month
	Served int64  `json:"served"` // before what is replayed
}

// Provider is what a provider's carers can do in the month.
type Provider struct {
	ID      string `json:"id"`
	Minutes int64  `json:"minutes"`
}

// Request asks for service for somebody of a group.
type Request struct {
	ID        string   `json:"id"`
	AtMs      int64    `json:"at_ms"` // when it came in
	Group     string   `json:"group"`
	Minutes   int64    `json:"minutes"`
	Priority  int      `json:"priority"`
	Providers []string `json:"providers,omitempty"` // that may serve it, the one asked first first; none: all
}

// Case is the month as solve/replay takes it: requests in the order in which they came, of those that came at once by id, and the value of a minute is
// 1 and the priority, as Match weighs visits.
func (m Month) Case() *replay.Case {
	c := &replay.Case{Gap: replay.Gap{High: m.High, Low: m.Low}}
	for _, g := range m.Groups {
		c.Groups = append(c.Groups, replay.Group{ID: g.ID, Need: g.Need, Served: g.Served})
	}
	for _, p := range m.Providers {
		c.Providers = append(c.Providers, replay.Provider{ID: p.ID, Capacity: p.Minutes})
	}
	requests := slices.Clone(m.Requests)
	slices.SortFunc(requests, func(a, b Request) int { return cmp.Or(cmp.Compare(a.AtMs, b.AtMs), cmp.Compare(a.ID, b.ID)) })
	for _, r := range requests {
		c.Requests = append(c.Requests, replay.Request{ID: r.ID, Group: r.Group, Units: r.Minutes, Value: 1 + int64(r.Priority), Providers: r.Providers})
	}
	return c
}

// Replay says what first come, greatest value and the fair division would each have done with the month, and to its gap. It is exact for who would have been given how many
// minutes; ways, shifts and papers of single days it leaves to Match.
func (m Month) Replay(ctx context.Context) (*replay.Result, error) {
	r, err := replay.Run(ctx, m.Case())
	if errors.Is(err, replay.ErrCase) {
		return nil, fault.Wrap(err, fault.Invalid, "match.month.wrong", "detail", err.Error())
	}
	return r, err
}
