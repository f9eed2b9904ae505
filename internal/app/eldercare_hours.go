package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaredb"
	"mihe/internal/record/fact"
)

// shifts are those of the posts of the register, as a replay of a month needs them.
type shifts struct {
	a *App
	n *Node
}

// MinutesIn implements eldercare.Hours. Days off, ways and what is written down about a visit are not taken away: nobody recorded them.
func (h shifts) MinutesIn(q store.Queryer, provider string, county region.Key, month string) (total int64, err error) {
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return 0, fault.Wrap(err, fault.Invalid, "eldercare.replay.month")
	}
	posts, err := h.n.Persons.Store.PostsAt(q, h.n.Number, provider)
	view := h.a.Regions.At(month + "-01")
	for _, p := range posts {
		if !view.Covers(county, p.Base) {
			continue
		}
		for day := first; day.Month() == first.Month(); day = day.AddDate(0, 0, 1) {
			for _, s := range p.HoursOn(day.Format(time.DateOnly)) {
				opens, err := time.Parse("15:04", s.Opens)
				closes, err2 := time.Parse("15:04", s.Closes)
				if err == nil && err2 == nil {
					total += int64(closes.Sub(opens).Minutes())
				}
			}
		}
	}
	return total, err
}

// HandUp hands the elder care figures of one node of the program to another one, as somebody would who carries the file: the first makes it, the
// second imports it as any other file (docs/adr/0018). Neither reads anything else of the other, and each has its own entry, of which both name the
// same SHA-256.
func (a *App) HandUp(ctx context.Context, from, to *Node) error {
	h, err := from.Elders.HandUp(ctx, access.System("hand-up", eldercare.CanDiagnose))
	if err != nil {
		return fmt.Errorf("node %s: %w", from.Slug, err)
	}
	return to.take(ctx, h)
}

// take imports a file of figures. Held already they change nothing.
func (n *Node) take(ctx context.Context, h eldercare.Handed) error {
	_, err := n.Facts.Import(ctx, access.System("hand-up", fact.CanImport), fact.ImportFile{
		Name: h.Name, Size: int64(len(h.Body)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(h.Body)), nil },
	}, fact.ImportOptions{})
	if err != nil {
		return fmt.Errorf("node %s: %w", n.Slug, err)
	}
	return nil
}

// movementsDiffer computes again why the gaps of a node moved. A database that an older release left has no diagnoses.
func movementsDiffer(ctx context.Context, r *store.Reader, node int64) (differs []string, err error) {
	var tables []string
	err = r.Read(ctx, func(q store.Queryer) error { tables, err = store.Tables(q, r.Dialect()); return err })
	if err == nil && slices.Contains(tables, "eldercare_record") {
		_, differs, err = eldercare.Checker{DB: r, Store: eldercaredb.Store{}, Node: node}.Recheck(ctx)
	}
	return differs, err
}
