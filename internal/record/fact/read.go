package fact

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/sheetfile"
	"mihe/internal/base/store"
)

// read takes the file apart. A file that cannot be taken apart at all is refused here; single rows are refused
// together with what the comparison finds.
func (s *Service) read(ctx context.Context, who access.Actor, file ImportFile, o ImportOptions,
) (*draft, csvfile.Look, Report, error) {
	look, err := s.look(file)
	if err != nil {
		return nil, look, Report{}, err
	}
	var report Report
	f := &faults{}
	if look.Wrong != "" && !look.Spreadsheet {
		f.put(csvfile.At(1, "", csvfile.FileName(file.Name), look.Wrong))
		return nil, look, report, refuse(&report, f)
	}
	k, err := s.checker(ctx, who, f)
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

func (s *Service) look(file ImportFile) (look csvfile.Look, err error) {
	r, err := file.Open()
	if err != nil {
		return look, fault.Wrap(err, fault.Unavailable, "fact.import.open")
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	look, err = csvfile.Sniff(r)
	if err != nil {
		err = fault.Wrap(err, fault.Unavailable, "fact.import.open")
	}
	return look, err
}

func (s *Service) checker(ctx context.Context, who access.Actor, f *faults) (*checker, error) {
	k := &checker{
		who: who, vocabulary: s.Vocabulary, regions: s.Regions, today: today(s.Now()), own: s.Own, held: map[[2]string]bool{},
		faults: f, draft: &draft{},
		targets: map[string]*target{}, periods: map[string]period{}, units: map[uint64]unit{},
	}
	if err := json.Unmarshal(cellWords, &k.words); err != nil {
		return nil, err
	}
	k.draft.ages.id("") // a file has no ages: its sheets name the first
	return k, s.DB.Read(ctx, func(q store.Queryer) error {
		holdings, err := s.seen().Holdings(q, s.Node)
		for _, h := range holdings {
			k.held[[2]string{h.Variable, h.Period}] = true
		}
		return err
	})
}

// progressRows is how often the progress is told and the context looked at.
const progressRows = 1 << 16

// lines are the rows of a file, of text or of a spreadsheet.
type lines interface {
	Header(columns []string) (order []int, problems []csvfile.Problem, err error)
	Next() (csvfile.Row, error)
	Line() int // the number of the line read last
}

// rows reads every line. stop means that the file as a whole is of no use.
func (s *Service) rows(ctx context.Context, file ImportFile, look csvfile.Look, k *checker, report *Report, o ImportOptions,
) (stop bool, err error) {
	r, err := file.Open()
	if err != nil {
		return false, fault.Wrap(err, fault.Unavailable, "fact.import.open")
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	sum := sha256.New()
	tee := io.TeeReader(r, sum)
	touched := func() error {
		if hex.EncodeToString(sum.Sum(nil)) != look.SHA256 {
			return fault.New(fault.Conflict, "fact.import.touched")
		}
		return nil
	}
	if look.Spreadsheet {
		return k.spreadsheet(ctx, tee, touched, file.Name, report, o)
	}
	if stop, err = k.all(ctx, csvfile.NewScanner(tee, look.GB18030), report, o); stop || err != nil {
		return stop, err
	}
	return false, touched()
}

// all reads the header and the rows.
func (k *checker) all(ctx context.Context, lines lines, report *Report, o ImportOptions) (stop bool, err error) {
	if stop, err = k.first(lines); stop || err != nil {
		return stop, err
	}
	return k.rest(ctx, lines, report, o)
}

// first reads the header.
func (k *checker) first(lines lines) (stop bool, err error) {
	order, problems, err := lines.Header(Columns[:])
	if err != nil {
		return false, fault.Wrap(err, fault.Unavailable, "fact.import.open")
	}
	for _, p := range problems {
		k.faults.put(p)
	}
	copy(k.order[:], order)
	return len(problems) > 0, nil
}

// rest reads the rows.
func (k *checker) rest(ctx context.Context, lines lines, report *Report, o ImportOptions) (stop bool, err error) {
	for {
		if report.Read%progressRows == 0 {
			o.Progress(Checking, report.Read)
			if ctx.Err() != nil {
				return false, fault.Wrap(ctx.Err(), fault.Unavailable, "store.cancelled")
			}
		}
		line, err := lines.Next()
		unreadable, broken := errors.AsType[*sheetfile.UnreadableError](err)
		switch {
		case broken:
			k.faults.put(unreadable.Problem)
			return true, nil
		case errors.Is(err, io.EOF) && report.Read == 0:
			k.faults.put(csvfile.At(lines.Line(), "", "", "csvfile.norows"))
			return true, nil
		case errors.Is(err, io.EOF):
			o.Progress(Checking, report.Read)
			return false, nil
		case err != nil:
			return false, fault.Wrap(err, fault.Unavailable, "fact.import.open")
		case report.Read == maxRows:
			k.faults.add(line.Line, "", "", "rows", "max", maxRows)
			return true, nil
		}
		k.row(line)
		report.Read++
	}
}
