package fact

import (
	"context"
	"maps"
	"slices"

	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// The kinds of this room's records.
const (
	batchRecord  = "fact.batch"
	importRecord = "fact.import"
)

// Manifest is the record of a published batch. The ledger commits to its bytes, and CellsSHA256 to the observations.
type Manifest struct {
	Batch       int64            `json:"batch"`
	Order       int64            `json:"order"`
	Name        string           `json:"name"`
	SHA256      string           `json:"sha256"`
	Actor       string           `json:"actor"`
	AtMs        int64            `json:"at_ms"`
	Region      string           `json:"region"`
	Rows        int64            `json:"rows"`
	Series      []ManifestSeries `json:"series"`
	Vintages    []string         `json:"vintages"`
	First       string           `json:"first"` // the earliest period
	Last        string           `json:"last"`  // the latest
	CellsSHA256 string           `json:"cells_sha256"`
}

// ManifestSeries is a series that the batch adds to.
type ManifestSeries struct {
	Number   int64  `json:"number"`
	Version  int64  `json:"version"`
	Owner    int64  `json:"owner"`
	Variable string `json:"variable"`
	Source   string `json:"source"`
}

// manifest says what has been stored; the load is complete.
func (l *load) manifest(b Batch) Manifest {
	m := Manifest{
		Batch: b.Number, Order: b.Order, Name: b.Name, SHA256: b.SHA256, Actor: b.Actor, AtMs: b.AtMs,
		Region: b.Region.String(), Rows: b.Rows, Series: []ManifestSeries{}, Vintages: []string{},
	}
	for _, number := range slices.Sorted(maps.Keys(l.used)) {
		s := l.used[number]
		l.digest.Series(number, Definition, l.s.Node, s)
		m.Series = append(m.Series, ManifestSeries{number, Definition, l.s.Node, s.Variable, s.Source})
	}
	m.Vintages = slices.Sorted(maps.Keys(l.vintages))
	var first, last Period
	for text := range l.periods {
		p, _ := ParsePeriod(text) // every period of a draft has been parsed
		if first.Text == "" || p.Compare(first) < 0 {
			first = p
		}
		if last.Text == "" || p.Compare(last) > 0 {
			last = p
		}
	}
	m.First, m.Last, m.CellsSHA256 = first.Text, last.Text, l.digest.Sum()
	return m
}

// batch is the row that the manifest stands for.
func (m Manifest) batch(record string) Batch {
	at, _ := region.ParseKey(m.Region) // the zero key when it is none, which no row has
	return Batch{
		Number: m.Batch, Order: m.Order, Name: m.Name, SHA256: m.SHA256, Actor: m.Actor, AtMs: m.AtMs, Rows: m.Rows,
		Region: at, Record: record,
	}
}

// announce makes a batch visible and says so in the ledger, in one transaction.
func (s *Service) announce(ctx context.Context, p publication, m Manifest) error {
	id, err := ident.New("batch", s.Now(), s.Random)
	if err != nil {
		return err
	}
	body, err := ledger.EncodeBody(m)
	if err != nil {
		return err
	}
	b := m.batch(id)
	return s.write(ctx, func(tx *store.Tx) error {
		if err := s.Store.Publish(tx, s.Node, b); err != nil {
			return err
		}
		e := p.who.Entry("fact.batch.published", b.Region)
		e.Record = &ledger.Record{Kind: batchRecord, ID: id, Body: body}
		if _, err := s.Log.Append(tx, e); err != nil || p.published == nil {
			return err
		}
		return p.published(tx, b)
	})
}
