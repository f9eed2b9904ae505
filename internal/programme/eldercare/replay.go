package eldercare

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/decide/match"
	"mihe/solve/replay"
)

// Hours says how many minutes the staff of a provider who start from a county are at work in a month, YYYY-MM.
type Hours interface {
	MinutesIn(q store.Queryer, provider string, county region.Key, month string) (int64, error)
}

// Replay is a month of a county as it was asked for, what came of it, and what three policies would have done with it (反事实复盘). It is computed
// anew from the plans, visits and posts whenever it is asked for, names nobody, and depends on nothing else: the same data give the same SHA256.
type Replay struct {
	County  region.Key
	Month   match.Month
	SHA256  string         // of the month as it was laid out and of all that follows from it
	Groups  []ReplayGroup  // urban, rural
	Staffed int64          // minutes asked for of providers with staff on record
	Minutes int64          // that the staff of those providers is at work
	Result  *replay.Result // nil where only one group asks for anything: there is nothing to compare
	Acts    []Act          // one for each outcome of Result, in its order
	AtMs    int64          // when the records were read
}

// ReplayGroup is a group with what was asked for it and what came.
type ReplayGroup struct {
	Residence                      Residence
	Plans, Visits, Took, Confirmed int
	Minutes, TookMin, ConfirmedMin int64
}

// Act is what one policy would have done, in whole visits by group.
type Act struct {
	Policy string
	Visits []int    // of the groups
	Ratio  *big.Rat // the urban rate by the rural one; nil where that is nothing
}

