package delivery

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"mihe/internal/decide/match"
)

// Proposal is a plan of a provider's day that somebody may adopt (排班方案): the day as it was frozen, and what matching made of it.
type Proposal struct {
	ID       string     `json:"id"`
	Provider string     `json:"provider"`
	At       string     `json:"at"` // the region of the provider
	On       string     `json:"on"`
	Day      match.Day  `json:"day"` // of visits that are due
	Plan     match.Plan `json:"plan"`
	Unknown  []string   `json:"unknown,omitempty"` // places of which nobody knows where they lie
	SHA256   string     `json:"sha256"`            // of Plan
	By       string     `json:"by"`
	AtMs     int64      `json:"at_ms"`
	Adopted  *Adoption  `json:"adopted,omitempty"`
}

// Adoption is what came of a proposal.
type Adoption struct {
	Proposal string            `json:"proposal"`
	Without  []string          `json:"without,omitempty"` // visits of the plan that the planner left out
	Visits   map[string]string `json:"visits"`            // that were set, by what was due
	By       string            `json:"by"`
	AtMs     int64             `json:"at_ms"`
}

// proposalKind is the kind of their identifiers.
const proposalKind = "proposal"

// seedOf is what the search of a proposal starts from: its identifier decides it, and the plan records it.
func seedOf(id string) uint64 {
	sum := sha256.Sum256([]byte(id))
	return uint64(binary.BigEndian.Uint32(sum[:]))
}

// planned is one visit of a plan with the posts that go, each with its way.
type planned struct {
	visit string
	from  int // minute of the day
	posts map[string]Way
}

// planned are the visits of a plan by time, those of two carers once.
func (p Proposal) planned() (list []planned) {
	at := map[string]int{}
	for _, r := range p.Plan.Routes {
		for i, stop := range r.Stops {
			n, seen := at[stop.Visit]
			if !seen {
				n = len(list)
				at[stop.Visit] = n
				list = append(list, planned{stop.Visit, stop.From, map[string]Way{}})
			}
			way := Way{Before: stop.Way}
			if i == len(r.Stops)-1 {
				way.After = r.Back - stop.Until
			}
			list[n].posts[r.Post] = way
		}
	}
	slices.SortFunc(list, func(a, b planned) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.visit, b.visit)) })
	return list
}

// persons are those of a proposal's visits, in order.
func (p Proposal) persons() (list []string) {
	for _, v := range p.Day.Visits {
		list = append(list, v.Person)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Visit is one of the visits of the frozen day.
func (p Proposal) Visit(id string) (match.Visit, bool) {
	i := slices.IndexFunc(p.Day.Visits, func(v match.Visit) bool { return v.ID == id })
	if i < 0 {
		return match.Visit{}, false
	}
	return p.Day.Visits[i], true
}
