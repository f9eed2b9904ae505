package fact

import (
	"context"
	"io"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
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
	ID       string                      // identifier of the import, imp_...; minted when empty
	Steps    Steps
}

// Steps are told of the two moments that whoever follows an import must not miss, inside the transactions that make
// them true. Either may be nil.
type Steps struct {
	Begun     func(tx *store.Tx, batch int64) error            // rows are being stored under this number, invisible yet
	Published func(tx *store.Tx, b Batch, report Report) error // the batch is visible once this commits
}

// Import checks a file, CSV or XLSX whatever its name, and stores it as one batch of the node. Every fault of every row is in the report, and so is
// every row about a place where the actor may not import; when there is one, nothing is stored and the error is Invalid.
// Rows that the node holds already with the same value are counted as unchanged; a file of only those is not recorded.
// The report is complete whenever the error is nil or Invalid. The ledger hears of a batch that was published and, dry
// runs apart, of a file that was refused or whose import was stopped.
func (s *Service) Import(ctx context.Context, who access.Actor, file ImportFile, o ImportOptions) (Report, error) {
	if err := who.Check(CanImport); err != nil {
		return Report{}, err
	}
	if o.Progress == nil {
		o.Progress = func(Step, int64) {}
	}
	b := Batch{Name: csvfile.FileName(file.Name), Actor: who.ID, AtMs: s.Now().UnixMilli()}
	report, err := s.bring(ctx, who, file, &b, o)
	if err != nil && !o.DryRun {
		if e := s.turnedAway(ctx, who, b, report, err, o.ID); e != nil {
			return report, e
		}
	}
	return report, err
}

// bring reads the file, compares it and stores it. It fills in what becomes known of the batch.
func (s *Service) bring(ctx context.Context, who access.Actor, file ImportFile, b *Batch, o ImportOptions) (Report, error) {
	d, look, report, err := s.read(ctx, who, file, o)
	b.SHA256 = look.SHA256
	if err != nil {
		return report, err
	}
	if !o.DryRun {
		if err := s.clear(ctx); err != nil {
			return report, err
		}
	}
	b.Region = s.about(who, d)
	p := publication{who: who, batch: *b, progress: func(rows int64) { o.Progress(Storing, rows) }, begun: o.Steps.Begun}
	for range settleAttempts {
		if err = s.finish(ctx, d, p, &report, o); fault.KindOf(err) != fault.Conflict {
			break
		}
	}
	return report, err
}

// about is the place that a file is about: the only one it names, else the only one where the actor may import, else
// the node's own. Whoever may read there may know of it.
func (s *Service) about(who access.Actor, d *draft) region.Key {
	if at, one := d.onePlace(); one {
		return at
	}
	if places, everywhere := who.Places(CanImport); !everywhere && len(places) == 1 {
		return places[0]
	}
	return s.Home
}

// finish compares the draft with what is published and, unless something is wrong, stores it.
func (s *Service) finish(ctx context.Context, d *draft, p publication, report *Report, o ImportOptions) error {
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
	done := *report
	done.Stored = found.fresh
	if o.Steps.Published != nil {
		p.published = func(tx *store.Tx, b Batch) error { return o.Steps.Published(tx, b, done) }
	}
	p.seen = found.seen
	if err := s.publish(ctx, d, p); err != nil {
		return err
	}
	*report = done
	return nil
}

// refuse completes the report of a file that is not stored.
func refuse(report *Report, f *faults) error {
	*report = Report{Read: report.Read, Rejected: f.sorted(), More: f.more, Markable: report.Markable}
	return fault.New(fault.Invalid, "fact.import.rejected", "count", f.count())
}
