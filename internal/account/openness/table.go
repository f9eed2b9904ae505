package openness

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/measure/suppress"
)

// Table is two variables that count people, one of them a part of the other, of which small counts are not published.
type Table struct {
	ID    string
	Whole string   // variable
	Part  string   // variable
	Never []string // variables of the same people that are not published at all: what they differ by from the part may be a handful
	Least []Least
}

// Least is the smallest count but 0 that may be published, from a day on.
type Least struct {
	From     string // YYYY-MM-DD
	Least    int64
	Source   i18n.Name
	Verified bool
}

// ReadTables reads tables from YAML. Whatever is wrong is fault.Invalid: a threshold below 2 hides nothing, and days must rise.
func ReadTables(raw []byte) ([]Table, error) {
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	var file struct {
		Format int
		Tables []Table
	}
	if err := d.Decode(&file); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "openness.table.yaml", "detail", err.Error())
	}
	for _, t := range file.Tables {
		rises := slices.IsSortedFunc(t.Least, func(a, b Least) int { return cmp.Or(cmp.Compare(a.From, b.From), -1) })
		wrong := func(l Least) bool {
			_, err := time.Parse(time.DateOnly, l.From)
			return err != nil || l.Least < 2 || l.Source.Zh == "" || l.Source.En == ""
		}
		if file.Format != 1 || t.ID == "" || t.Whole == "" || t.Part == "" || len(t.Least) == 0 || !rises || slices.ContainsFunc(t.Least, wrong) {
			return nil, fault.New(fault.Invalid, "openness.table.wrong", "table", t.ID).At("tables")
		}
	}
	return file.Tables, nil
}

// On is the threshold in force on a day; there is none before the first.
func (t Table) On(day string) (l Least, found bool) {
	for _, one := range t.Least {
		if one.From <= day {
			l, found = one, true
		}
	}
	return l, found
}

// Protect hides in a table of people by row, in and not in the part, what must not be published on a day. Its columns are the part, the rest
// and the whole. Several tables of the same people meet in their sums, the last row: where one of those would have to be hidden, or no
// threshold is in force, everything is, so that no table tells what another one hides.
func (t Table) Protect(counts [][]int64, day string) (suppress.Table, error) {
	l, found := t.On(day)
	if !found {
		l.Least = 2 // whatever it is: nothing will be shown
	}
	p, err := suppress.Protect(counts, l.Least)
	if err != nil {
		return p, err
	}
	if !found || slices.Contains(p.Hidden[len(counts)], true) {
		for _, row := range p.Hidden {
			for i := range row {
				row[i] = true
			}
		}
	}
	return p, nil
}
