package stableproblem

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// ErrSolution says that a file is not a solution of the problem at hand. The error names the place.
var ErrSolution = errors.New("not a solution of this matching problem")

// The form of an answer, see AppendJSON.
type (
	answerForm struct {
		Matching  *[]pairForm   `json:"matching"`
		Unmatched *[]string     `json:"unmatched"`
		Cutoffs   []cutoffsForm `json:"cutoffs"`
		Refused   []Refusal     `json:"refused"`
		Lottery   *lotteryForm  `json:"lottery"`
	}
	cutoffsForm struct {
		Place    string       `json:"place"`
		Open     cutoffForm   `json:"open"`
		Reserves []cutoffForm `json:"reserves"`
	}
	cutoffForm struct {
		Group   string `json:"group"`
		State   string `json:"state"`
		Place   string `json:"place"`
		Score   *int32 `json:"score"`
		Lottery *int32 `json:"lottery"`
	}
)

// pairForm is one row of matching. Unlike an array it refuses a row of another length, and null.
type pairForm [2]string

// UnmarshalJSON reads [applicant, place].
func (p *pairForm) UnmarshalJSON(text []byte) error {
	var row []*string
	if err := json.Unmarshal(text, &row); err != nil {
		return err
	}
	if len(row) != 2 || row[0] == nil || row[1] == nil {
		return errors.New("matching: a row is not [applicant, place]")
	}
	*p = pairForm{*row[0], *row[1]}
	return nil
}

// ReadSolution reads what AppendJSON writes, for the problem of f. It refuses unknown or missing fields and names, an applicant who is
// not in exactly one of matching and unmatched, cutoffs that are not those of the places in order, a lottery other than that of
// the problem, and reasons in refused that do not follow from the rest. Whether the matching is stable it does not ask.
func ReadSolution(r io.Reader, f *File) (*Solution, error) {
	var form answerForm
	from := json.NewDecoder(r)
	from.DisallowUnknownFields()
	if err := from.Decode(&form); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSolution, err)
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: more than one value", ErrSolution)
	}
	if form.Matching == nil || form.Unmatched == nil {
		return nil, fmt.Errorf("%w: matching or unmatched is missing", ErrSolution)
	}
	s := &Solution{
		Match: make([]int32, f.Problem.Applicants()), Open: make([]Cutoff, f.Problem.Places()), Reserved: make([]Cutoff, len(f.Problem.Reserves)),
	}
	places, err := number("place", f.Places)
	if err == nil {
		err = s.readMatching(&form, f, places)
	}
	if err == nil {
		err = s.readCutoffs(&form, f, places)
	}
	if err == nil {
		err = f.compareRefused(s, form.Refused)
	}
	if err == nil {
		err = f.compareLottery(form.Lottery)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSolution, err)
	}
	return s, nil
}

func (s *Solution) readMatching(form *answerForm, f *File, places map[string]int32) error {
	applicants, err := number("applicant", f.Applicants)
	if err != nil {
		return err
	}
	const unsaid = None - 1
	for a := range s.Match {
		s.Match[a] = unsaid
	}
	set := func(name string, place int32) error {
		a, err := find("applicant", applicants, name)
		if err == nil && s.Match[a] != unsaid {
			err = fmt.Errorf("applicant %q stands there twice", clip(name))
		}
		if err == nil {
			s.Match[a] = place
		}
		return err
	}
	for _, row := range *form.Matching {
		place, err := find("place", places, row[1])
		if err == nil {
			err = set(row[0], place)
		}
		if err != nil {
			return err
		}
	}
	for _, name := range *form.Unmatched {
		if err := set(name, None); err != nil {
			return err
		}
	}
	if a := slices.Index(s.Match, unsaid); a >= 0 {
		return fmt.Errorf("applicant %q is missing", clip(f.Applicants[a]))
	}
	return nil
}

func (s *Solution) readCutoffs(form *answerForm, f *File, places map[string]int32) error {
	if len(form.Cutoffs) != len(s.Open) {
		return fmt.Errorf("cutoffs of %d places, not %d", len(form.Cutoffs), len(s.Open))
	}
	for i, row := range form.Cutoffs {
		first, reserves := f.Problem.ReservesOf(i)
		if row.Place != f.Places[i] || row.Open.Group != "" || len(row.Reserves) != len(reserves) {
			return fmt.Errorf("cutoffs: row %d is not of place %q and its %d reserves", i+1, clip(f.Places[i]), len(reserves))
		}
		var err error
		if s.Open[i], err = f.readCutoff(row.Open, places); err != nil {
			return err
		}
		for j, r := range reserves {
			if row.Reserves[j].Group != f.Groups[r.Group] {
				return fmt.Errorf("cutoffs: reserve %d of place %q is of group %q", j+1, clip(row.Place), clip(row.Reserves[j].Group))
			}
			if s.Reserved[first+j], err = f.readCutoff(row.Reserves[j], places); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *File) readCutoff(form cutoffForm, places map[string]int32) (Cutoff, error) {
	state := slices.Index(stateNames[:], form.State)
	said := form.Place != "" || form.Score != nil || form.Lottery != nil
	if state < 0 || said && State(state) != At {
		return Cutoff{}, fmt.Errorf("cutoffs: state %q", clip(form.State))
	}
	if State(state) != At {
		return Cutoff{State: State(state)}, nil
	}
	place, err := find("place", places, form.Place)
	drawn := f.Problem.Lottery != nil
	if err == nil && (form.Score == nil || drawn != (form.Lottery != nil) || drawn && *form.Lottery == math.MinInt32) {
		err = fmt.Errorf("cutoffs: score or lottery of %q is missing, or not one of this problem", clip(form.Place))
	}
	if err != nil {
		return Cutoff{}, err
	}
	c := Cutoff{State: At, Place: place, Score: *form.Score}
	if drawn {
		c.Lottery = *form.Lottery - 1
	}
	return c, nil
}

// compareRefused holds the reasons stated against those that follow.
func (f *File) compareRefused(s *Solution, said []Refusal) error {
	for a := range s.Match {
		for r := range f.Refusals(s, a) {
			if len(said) == 0 || !said[0].equal(&r) {
				return fmt.Errorf("refused: what is said of applicant %q at place %q does not follow", clip(r.Applicant), clip(r.Place))
			}
			said = said[1:]
		}
	}
	if len(said) > 0 {
		return fmt.Errorf("refused: applicant %q is not refused at place %q", clip(said[0].Applicant), clip(said[0].Place))
	}
	return nil
}

func (r *Refusal) equal(o *Refusal) bool {
	same := func(x, y *int32) bool { return (x == nil) == (y == nil) && (x == nil || *x == *y) }
	return r.Applicant == o.Applicant && r.Place == o.Place && r.Reason == o.Reason && same(r.Score, o.Score) && same(r.Lottery, o.Lottery)
}

func (f *File) compareLottery(said *lotteryForm) error {
	switch {
	case said == nil && f.Problem.Lottery == nil:
		return nil
	case said == nil || f.Problem.Lottery == nil, !slices.Equal(said.Order, f.drawOrder()),
		(said.Seed == nil) != (f.Seed == nil), said.Seed != nil && *said.Seed != *f.Seed:
		return errors.New("lottery: not the draw of this problem")
	}
	return nil
}
