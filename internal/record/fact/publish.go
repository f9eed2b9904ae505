package fact

import (
	"context"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// batchWeight bounds one Write: a cell weighs 1, a sheet (two rows of its own) sheetWeight. 5,000 cells take SQLite
// about 25 ms, which is what anybody else who writes waits for.
const (
	batchWeight = 5000
	sheetWeight = 3
)

// breath is the pause after each batch. In this process the writer's queue is fair without it; another process that
// writes to the same SQLite file can only try again and again, and finds the lock free now.
const breath = 3 * time.Millisecond

// orphanAge is how long a load may be under way before a later one takes it for dead.
const orphanAge = 24 * time.Hour

// publication is a draft on its way to the readers.
type publication struct {
	who       access.Actor
	batch     Batch
	seen      int64 // the version that the draft was compared with
	progress  func(rows int64)
	begun     func(tx *store.Tx, batch int64) error // see Steps
	published func(tx *store.Tx, b Batch) error
}

// publish stores the cells that are not held yet under a new batch and makes them visible, unless something was
// published since the version seen: then it is a Conflict. What was stored of a batch that does not become visible is
// taken away again.
func (s *Service) publish(ctx context.Context, d *draft, p publication) error {
	err := s.write(ctx, func(tx *store.Tx) (err error) {
		if p.batch.Number, err = s.Store.Begin(tx, s.Node, p.batch); err != nil || p.begun == nil {
			return err
		}
		return p.begun(tx, p.batch.Number)
	})
	if err != nil {
		return err
	}
	if err = s.fill(ctx, d, p); err != nil {
		// Cleared away by the next load, should it fail now too: the reason for failing may well be the disk.
		_ = s.abandon(context.WithoutCancel(ctx), p.batch.Number)
	}
	return err
}

// fill stores the rows and, as the last step of all, the manifest that makes them visible.
func (s *Service) fill(ctx context.Context, d *draft, p publication) error {
	l := &load{
		s: s, d: d, batch: p.batch.Number, series: map[uint64]int64{}, codes: map[uint32]string{}, progress: p.progress,
		digest: NewDigest(), used: map[int64]Series{}, periods: map[string]bool{}, vintages: map[string]bool{},
	}
	for sheet, cells := range d.pile.bySheet() {
		if err := l.sheet(ctx, sheet, cells); err != nil {
			return err
		}
	}
	if err := l.flush(ctx); err != nil {
		return err
	}
	p.batch.Rows, p.batch.AtMs, p.batch.Order = l.stored, s.Now().UnixMilli(), p.seen+1
	return s.announce(ctx, p, l.manifest(p.batch))
}

// load stores one batch piece by piece.
type load struct {
	s        *Service
	d        *draft
	batch    int64
	digest   *Digest
	used     map[int64]Series // the series that were stored, by number
	periods  map[string]bool  // and the periods
	vintages map[string]bool
	series   map[uint64]int64 // number of a variable and a source of the draft: packed, to the series' number
	codes    map[uint32]string
	sheets   []Sheet
	rows     []Row
	stored   int64
	progress func(rows int64)
}

// sheet queues the fresh cells of one sheet, storing whenever a batch is full.
func (l *load) sheet(ctx context.Context, number uint32, cells []*cell) error {
	sheet, sources := l.count(number, cells)
	if sheet.Count == 0 {
		return nil
	}
	if err := l.intern(ctx, number, sources); err != nil {
		return err
	}
	l.sheets = append(l.sheets, sheet)
	l.digest.Sheet(sheet.Number, sheet.Key)
	l.periods[sheet.Key.Period], l.vintages[sheet.Key.Vintage] = true, true
	for _, c := range cells {
		if c.state&flagUnchanged != 0 {
			continue
		}
		l.add(l.row(number, c))
		if len(l.rows)+sheetWeight*len(l.sheets) >= batchWeight {
			if err := l.flush(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// add queues one row and takes it into the sum.
func (l *load) add(r Row) {
	var value *float64
	if r.State == Observed {
		value = &r.Value
	}
	l.digest.Cell(r.Sheet, string(r.Region), r.Series, int64(r.State), int64(r.Decimals), value)
	l.rows = append(l.rows, r)
}

// count sums up what the sheet will hold, and lists its sources.
func (l *load) count(number uint32, cells []*cell) (Sheet, map[uint16]bool) {
	sheet := Sheet{Number: int64(number), Key: l.d.key(number)}
	sources := map[uint16]bool{}
	for _, c := range cells {
		if c.state&flagUnchanged != 0 {
			continue
		}
		sheet.Count++
		if c.State() == Observed {
			sheet.Observed++
		}
		if !sources[c.source] {
			sources[c.source] = true
			if text := l.d.source.texts[c.source]; sheet.Source == "" || text < sheet.Source {
				sheet.Source = text
			}
		}
	}
	sheet.Sources = int64(len(sources))
	return sheet, sources
}

func seriesKey(variable uint32, source uint16) uint64 { return uint64(variable)<<16 | uint64(source) }

// intern makes sure that the series of a sheet have their numbers.
func (l *load) intern(ctx context.Context, sheet uint32, sources map[uint16]bool) error {
	variable := l.d.ids[sheet].variable
	var keys []uint64
	var series []Series
	for source := range sources {
		if key := seriesKey(variable, source); l.series[key] == 0 {
			keys = append(keys, key)
			series = append(series, Series{l.d.variables.texts[variable], l.d.source.texts[source]})
		}
	}
	for len(series) > 0 {
		n := min(len(series), batchWeight/sheetWeight)
		err := l.s.write(ctx, func(tx *store.Tx) error {
			numbers, err := l.s.Store.Series(tx, l.s.Node, series[:n])
			for i, number := range numbers {
				l.series[keys[i]], l.used[number] = number, series[i]
			}
			return err
		})
		if err != nil {
			return err
		}
		keys, series = keys[n:], series[n:]
	}
	return nil
}

func (l *load) row(sheet uint32, c *cell) Row {
	code, ok := l.codes[c.code()]
	if !ok {
		code = string(c.regionCode())
		l.codes[c.code()] = code
	}
	return Row{
		Sheet: int64(sheet), Region: region.Code(code), Series: l.series[seriesKey(l.d.ids[sheet].variable, c.source)],
		Value: c.value, Decimals: int(c.decimals), State: c.State(),
	}
}

// flush stores what is queued in one Write.
func (l *load) flush(ctx context.Context) error {
	if len(l.rows) == 0 {
		return nil
	}
	err := l.s.write(ctx, func(tx *store.Tx) error {
		if err := l.s.Store.AddSheets(tx, l.s.Node, l.batch, l.sheets); err != nil {
			return err
		}
		return l.s.Store.AddRows(tx, l.s.Node, l.batch, l.rows)
	})
	if err != nil {
		return err
	}
	l.stored += int64(len(l.rows))
	l.sheets, l.rows = l.sheets[:0], l.rows[:0]
	time.Sleep(breath)
	if l.progress != nil {
		l.progress(l.stored)
	}
	return nil
}

// clear removes what dead loads have left.
func (s *Service) clear(ctx context.Context) error {
	var dead []int64
	err := s.DB.Read(ctx, func(q store.Queryer) (err error) {
		dead, err = s.Store.Orphans(q, s.Node, s.Now().Add(-orphanAge).UnixMilli())
		return err
	})
	for _, batch := range dead {
		if err == nil {
			err = s.abandon(ctx, batch)
		}
	}
	return err
}

// abandon takes a load that was not published out of the way.
func (s *Service) abandon(ctx context.Context, batch int64) (err error) {
	for gone := false; !gone && err == nil; {
		err = s.write(ctx, func(tx *store.Tx) (err error) {
			gone, err = s.Store.Abandon(tx, s.Node, batch)
			return err
		})
	}
	return err
}
