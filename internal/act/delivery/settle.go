package delivery

import (
	"cmp"
	"fmt"
	"slices"

	"mihe/internal/base/money"
	"mihe/internal/record/evidence"
)

// Standing is what evidence holds of a visit: how sure it is that it took place.
type Standing struct {
	Grade        string            `json:"grade"` // E0 to E4, empty when nobody has said anything
	Contradicted bool              `json:"contradicted,omitempty"`
	Suspect      []evidence.Reason `json:"suspect,omitempty"`
}

// enough is the grade from which a visit is paid: the person's own side has confirmed it. The names of grades are in their order.
const enough = "E2"

// Input is everything that a settlement is computed from, frozen with it.
type Input struct {
	Provider string   `json:"provider"`
	Month    string   `json:"month"`
	AtMs     int64    `json:"at_ms"`            // when it was closed: standings are those of this moment
	Before   string   `json:"before,omitempty"` // the settlement of the same month that this one supersedes
	Visits   []Frozen `json:"visits"`           // of the month, and earlier ones that have come out otherwise since; by identifier
}

// Frozen is a visit as a settlement saw it.
type Frozen struct {
	Visit  string    `json:"visit"`
	Person string    `json:"person"`
	Item   string    `json:"item"`
	On     string    `json:"on"`
	Share  money.Fen `json:"share_fen"`
	PayTo  PayTo     `json:"pay_to"`
	Whole  bool      `json:"whole"` // everybody who was planned was there
	Standing
	Lines []Line `json:"lines,omitempty"` // of earlier settlements, in their order
}

// Line is one line of a settlement. The lines of a visit add up to nothing or to its share, whatever happens.
type Line struct {
	Visit    string    `json:"visit"`
	N        int       `json:"n"` // of the visit, from 1
	Person   string    `json:"person"`
	Item     string    `json:"item"`
	On       string    `json:"on"`
	Fen      money.Fen `json:"fen"`
	PayTo    PayTo     `json:"pay_to"`
	Grade    string    `json:"grade"`
	In       string    `json:"in,omitempty"`       // the settlement, on a line that is looked at from outside of it
	Corrects string    `json:"corrects,omitempty"` // settlement of the line before, of a line that corrects it
	Why      string    `json:"why,omitempty"`      // and why: one of Whys, or Confirmed
}

// Left is a visit of the month that is not paid, and why.
type Left struct {
	Visit string `json:"visit"`
	Why   string `json:"why"` // one of Whys
}

// Whys are why a visit is not paid.
const (
	WhyGrade        = "grade" // nobody of the person's side has confirmed it
	WhyContradicted = "contradicted"
	WhySuspect      = "suspect"
	WhyAlone        = "alone"     // one came where two were planned
	Confirmed       = "confirmed" // why a visit is paid again after it was taken back
)

// Result is what a settlement says.
type Result struct {
	Lines      []Line    `json:"lines"` // by day, visit and number
	Left       []Left    `json:"left"`  // by visit
	Total      money.Fen `json:"total_fen"`
	Supersedes string    `json:"supersedes,omitempty"`
}

// Settle computes a settlement. It looks at nothing but its input, changes nothing of it, and gives the same result whenever it is
// called again. For each visit the lines so far and the new one add up to its share when it counts and to nothing when it does
// not: nothing is paid twice, however often and in whatever order settlements are drawn. Cost O(n log n).
func Settle(in Input) (Result, error) {
	r := Result{Lines: []Line{}, Left: []Left{}, Supersedes: in.Before}
	seen := map[string]bool{}
	for _, f := range in.Visits {
		if seen[f.Visit] {
			return Result{}, fmt.Errorf("visit %s stands twice among the inputs", f.Visit)
		}
		seen[f.Visit] = true
		due, why := f.due()
		so, err := paid(f.Lines)
		if err != nil {
			return Result{}, err
		}
		if so != due {
			r.Lines = append(r.Lines, f.line(due-so, why)) // both lie within a visit's price
		}
		if why != "" && f.On[:len("2006-01")] == in.Month {
			r.Left = append(r.Left, Left{f.Visit, why})
		}
	}
	slices.SortFunc(r.Lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Visit, b.Visit), cmp.Compare(a.N, b.N))
	})
	slices.SortFunc(r.Left, func(a, b Left) int { return cmp.Compare(a.Visit, b.Visit) })
	for _, l := range r.Lines {
		var err error
		if r.Total, err = r.Total.Add(l.Fen); err != nil {
			return Result{}, err
		}
	}
	return r, nil
}

// even tells whether the lines so far are what a visit is worth.
func (f Frozen) even() (bool, error) {
	due, _ := f.due()
	so, err := paid(f.Lines)
	return so == due, err
}

// due is what a visit is worth by what is known of it, and why when that is nothing.
func (f Frozen) due() (money.Fen, string) {
	switch {
	case f.Contradicted:
		return 0, WhyContradicted
	case len(f.Suspect) > 0:
		return 0, WhySuspect
	case f.Grade < enough:
		return 0, WhyGrade
	case !f.Whole:
		return 0, WhyAlone
	}
	return f.Share, ""
}

// line is the next line of a visit.
func (f Frozen) line(fen money.Fen, why string) Line {
	l := Line{Visit: f.Visit, N: len(f.Lines) + 1, Person: f.Person, Item: f.Item, On: f.On, Fen: fen, PayTo: f.PayTo, Grade: f.Grade}
	if len(f.Lines) > 0 {
		l.Corrects = f.Lines[len(f.Lines)-1].In
		if l.Why = why; why == "" {
			l.Why = Confirmed
		}
	}
	return l
}

// paid adds lines up.
func paid(lines []Line) (sum money.Fen, err error) {
	for _, l := range lines {
		if sum, err = sum.Add(l.Fen); err != nil {
			return 0, err
		}
	}
	return sum, nil
}
