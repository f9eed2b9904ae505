package eldercare

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Record is a diagnosis as it is kept: counts by cell, and nobody in particular.
type Record struct {
	V       int          `json:"v"`
	On      string       `json:"on"`      // YYYY-MM-DD
	Version string       `json:"version"` // of the list
	Items   []string     `json:"items"`
	Cells   []RecordCell `json:"cells"` // by place, then residence
	Actor   string       `json:"actor"`
	AtMs    int64        `json:"at_ms"`
}

// RecordCell is the tally of one cell.
type RecordCell struct {
	Place     string               `json:"place"` // region.Key
	Residence Residence            `json:"residence"`
	Elders    int                  `json:"elders"`
	NotDue    int                  `json:"not_due"`
	Served    int                  `json:"served"`
	Unserved  int                  `json:"unserved"`
	Undecided int                  `json:"undecided"`
	Items     map[string]ItemTally `json:"items"` // without those due to nobody
}

// Run diagnoses all elders of the node as of today, keeps the counts, and makes them facts of the month. It reads on a snapshot outside of the writer, so an import
// meanwhile is not waited for; whoever runs it again sees it.
func (s *Service) Run(ctx context.Context, who access.Actor) (*Record, error) {
	if err := who.CheckAt(CanDiagnose, s.Home); err != nil {
		return nil, err
	}
	on := calendar.Day(s.Now())
	var d *Diagnosis
	err := s.DB.Read(ctx, func(q store.Queryer) (err error) {
		d, err = Diagnose(s.List, on, s.Items, s.Register.Elders(q, s.Node, on))
		return err
	})
	if err != nil {
		return nil, err
	}
	r := d.record()
	r.Actor, r.AtMs = who.ID, s.Now().UnixMilli()
	id, err := ident.New("diag", s.Now(), s.Random)
	if err != nil {
		return nil, err
	}
	body, err := ledger.EncodeBody(r)
	if err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		e := who.Entry("eldercare.diagnosis.run", s.Home)
		e.Record = &ledger.Record{Kind: "eldercare.diagnosis", ID: id, Body: body}
		_, err := s.Log.Append(tx, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, s.tell(ctx, r)
}

// Latest returns the last diagnosis of the node, or nil where there was none.
func (s *Service) Latest(ctx context.Context, who access.Actor) (r *Record, err error) {
	if err := who.CheckAt(CanRead, s.Home); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		body, err := s.Store.Latest(q, s.Node)
		if err != nil || body == nil {
			return err
		}
		r = &Record{}
		if err := json.Unmarshal(body, r); err != nil {
			return fmt.Errorf("last diagnosis: %w", err)
		}
		return nil
	})
	return r, err
}

// record is the counts of a diagnosis, in a stated order.
func (d *Diagnosis) record() *Record {
	r := &Record{V: 1, On: d.On, Version: d.Version, Items: d.Items}
	for c, t := range d.Cells {
		r.Cells = append(r.Cells, RecordCell{
			Place: c.Place.String(), Residence: c.Residence, Elders: t.Elders, NotDue: t.NotDue, Served: t.Served, Unserved: t.Unserved,
			Undecided: t.Undecided, Items: t.Items,
		})
	}
	slices.SortFunc(r.Cells, func(a, b RecordCell) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Residence, b.Residence))
	})
	return r
}

// Key is the place of a cell.
func (c RecordCell) Key() region.Key {
	k, _ := region.ParseKey(c.Place) // written by record
	return k
}
