package fact

import (
	"context"
	"io"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
)

// ImportFile is a file to import. Open is called more than once; the bytes must be the same each time.
type ImportFile struct {
	Name string
	Open func() (io.ReadCloser, error)
	Size int64 // in bytes, 0 when unknown
}

// Step is what an import is doing.
type Step uint8

// The steps.
const (
	Checking Step = iota // reading rows
	Storing              // storing them
)

// ImportOptions are the choices of one import.
type ImportOptions struct {
	DryRun   bool                        // check everything, store nothing
	Progress func(step Step, rows int64) // hears how many rows were checked or stored; may be nil
}

// Import checks a CSV file and stores it as one batch. Every fault of every row is in the report; when there is one,
// nothing is stored and the error is Invalid. Rows held already with the same value are counted as unchanged; a file of
// only those is not recorded. The report is complete whenever the error is nil or Invalid.
func (s *Service) Import(ctx context.Context, who access.Actor, file ImportFile, o ImportOptions) (Report, error) {
	if err := who.Check(CanImport); err != nil {
		return Report{}, err
	}
	if o.Progress == nil {
		o.Progress = func(Step, int64) {}
	}
	d, look, report, err := s.read(ctx, file, o)
	if err != nil {
		return report, err
	}
	if !o.DryRun {
		if err := s.clear(ctx); err != nil {
			return report, err
		}
	}
	b := Batch{Name: csvfile.FileName(file.Name), SHA256: look.SHA256, Actor: who.ID, AtMs: s.Now().UnixMilli()}
	for range settleAttempts {
		if err = s.finish(ctx, d, b, &report, o); fault.KindOf(err) != fault.Conflict {
			break
		}
	}
	return report, err
}

// finish compares the draft with what is published and, unless something is wrong, stores it.
func (s *Service) finish(ctx context.Context, d *draft, b Batch, report *Report, o ImportOptions) error {
	f := faults{listed: report.Rejected, more: report.More}
	found, err := s.settle(ctx, d, func(c *cell, key SheetKey, wrong string, args ...any) {
		column, text := Columns[colRegion], string(c.regionCode())
		if wrong == wrongRevision {
			column, text = Columns[colValue], heldText(Cell{Value: c.value, Decimals: int(c.decimals), State: c.State()})
		}
		f.add(int(c.line), column, text, wrong, args...)
	})
	if err != nil {
		return err
	}
	if f.any() {
		return refuse(report, &f)
	}
	report.New, report.Unchanged = found.fresh, found.present
	if o.DryRun || found.fresh == 0 {
		return nil
	}
	err = s.publish(ctx, d, b, found.seen, func(rows int64) { o.Progress(Storing, rows) })
	if err == nil {
		report.Stored = found.fresh
	}
	return err
}

// refuse completes the report of a file that is not stored.
func refuse(report *Report, f *faults) error {
	*report = Report{Read: report.Read, Rejected: f.sorted(), More: f.more}
	return fault.New(fault.Invalid, "fact.import.rejected", "count", f.count())
}
