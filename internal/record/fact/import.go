package fact

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
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
}

// Import checks a CSV file and stores it as one batch. Every fault of every row is in the report; when there is one,
// nothing is stored and the error is Invalid. Rows held already with the same value are counted as unchanged; a file of
// only those is not recorded. The report is complete whenever the error is nil or Invalid.
func (s *Service) Import(ctx context.Context, who access.Actor, file ImportFile, o ImportOptions) (Report, error) {
	if err := who.Check(access.Import); err != nil {
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
	b := Batch{Name: fileName(file.Name), SHA256: look.sum, Actor: who.ID, AtMs: s.Now().UnixMilli()}
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

// read takes the file apart. A file that cannot be taken apart at all is refused here; single rows are refused
// together with what the comparison finds.
func (s *Service) read(ctx context.Context, file ImportFile, o ImportOptions) (*draft, sniffed, Report, error) {
	look, err := s.look(file)
	if err != nil {
		return nil, look, Report{}, err
	}
	var report Report
	f := &faults{}
	if look.wrong != "" {
		f.add(1, "", fileName(file.Name), look.wrong)
		return nil, look, report, refuse(&report, f)
	}
	k, err := s.checker(ctx, f)
	if err != nil {
		return nil, look, report, err
	}
	stop, err := s.rows(ctx, file, look, k, &report, o)
	if err != nil {
		return nil, look, report, err
	}
	if stop {
		return nil, look, report, refuse(&report, f)
	}
	k.draft.pile.sort()
	report.Rejected, report.More = f.listed, f.more
	return k.draft, look, report, nil
}

func (s *Service) look(file ImportFile) (look sniffed, err error) {
	r, err := file.Open()
	if err != nil {
		return look, fault.Wrap(err, fault.Unavailable, "fact.import.open")
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	look, err = sniff(r)
	if err != nil {
		err = fault.Wrap(err, fault.Unavailable, "fact.import.open")
	}
	return look, err
}

func (s *Service) checker(ctx context.Context, f *faults) (*checker, error) {
	k := &checker{
		vocabulary: s.Vocabulary, regions: s.Regions, today: today(s.Now()), held: map[[2]string]bool{},
		faults: f, draft: &draft{},
		targets: map[string]*target{}, periods: map[string]period{}, units: map[uint64]unit{},
	}
	if err := json.Unmarshal(cellWords, &k.words); err != nil {
		return nil, err
	}
	k.draft.ages.id("") // a file has no ages: its sheets name the first
	return k, s.DB.Read(ctx, func(q store.Queryer) error {
		holdings, err := s.Store.Holdings(q, s.Node)
		for _, h := range holdings {
			k.held[[2]string{h.Variable, h.Period}] = true
		}
		return err
	})
}

// progressRows is how often the progress is told and the context looked at.
const progressRows = 1 << 16

// rows reads every line. stop means that the file as a whole is of no use.
func (s *Service) rows(ctx context.Context, file ImportFile, look sniffed, k *checker, report *Report, o ImportOptions,
) (stop bool, err error) {
	r, err := file.Open()
	if err != nil {
		return false, fault.Wrap(err, fault.Unavailable, "fact.import.open")
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	lines := newScanner(r, look.gb18030)
	first, err := lines.next()
	if errors.Is(err, io.EOF) {
		k.faults.add(1, "", "", "empty")
		return true, nil
	}
	if err != nil {
		return false, fault.Wrap(err, fault.Unavailable, "fact.import.open")
	}
	var ok bool
	if k.order, ok = header(first, k.faults); !ok {
		return true, nil
	}
	for ; err == nil; report.Read++ {
		if report.Read%progressRows == 0 {
			o.Progress(Checking, report.Read)
			if ctx.Err() != nil {
				return false, fault.Wrap(ctx.Err(), fault.Unavailable, "store.cancelled")
			}
		}
		var line row
		if line, err = lines.next(); err != nil {
			break
		}
		if report.Read >= maxRows {
			k.faults.add(line.line, "", "", "rows", "max", maxRows)
			return true, nil
		}
		k.row(line)
	}
	if !errors.Is(err, io.EOF) {
		return false, fault.Wrap(err, fault.Unavailable, "fact.import.open")
	}
	o.Progress(Checking, report.Read)
	if report.Read == 0 {
		k.faults.add(lines.line, "", "", "norows")
		return true, nil
	}
	return false, nil
}

// plain prints a bound without an exponent.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
