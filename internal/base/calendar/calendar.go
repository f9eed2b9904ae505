package calendar

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"mihe/data"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// Kind is what a notice makes of a day.
type Kind string

// The kinds.
const (
	Off  Kind = "off"  // nobody works, whatever day of the week
	Work Kind = "work" // a Saturday or Sunday worked in exchange
)

// Entry is a day that a notice names. Name is the holiday; Source is the notice's number.
type Entry struct {
	Date   string
	Kind   Kind
	Name   i18n.Name
	Source string
}

// Year is all entries of one year by date. File holds the exact bytes it was imported from; it is nil for a shipped
// year.
type Year struct {
	Number  int
	Entries []Entry
	File    []byte
}

// Calendar is the working days of some years. It never changes, so any number of callers may share it.
type Calendar struct{ years map[int][]Entry }

// Load returns the shipped calendar.
func Load() (*Calendar, error) {
	rows, err := data.Calendar()
	if err != nil {
		return nil, err
	}
	c := &Calendar{years: map[int][]Entry{}}
	last := ""
	for _, r := range rows {
		day, err := parse(r.Date)
		if err != nil || r.Date <= last || r.Kind != string(Off) && r.Kind != string(Work) {
			return nil, fmt.Errorf("calendar.csv: %s %s is no entry, or out of order", r.Date, r.Kind)
		}
		last = r.Date
		e := Entry{r.Date, Kind(r.Kind), i18n.Name{Zh: r.NameZh, En: r.NameEn}, r.Source}
		c.years[day.Year()] = append(c.years[day.Year()], e)
	}
	return c, nil
}

// With returns a calendar in which y takes the place of whatever was known of its year.
func (c *Calendar) With(y Year) *Calendar {
	years := maps.Clone(c.years)
	years[y.Number] = y.Entries
	return &Calendar{years}
}

// Years returns the first and the last year with data. One between them may be missing when years were imported out of
// order; it is refused like any other.
func (c *Calendar) Years() (first, last int) {
	all := slices.Sorted(maps.Keys(c.years))
	return all[0], all[len(all)-1]
}

// Entries returns the entries of a year by date, for showing them; none when there is no data.
func (c *Calendar) Entries(year int) []Entry { return slices.Clone(c.years[year]) }

// Working tells whether a day, written YYYY-MM-DD, is a working day.
func (c *Calendar) Working(day string) (bool, error) {
	t, err := parse(day)
	if err != nil {
		return false, err
	}
	return c.working(t)
}

func (c *Calendar) working(t time.Time) (bool, error) {
	entries, known := c.years[t.Year()]
	if !known {
		return false, fault.New(fault.Invalid, "calendar.year.missing", "year", t.Year(), "columns", strings.Join(Columns, ","))
	}
	day := t.Format(time.DateOnly)
	i, named := slices.BinarySearchFunc(entries, day, func(e Entry, day string) int { return cmp.Compare(e.Date, day) })
	if named {
		return entries[i].Kind == Work, nil
	}
	return !weekend(t), nil
}

func weekend(t time.Time) bool { return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday }
