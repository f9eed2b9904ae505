// Package data carries the facts that ship inside the binary (随程序发布的官方数据): the 2020 census by county, provincial
// series of income, spending and output, the divisions of 2023, and the plan's 17 actions; each series beside its
// source. They serve action 16 of the plan and are what the first board is measured on.
//
// The figures are official; the form is ours. What they are not is said in README.md and on the board: none of
// them measures anything digital, and the census is one point in time.
package data

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
)

//go:embed *.csv *.yaml
var files embed.FS

// Row is one shipped observation. Codes, levels and periods are as the files write them; Decimals is how many
// places the source printed, so that a figure prints as it was published. Missing marks a cell that the source left
// blank: it has no value, which is not zero.
type Row struct {
	Variable, Code, Level, Period, Sex, Residence, Age, Vintage, Source string
	Value                                                               float64
	Decimals                                                            int
	Missing                                                             bool
}

// Source is where a series comes from.
type Source struct {
	ID, TitleZh, TitleEn, PublisherZh, PublisherEn, DigitisedBy, Licence, Note string
}

// Variable is one measured quantity: Unit is a unit identifier, Base says how it was collected (full_count,
// long_form, survey, accounts), and ExpandBy names, for long-form variables only, the full-count variable to
// which the sample is expanded.
type Variable struct {
	ID, NameZh, NameEn, Unit, Base, ExpandBy, Note string
}

// Pairing is one dated relation by which a region helps another.
type Pairing struct{ Kind, Helper, Helped, From, Document, Status string }

// Indicators returns the registry of indicators, as YAML (read by account/indicator).
func Indicators() ([]byte, error) { return files.ReadFile("indicators.yaml") }

// Plan returns the plan's 17 actions with goals and related targets, as YAML.
func Plan() ([]byte, error) { return files.ReadFile("plan.yaml") }

// Sources lists the shipped sources.
func Sources() ([]Source, error) {
	return table("sources.csv", func(f []string) Source {
		return Source{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]}
	})
}

// Variables lists the shipped variables.
func Variables() ([]Variable, error) {
	return table("variables.csv", func(f []string) Variable {
		return Variable{f[0], f[1], f[2], f[3], f[4], f[5], f[6]}
	})
}

// Pairings lists the pairings between regions that documents or the press name.
func Pairings() ([]Pairing, error) {
	return table("pairings.csv", func(f []string) Pairing { return Pairing{f[0], f[1], f[2], f[3], f[4], f[5]} })
}

// Observations yields every shipped observation in a stable order. The first error ends the sequence.
func Observations() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		series, err := seriesByFile()
		if err != nil {
			yield(Row{}, err)
			return
		}
		for _, f := range []struct{ name, level string }{
			{"census-2020-county.csv", "county"},
			{"census-2020-published.csv", ""},
			{"census-2020-age-sex.csv", "county"},
		} {
			if !wide(f.name, f.level, series[f.name], yield) {
				return
			}
		}
		long("province-series.csv", yield)
	}
}

// series says what one column of a wide file holds; sums, when set, are the columns it is added up from.
type series struct {
	row    Row
	column string
	sums   []string
}

func seriesByFile() (map[string][]series, error) {
	all := map[string][]series{}
	_, err := table("series.csv", func(f []string) struct{} {
		s := series{column: f[1], row: Row{
			Variable: f[2], Sex: f[3], Residence: f[4], Age: f[5], Period: f[7], Vintage: f[8], Source: f[9],
		}}
		if f[6] != "" {
			s.sums = strings.Split(f[6], "+")
		}
		all[f[0]] = append(all[f[0]], s)
		return struct{}{}
	})
	return all, err
}

// wide yields a file with one row per unit and one column per series. level is the level of every row, or empty
// when the file has a column for it.
func wide(name, level string, list []series, yield func(Row, error) bool) bool {
	head, next, err := open(name)
	if err != nil {
		return yield(Row{}, err) && false
	}
	at := map[string]int{}
	for i, h := range head {
		at[h] = i
	}
	for _, s := range list {
		for _, column := range append([]string{s.column}, s.sums...) {
			if _, there := at[column]; !there && (column != s.column || s.sums == nil) {
				return yield(Row{}, fmt.Errorf("%s has no column %q", name, column)) && false
			}
		}
	}
	for {
		rec, err := next()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			return yield(Row{}, err) && false
		}
		for _, s := range list {
			row := s.row
			row.Code, row.Level = rec[0], level
			if level == "" {
				row.Level = rec[at["level"]]
			}
			if row.Missing = s.sums == nil && rec[at[s.column]] == ""; row.Missing {
				row.Value, row.Decimals, err = 0, 0, nil
			} else {
				row.Value, row.Decimals, err = s.value(rec, at)
			}
			if err != nil {
				return yield(Row{}, fmt.Errorf("%s %s %s: %w", name, rec[0], s.column, err)) && false
			}
			if !yield(row, nil) {
				return false
			}
		}
	}
}

func (s series) value(rec []string, at map[string]int) (v float64, decimals int, err error) {
	if s.sums == nil {
		return number(rec[at[s.column]])
	}
	for _, column := range s.sums {
		part, _, err := number(rec[at[column]])
		if err != nil {
			return 0, 0, err
		}
		v += part // whole persons: exact below 2^53
	}
	return v, 0, nil
}

func long(name string, yield func(Row, error) bool) {
	_, next, err := open(name)
	for err == nil {
		var f []string
		if f, err = next(); err != nil {
			break
		}
		row := Row{Variable: f[0], Code: f[1], Level: f[2], Period: f[3], Residence: f[4], Vintage: f[6], Source: f[7]}
		if row.Value, row.Decimals, err = number(f[5]); err != nil || !yield(row, nil) {
			break
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		yield(Row{}, fmt.Errorf("%s: %w", name, err))
	}
}

// number parses a printed decimal and counts its places.
func number(s string) (v float64, decimals int, err error) {
	if dot := strings.IndexByte(s, '.'); dot >= 0 {
		decimals = len(s) - dot - 1
	}
	v, err = strconv.ParseFloat(s, 64)
	return v, decimals, err
}

// open returns a shipped file's header and a function that reads its next record; the record is only valid
// until the next call.
func open(name string) (head []string, next func() ([]string, error), err error) {
	raw, err := files.ReadFile(name)
	if err != nil {
		return nil, nil, err
	}
	r := csv.NewReader(bytes.NewReader(raw))
	if head, err = r.Read(); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	head = append([]string(nil), head...)
	r.ReuseRecord = true
	return head, r.Read, nil
}

func table[T any](name string, row func([]string) T) ([]T, error) {
	_, next, err := open(name)
	if err != nil {
		return nil, err
	}
	var all []T
	for {
		rec, err := next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, row(append([]string(nil), rec...)))
	}
}

// Version names the shipped facts by their content: the same files give the same name, for ever.
func Version() (string, error) {
	h := sha256.New()
	for _, name := range []string{
		"series.csv", "census-2020-county.csv", "census-2020-published.csv", "census-2020-age-sex.csv", "province-series.csv",
	} {
		raw, err := files.ReadFile(name)
		if err != nil {
			return "", err
		}
		h.Write(raw)
	}
	return "shipped facts " + hex.EncodeToString(h.Sum(nil))[:16], nil
}
