package delivery

import (
	"context"
	"encoding/hex"
	"io"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Later is a sample of those visits of an audit's place and month that were reported after every sample before (补报抽查): whoever reports late does not
// escape the audit. Each provider's late reports are a stratum of their own, since who reports late may differ from who does not.
type Later struct {
	Audit   string    `json:"audit"`
	Each    int       `json:"each"` // as of the audit
	Seed    string    `json:"seed"`
	AfterMs int64     `json:"after_ms"` // when the sample before was drawn: what the node had by then was in a frame
	AtMs    int64     `json:"at_ms"`
	Drew    string    `json:"drew"`
	Strata  []Stratum `json:"strata"` // by provider
}

// All are the strata of all samples of an audit, those of the first before those of later ones.
func (a Audit) All() []Stratum {
	list := slices.Clone(a.Strata)
	for i, l := range a.Later {
		for _, t := range l.Strata {
			t.Late = i + 1
			list = append(list, t)
		}
	}
	return list
}

// drawnMs is when the last sample of an audit was drawn.
func (a Audit) drawnMs() int64 {
	if n := len(a.Later); n > 0 {
		return a.Later[n-1].AtMs
	}
	return a.AtMs
}

// lateOf are the visits of an audit's place and month that came to count as having taken place after an instant.
func lateOf(list []Visit, a Audit, afterMs int64, contains func(above, k region.Key) bool) []Visit {
	return slices.DeleteFunc(framed(list, a.Place, contains), func(v Visit) bool { return v.CountedMs() <= afterMs })
}

// seed is 32 random bytes in hex.
func (s *Service) seed() (string, error) {
	seed := make([]byte, 32)
	_, err := io.ReadFull(s.Random, seed)
	return hex.EncodeToString(seed), err
}

// SampleLate draws from what was reported after the last sample of an audit. It is Conflict where nothing was. What was in a frame before is in no other, so
// this is no way of drawing again until it suits.
func (s *Service) SampleLate(ctx context.Context, who access.Actor, audit string, each int) (l Later, err error) {
	l = Later{Audit: audit, Each: each, Drew: person(who)}
	if l.Seed, err = s.seed(); err != nil {
		return l, err
	}
	return l, s.DB.Write(ctx, func(tx *store.Tx) error {
		a, err := s.Store.Audit(tx, s.Node, audit)
		if err != nil {
			return err
		}
		if err := who.CheckAt(CanAudit, a.Place); err != nil {
			return err
		}
		if each < leastEach || each > mostEach {
			return wrong("each")
		}
		l.AfterMs, l.AtMs = a.drawnMs(), s.Now().UnixMilli()
		list, err := s.Store.CountedAfter(tx, s.Node, a.Month, l.AfterMs)
		if err != nil {
			return err
		}
		l.Strata = strata(l.Seed, lateOf(list, a, l.AfterMs, s.Contains), each)
		if len(l.Strata) == 0 {
			return fault.New(fault.Conflict, "delivery.audit.late.none")
		}
		return s.record(tx, who, Event{What: AuditLate, Later: &l, Place: a.Place})
	})
}

// applyLater adds a later sample to its audit.
func (s *Service) applyLater(tx *store.Tx, l Later) error {
	a, err := s.Store.Audit(tx, s.Node, l.Audit)
	if err != nil {
		return err
	}
	a.Later = append(a.Later, l)
	return s.Store.PutAudit(tx, s.Node, a)
}
