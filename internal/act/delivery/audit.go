package delivery

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Audit is a random sample of a month's visits of a place, whose persons are asked by telephone (抽查). It is stratified by provider:
// from each the same number. The seed is drawn, the frame frozen and the sample computed in one transaction, once for a place and
// month, so nobody can draw until it suits or add to the frame what was not there. What is reported afterwards is drawn from by itself (Later).
type Audit struct {
	ID     string     `json:"id"`
	Place  region.Key `json:"-"`
	At     string     `json:"at"`
	Month  string     `json:"month"`
	Each   int        `json:"each"` // visits of a provider, or all where there are fewer
	Seed   string     `json:"seed"` // 32 random bytes in hex
	AtMs   int64      `json:"at_ms"`
	Drew   string     `json:"drew"`
	Strata []Stratum  `json:"strata"` // by provider
	Later  []Later    `json:"later,omitempty"`
}

// Stratum is a provider's part of the frame and of the sample.
type Stratum struct {
	Provider string   `json:"provider"`
	Frame    int      `json:"frame"`
	SHA256   string   `json:"sha256"` // of the frame: identifiers in order, a line each
	Picked   []string `json:"picked"` // in order
	Late     int      `json:"-"`      // of which later sample it is, from 1; 0: of the first
}

// The bounds of a sample. Below two there is no error to estimate.
const (
	leastEach = 2
	mostEach  = 500
)

// Says is what a person told an inspector of a visit.
type Says string

// What can be said. Unreached is nobody's word.
const (
	Happened    Says = "happened"
	NotHappened Says = "not_happened"
	Differs     Says = "differs" // another day, shorter, something else
	Unreached   Says = "unreached"
)

// Check is one call of an audit.
type Check struct {
	Audit string `json:"audit"`
	Visit string `json:"visit"`
	Says  Says   `json:"says"`
	By    string `json:"by"`
	AtMs  int64  `json:"at_ms"`
}

// Pick draws a simple random sample without replacement from a frame: those whose HMAC-SHA256 under the seed is the smallest. The
// order of the frame does not matter. Whoever knows seed and frame gets the same sample. Cost O(n log n).
func Pick(seed string, frame []string, n int) []string {
	type ticket struct{ id, at string }
	tickets := make([]ticket, len(frame))
	for i, id := range frame {
		h := hmac.New(sha256.New, []byte(seed))
		h.Write([]byte(id))
		tickets[i] = ticket{id, string(h.Sum(nil))}
	}
	slices.SortFunc(tickets, func(a, b ticket) int { return cmp.Or(strings.Compare(a.at, b.at), strings.Compare(a.id, b.id)) })
	picked := make([]string, 0, n)
	for _, t := range tickets[:min(n, len(tickets))] {
		picked = append(picked, t.id)
	}
	slices.Sort(picked)
	return picked
}

// strata draws a sample from each provider's visits.
func strata(seed string, list []Visit, each int) []Stratum {
	frames := map[string][]string{}
	for _, v := range list {
		frames[v.Provider] = append(frames[v.Provider], v.ID)
	}
	all := []Stratum{}
	for _, provider := range slices.Sorted(maps.Keys(frames)) {
		frame := frames[provider]
		slices.Sort(frame)
		sum := sha256.Sum256([]byte(strings.Join(frame, "\n")))
		all = append(all, Stratum{Provider: provider, Frame: len(frame), SHA256: hex.EncodeToString(sum[:]), Picked: Pick(seed, frame, each)})
	}
	return all
}

// framed are the visits of a place and month that are said to have taken place.
func framed(list []Visit, place region.Key, contains func(above, k region.Key) bool) []Visit {
	return slices.DeleteFunc(list, func(v Visit) bool { return !v.Took() || !contains(place, v.Place) })
}

// Sample draws the audit of a place and month that is over.
func (s *Service) Sample(ctx context.Context, who access.Actor, place region.Key, month string, each int) (a Audit, err error) {
	if err := who.CheckAt(CanAudit, place); err != nil {
		return a, err
	}
	if _, err := time.Parse("2006-01", month); err != nil || month >= s.today()[:len("2006-01")] {
		return a, wrong("month")
	}
	if each < leastEach || each > mostEach {
		return a, wrong("each")
	}
	seed, err := s.seed()
	if err != nil {
		return a, err
	}
	a = Audit{Place: place, At: place.String(), Month: month, Each: each, Seed: seed, Drew: person(who)}
	if a.ID, err = ident.New(auditKind, s.Now(), s.Random); err != nil {
		return a, err
	}
	return a, s.DB.Write(ctx, func(tx *store.Tx) error {
		if _, found, err := s.Store.AuditOf(tx, s.Node, a.At, month); err != nil || found {
			return firstOf(err, fault.New(fault.Conflict, "delivery.audit.twice"))
		}
		list, err := s.Store.InMonth(tx, s.Node, month)
		if err != nil {
			return err
		}
		a.AtMs = s.Now().UnixMilli() // nobody else writes now: what is reported from here on is late
		a.Strata = strata(a.Seed, framed(list, place, s.Contains), each)
		if len(a.Strata) == 0 {
			return fault.New(fault.Conflict, "delivery.audit.empty")
		}
		return s.record(tx, who, Event{What: AuditDrawn, Audit: &a, Place: place})
	})
}

// picked tells whether a visit is in the sample.
func (a Audit) picked(visit string) bool {
	return slices.ContainsFunc(a.All(), func(t Stratum) bool { return slices.Contains(t.Picked, visit) })
}