// Replay lays out the month of a county and replays it.
func (s *Service) Replay(ctx context.Context, who access.Actor, county region.Key, month string) (*Replay, error) {
	if err := who.CheckAt(CanRead, county); err != nil {
		return nil, err
	}
	if _, err := time.Parse("2006-01", month); err != nil || county.Level != region.County {
		return nil, fault.New(fault.Invalid, "eldercare.replay.month").At("month")
	}
	at := s.Now()
	var asked []delivery.Asked
	minutes := map[string]int64{}
	err := s.DB.Read(ctx, func(q store.Queryer) (err error) {
		view := s.Regions.At(s.today())
		if asked, err = s.Visits.AskedIn(q, month); err != nil {
			return err
		}
		asked = slices.DeleteFunc(asked, func(a delivery.Asked) bool { return !view.Covers(county, a.Place) })
		for _, a := range asked {
			if _, known := minutes[a.Provider]; known {
				continue
			}
			if minutes[a.Provider], err = s.Hours.MinutesIn(q, a.Provider, county, month); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	r, err := replayed(ctx, county, month, asked, minutes)
	if err != nil {
		return nil, err
	}
	r.AtMs = at.UnixMilli()
	return r, nil
}

// replayed is a replay of what was asked for and of the minutes that providers have. Each plan stays with its provider, whom the person chose,
// and all are as urgent as one another, for nothing else is on record. A group's need is what its plans allow.
func replayed(ctx context.Context, county region.Key, month string, asked []delivery.Asked, minutes map[string]int64) (*Replay, error) {
	r := &Replay{County: county, Month: match.Month{Of: month, High: string(Urban), Low: string(Rural)}}
	for _, where := range []Residence{Urban, Rural} {
		g := ReplayGroup{Residence: where}
		for _, a := range asked {
			if a.Residence != string(where) {
				continue
			}
			g.Plans++
			g.Visits, g.Took, g.Confirmed = g.Visits+a.Visits, g.Took+a.Took, g.Confirmed+a.Confirmed
			g.Minutes += int64(a.Visits * a.Each)
			g.TookMin += int64(a.Took * a.Each)
			g.ConfirmedMin += int64(a.Confirmed * a.Each)
		}
		r.Groups = append(r.Groups, g)
		r.Month.Groups = append(r.Month.Groups, match.Group{ID: string(where), Need: g.Minutes})
	}
	for i, a := range asked {
		r.Month.Requests = append(r.Month.Requests, match.Request{
			ID: fmt.Sprintf("%06d", i+1), AtMs: a.AtMs, Group: a.Residence, Minutes: int64(a.Visits * a.Each), Providers: []string{a.Provider},
		})
	}
	for _, a := range asked {
		if minutes[a.Provider] > 0 {
			r.Staffed += int64(a.Visits * a.Each)
		}
	}
	for provider, n := range minutes {
		r.Minutes += n
		r.Month.Providers = append(r.Month.Providers, match.Provider{ID: provider, Minutes: n})
	}
	slices.SortFunc(r.Month.Providers, func(a, b match.Provider) int { return cmp.Compare(a.ID, b.ID) })
	if r.Groups[0].Minutes > 0 && r.Groups[1].Minutes > 0 {
		var err error
		if r.Result, err = r.Month.Replay(ctx); err != nil {
			return nil, err
		}
		r.act(asked)
	}
	return r, r.sum()
}

// act counts whole visits: minutes that make no visit are given to nobody. Requests stand in the order in which Case lists them.
func (r *Replay) act(asked []delivery.Asked) {
	each := map[string]int{}
	for i, a := range asked {
		each[fmt.Sprintf("%06d", i+1)] = a.Each
	}
	requests := r.Month.Case().Requests
	for _, o := range r.Result.Outcomes {
		a := Act{Policy: o.Policy, Visits: make([]int, len(r.Groups))}
		for i, given := range o.Given {
			n := int64(0)
			for _, units := range given {
				n += units
			}
			for k, g := range r.Groups {
				if requests[i].Group == string(g.Residence) {
					a.Visits[k] += int(n) / each[requests[i].ID]
				}
			}
		}
		if high, low := o.Figures.Rates[0], o.Figures.Rates[1]; low.Sign() > 0 {
			a.Ratio = new(big.Rat).Quo(high, low)
		}
		r.Acts = append(r.Acts, a)
	}
}

// sum is the SHA-256 of what was laid out, what came of it, and what each policy would have given whom.
func (r *Replay) sum() error {
	type given struct {
		Policy string    `json:"policy"`
		Given  [][]int64 `json:"given"`
	}
	all := struct {
		Month  match.Month   `json:"month"`
		Groups []ReplayGroup `json:"groups"`
		Given  []given       `json:"given"`
	}{r.Month, r.Groups, nil}
	if r.Result != nil {
		for _, o := range r.Result.Outcomes {
			all.Given = append(all.Given, given{o.Policy, o.Given})
		}
	}
	body, err := json.Marshal(all)
	sum := sha256.Sum256(body)
	r.SHA256 = hex.EncodeToString(sum[:])
	return err
}

// Replayable is the counties and the months that are over for which plans are held, as far as the actor may read there: counties in the order of codes,
// months the last first.
func (s *Service) Replayable(ctx context.Context, who access.Actor) (counties []region.Key, months map[region.Key][]string, err error) {
	if err := who.Check(CanRead); err != nil {
		return nil, nil, err
	}
	var plans []delivery.Span
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		plans, err = s.Visits.Spans(q)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	counties, months = s.replayable(who, plans)
	return counties, months, nil
}

// replayable is Replayable of plans that have been read.
func (s *Service) replayable(who access.Actor, plans []delivery.Span) (counties []region.Key, months map[region.Key][]string) {
	view, now := s.Regions.At(s.today()), s.today()[:len("2006-01")]
	months = map[region.Key][]string{}
	for _, p := range plans {
		county, ok := view.Ancestor(p.Place, region.County)
		if !ok || !who.May(CanRead, county) {
			continue
		}
		for m := p.From[:len(now)]; m < now && m+"-01" < p.Until; m = monthAfter(m) {
			if !slices.Contains(months[county], m) {
				months[county] = append(months[county], m)
			}
		}
	}
	for county := range months {
		counties = append(counties, county)
	}
	slices.SortFunc(counties, func(a, b region.Key) int { return cmp.Compare(a.Code, b.Code) })
	for _, list := range months {
		slices.Sort(list)
		slices.Reverse(list)
	}
	return counties, months
}

// monthAfter is the month after one, YYYY-MM; plans were checked, so it is one.
func monthAfter(month string) string {
	at, err := time.Parse("2006-01", month)
	if err != nil {
		return "9999-12"
	}
	return at.AddDate(0, 1, 0).Format("2006-01")
}
