package fact

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
)

// Loader loads typed observations; app uses it for the facts that ship with the program.
type Loader interface {
	Load(ctx context.Context, who access.Actor, name string, seq iter.Seq2[Observation, error],
		progress func(rows int64)) (stored, unchanged int64, err error)
}

var _ Loader = (*Service)(nil)

// settleAttempts: when another batch is published during a load, the comparison starts again this often.
const settleAttempts = 5

// Load stores observations that the program itself vouches for, as one batch called name. Rows held already are
// counted as unchanged; a batch of only those is not recorded. A row that contradicts a published one, or another
// row of seq, or that is no observation, refuses the whole batch. progress, which may be nil, hears the rows stored so
// far. The sum recorded with the batch is taken over the observations in the order given.
func (s *Service) Load(ctx context.Context, who access.Actor, name string, seq iter.Seq2[Observation, error],
	progress func(rows int64),
) (stored, unchanged int64, err error) {
	if err := who.Check(CanImport); err != nil {
		return 0, 0, err
	}
	d, sum, err := s.collect(seq)
	if err != nil {
		return 0, 0, fmt.Errorf("load %s: %w", name, err)
	}
	if err := s.clear(ctx); err != nil {
		return 0, 0, err
	}
	p := publication{who: who, progress: progress, batch: Batch{
		Name: csvfile.FileName(name), SHA256: sum, Actor: who.ID, AtMs: s.Now().UnixMilli(), Region: s.Home,
	}}
	for range settleAttempts {
		var wrong error
		found, e := s.settle(ctx, d, firstWrong(&wrong))
		if err = e; err == nil {
			err = wrong
		}
		if err == nil && found.fresh > 0 {
			p.seen = found.seen
			err = s.publish(ctx, d, p)
		}
		if err == nil {
			return found.fresh, found.present, nil
		}
		if fault.KindOf(err) != fault.Conflict {
			break
		}
	}
	return 0, 0, fmt.Errorf("load %s: %w", name, err)
}

// firstWrong keeps the first complaint as an error.
func firstWrong(wrong *error) complaint {
	return func(c *cell, key SheetKey, what string, args ...any) {
		if *wrong == nil {
			args = append(args, "variable", key.Variable, "region", string(c.regionCode()), "period", key.Period, "row", int64(c.line))
			*wrong = fault.New(fault.Invalid, "fact.load."+what, args...)
		}
	}
}

// collect packs the observations and takes their sum.
func (s *Service) collect(seq iter.Seq2[Observation, error]) (*draft, string, error) {
	d, sum := &draft{}, sha256.New()
	known := map[string]bool{}
	var line []byte
	for o, err := range seq {
		if err != nil {
			return nil, "", err
		}
		if d.pile.rows >= maxRows {
			return nil, "", fault.New(fault.Invalid, "fact.import.rows", "max", maxRows)
		}
		if err := d.add(o, known); err != nil {
			return nil, "", err
		}
		line = appendLine(line[:0], o)
		sum.Write(line)
	}
	d.pile.sort()
	return d, hex.EncodeToString(sum.Sum(nil)), nil
}

// add packs one observation; known remembers which periods have been parsed.
func (d *draft) add(o Observation, known map[string]bool) error {
	if !known[o.Period] {
		if _, err := ParsePeriod(o.Period); err != nil {
			return o.wrong("period", o.Period)
		}
		known[o.Period] = true
	}
	if err := o.check(); err != nil {
		return err
	}
	if o.State != Observed {
		o.Value, o.Decimals = 0, 0
	}
	sex, _ := index(sexes[:], o.Sex)
	residence, _ := index(residences[:], o.Residence)
	source := d.source.id(o.Source)
	if source >= maxSources {
		return o.wrong("source", o.Source)
	}
	sheet := d.sheet(sheetID{
		variable: d.variables.id(o.Variable), period: d.periods.id(o.Period), age: d.ages.id(o.Age),
		vintage: d.vintages.id(o.Vintage), sex: sex, residence: residence, level: o.Region.Level,
	})
	d.pile.add(cell{
		key: packKey(sheet, number(o.Region.Code)), value: o.Value + 0, line: uint32(d.pile.rows + 1),
		source: uint16(source), decimals: uint8(o.Decimals), state: uint8(o.State),
	})
	return nil
}

// check refuses what is no observation.
func (o Observation) check() error {
	_, sex := index(sexes[:], o.Sex)
	_, residence := index(residences[:], o.Residence)
	code, _, ok := ParseRegion(string(o.Region.Code))
	switch {
	case o.Variable == "":
		return o.wrong("variable", o.Variable)
	case !ok || code != o.Region.Code || o.Region.Level < region.Nation || o.Region.Level > region.County:
		return o.wrong("region", o.Region.String())
	case !sex:
		return o.wrong("sex", o.Sex)
	case !residence:
		return o.wrong("residence", o.Residence)
	case o.Age != "" && !ageBand(o.Age):
		return o.wrong("age", o.Age)
	case o.Source == "":
		return o.wrong("source", o.Source)
	case o.State < Observed || o.State > NotApplicable:
		return o.wrong("state", o.State.String())
	case o.State == Observed && !printable(o.Value, o.Decimals):
		return o.wrong("value", strconv.FormatFloat(o.Value, 'g', -1, 64))
	}
	return nil
}

// ageBand tells whether s is an age in years: "7", "60-64" or "85+".
func ageBand(s string) bool {
	from, to, isRange := strings.Cut(s, "-")
	if !isRange {
		return years(strings.TrimSuffix(from, "+"))
	}
	return years(from) && years(to)
}

func years(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= 0 && n < 150 && strconv.Itoa(n) == s
}

// printable tells whether the value is exactly what its published decimals print: nothing of it would be lost.
func printable(value float64, decimals int) bool {
	if decimals < 0 || decimals > maxDecimals {
		return false
	}
	text := Format(value, decimals)
	parsed, p := parseNumber([]byte(text))
	return p == numberOK && parsed.value == value
}

func (o Observation) wrong(column, text string) error {
	return fault.New(fault.Invalid, "fact.load.invalid", "column", column, "text", text, "variable", o.Variable,
		"region", string(o.Region.Code), "period", o.Period).At(column)
}

// index returns the position of s in list; nothing in this room lists more than a handful.
func index(list []string, s string) (uint8, bool) {
	for i, one := range list {
		if one == s {
			return uint8(i), true
		}
	}
	return 0, false
}

// appendLine writes an observation unambiguously, for the sum.
func appendLine(b []byte, o Observation) []byte {
	for _, s := range [...]string{
		o.Variable, o.Region.String(), o.Period, o.Sex, o.Residence, o.Age, o.Vintage, o.Source, o.State.String(),
	} {
		b = strconv.AppendQuote(b, s)
		b = append(b, ',')
	}
	b = strconv.AppendFloat(b, o.Value, 'f', o.Decimals, 64)
	return append(b, '\n')
}
