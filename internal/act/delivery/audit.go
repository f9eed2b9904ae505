package delivery

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
	"mihe/measure/survey"
)

// Audit is a random sample of a month's visits of a place, whose persons are asked by telephone (抽查). It is stratified by provider:
// from each the same number. The seed is drawn, the frame frozen and the sample computed in one transaction, once for a place and
// month, so nobody can draw until it suits or add to the frame what was not there.
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
}

// Stratum is a provider's part of the frame and of the sample.
type Stratum struct {
	Provider string   `json:"provider"`
	Frame    int      `json:"frame"`
	SHA256   string   `json:"sha256"` // of the frame: identifiers in order, a line each
	Picked   []string `json:"picked"` // in order
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
		all = append(all, Stratum{provider, len(frame), hex.EncodeToString(sum[:]), Pick(seed, frame, each)})
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
	seed := make([]byte, 32)
	if _, err := io.ReadFull(s.Random, seed); err != nil {
		return a, err
	}
	a = Audit{Place: place, At: place.String(), Month: month, Each: each, Seed: hex.EncodeToString(seed), AtMs: s.Now().UnixMilli(), Drew: person(who)}
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
		a.Strata = strata(a.Seed, framed(list, place, s.Contains), each)
		if len(a.Strata) == 0 {
			return fault.New(fault.Conflict, "delivery.audit.empty")
		}
		return s.record(tx, who, Event{What: AuditDrawn, Audit: &a, Place: place})
	})
}

// picked tells whether a visit is in the sample.
func (a Audit) picked(visit string) bool {
	return slices.ContainsFunc(a.Strata, func(t Stratum) bool { return slices.Contains(t.Picked, visit) })
}

// Asked records what a person said to an inspector who has no hand in the provider. It becomes evidence in the same transaction. A visit
// whose person was not reached may be tried again; what was said stays.
func (s *Service) Asked(ctx context.Context, who access.Actor, audit, visit string, says Says) error {
	if !slices.Contains([]Says{Happened, NotHappened, Differs, Unreached}, says) {
		return wrong("says")
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		a, err := s.Store.Audit(tx, s.Node, audit)
		if err != nil {
			return err
		}
		if err := who.CheckAt(CanAudit, a.Place); err != nil {
			return err
		}
		if !a.picked(visit) {
			return absent()
		}
		v, err := s.Store.Visit(tx, s.Node, visit)
		if err != nil {
			return err
		}
		if err := s.apart(tx, who, v.Provider); err != nil {
			return err
		}
		if who.Person != "" && who.Person == v.Person {
			return fault.New(fault.Denied, "delivery.own")
		}
		done, err := s.Store.Checks(tx, s.Node, audit)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(done, func(c Check) bool { return c.Visit == visit && c.Says != Unreached }) {
			return fault.New(fault.Conflict, "delivery.audit.asked")
		}
		c := Check{audit, visit, says, person(who), s.Now().UnixMilli()}
		if says != Unreached {
			if _, err := s.Evidence.SampleIn(tx, who, evidence.Word{About: about(v.ID), Person: v.Person, Says: evidence.Says(says)}); err != nil {
				return err
			}
		}
		return s.record(tx, who, Event{What: VisitChecked, Check: &c, Place: v.Place, Also: []string{v.Person}})
	})
}

// Rate is how often, of those who were reached, the person said otherwise than the provider.
type Rate struct {
	Provider   string // empty: of all together
	Frame      int
	Picked     int
	Reached    int
	Mismatches int
	Share      float64 // of the frame, estimated; meaningless when nobody was reached
	Low, High  float64 // 95 percent, where HasBounds
	HasBounds  bool
}

const confidence = 0.95

// Rates estimates the mismatches of an audit, by provider and of all together (the last). Those who were not reached are not counted
// either way; how many they are stands beside it. Source of the design: package survey.
func Rates(a Audit, checks []Check) ([]Rate, error) {
	said := map[string]Says{}
	for _, c := range checks {
		said[c.Visit] = c.Says
	}
	var list []Rate
	all := Rate{}
	var y []float64
	sample := survey.Sample{Kind: survey.Probability, Clusters: map[string]float64{}}
	for _, t := range a.Strata {
		r := Rate{Provider: t.Provider, Frame: t.Frame, Picked: len(t.Picked)}
		var own []float64
		for _, v := range t.Picked {
			switch said[v] { //nolint:exhaustive // who was not reached, or not called yet, says nothing
			case Happened:
				own = append(own, 0)
			case NotHappened, Differs:
				own = append(own, 1)
				r.Mismatches++
			}
		}
		r.Reached = len(own)
		one := survey.Sample{Kind: survey.Probability, Clusters: map[string]float64{"": float64(t.Frame)}}
		if err := r.estimate(one, own); err != nil {
			return nil, err
		}
		list = append(list, r)
		all.Frame, all.Picked, all.Reached, all.Mismatches = all.Frame+r.Frame, all.Picked+r.Picked, all.Reached+r.Reached, all.Mismatches+r.Mismatches
		sample.Clusters[t.Provider] = float64(t.Frame)
		for _, one := range own {
			y = append(y, one)
			sample.Stratum = append(sample.Stratum, t.Provider)
			sample.Weight = append(sample.Weight, float64(t.Frame)/float64(len(own)))
		}
	}
	if err := all.estimate(sample, y); err != nil {
		return nil, err
	}
	return append(list, all), nil
}

// estimate fills in share and bounds. Where nobody or everybody differs the normal interval has no width, and the exact one of the
// binomial distribution stands in its place: Clopper and Pearson, Biometrika 26 (1934).
func (r *Rate) estimate(sample survey.Sample, y []float64) error {
	if len(y) == 0 {
		return nil
	}
	r.Share = share(sample.Weight, y)
	design, err := survey.New(sample, len(y))
	if errors.Is(err, survey.ErrLonely) {
		return nil // one answer of many: a share without an error
	}
	if err != nil {
		return err
	}
	e, err := design.Mean(y)
	if err != nil {
		return err
	}
	r.Share = e.Value
	switch {
	case r.Reached == r.Frame: // everybody was asked
		r.Low, r.High, r.HasBounds = r.Share, r.Share, true
	case r.Mismatches == 0:
		r.Low, r.High, r.HasBounds = 0, unseen(r.Reached), true
	case r.Mismatches == r.Reached:
		r.Low, r.High, r.HasBounds = 1-unseen(r.Reached), 1, true
	case e.Sampling != nil && e.Sampling.DF >= 1:
		low, high, err := e.Interval(confidence)
		if err != nil {
			return err
		}
		r.Low, r.High, r.HasBounds = max(low, 0), min(high, 1), true
	}
	return nil
}
