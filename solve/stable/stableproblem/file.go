package stableproblem

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// ErrSyntax says that a file is not a matching problem in JSON. The error names the place.
var ErrSyntax = errors.New("not a matching problem file")

// File is a problem with the names that its file gives to things.
type File struct {
	Problem                          Problem
	Applicants, Places, Groups, Caps []string
	// Seed of the lottery where it was drawn here, else nil.
	Seed *uint64
}

// The form of a file. Every name is a string; applicants, places and caps are named once, and no cap like a place.
type (
	fileForm struct {
		Applicants []applicantForm `json:"applicants"`
		Places     []placeForm     `json:"places"`
		Lottery    *lotteryForm    `json:"lottery"`
		Caps       []capForm       `json:"caps"`
		Across     string          `json:"across"`
		Precedence []string        `json:"precedence"`
	}
	applicantForm struct {
		ID     string   `json:"id"`
		Groups []string `json:"groups"`
		List   []string `json:"list"`
		Scores []*int64 `json:"scores"`
	}
	placeForm struct {
		ID       string        `json:"id"`
		Quota    *int64        `json:"quota"`
		Order    []string      `json:"order"`
		Reserves []reserveForm `json:"reserves"`
	}
	reserveForm struct {
		Group string `json:"group"`
		Seats *int64 `json:"seats"`
	}
	lotteryForm struct {
		Seed  *uint64  `json:"seed"`
		Order []string `json:"order"`
	}
	capForm struct {
		ID    string   `json:"id"`
		Seats *int64   `json:"seats"`
		Over  []string `json:"over"`
	}
)

// Read reads a matching problem:
//
//	{"applicants": [{"id": "a1", "groups": ["low_income"], "list": ["p1", "p2"], "scores": [87, null]}, …],
//	 "places": [{"id": "p1", "quota": 3, "reserves": [{"group": "low_income", "seats": 1}]}, …],
//	 "lottery": {"seed": 7},
//	 "caps": [{"id": "township", "seats": 4, "over": ["p1", "p2"]}, {"id": "county", "seats": 9, "over": ["township", "p3"]}],
//	 "across": "score"}
//
// scores belongs to list entry by entry; null means not eligible. Instead of any scores, every place may have an "order" of its
// applicants, best first; who is not in it is not eligible, and the score is how many in it do not stand above. lottery is a seed, or {"order": [applicants, first drawn
// first]} where it was drawn elsewhere; without it equal scores are refused. caps need "across": "score", or
// "precedence" with "precedence": [places, first served first]; "score" needs scores. groups, reserves, caps may be absent.
//
// Refused, with the name: unknown fields, missing or repeated names, numbers out of range, a mixture of scores and orders, a place or cap
// under two caps; and all that Check refuses.
func Read(r io.Reader) (*File, error) {
	var form fileForm
	from := json.NewDecoder(r)
	from.DisallowUnknownFields()
	if err := from.Decode(&form); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSyntax, err)
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: more than one value", ErrSyntax)
	}
	if form.Applicants == nil || form.Places == nil {
		return nil, fmt.Errorf("%w: applicants or places are missing", ErrSyntax)
	}
	if len(form.Applicants) > MaxApplicants || len(form.Places) > MaxPlaces {
		return nil, fmt.Errorf("%w: %d applicants, %d places", ErrSize, len(form.Applicants), len(form.Places))
	}
	b := binder{form: &form, file: &File{}}
	for _, part := range []func() error{b.names, b.places, b.caps, b.across, b.groups, b.lists, b.lottery} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	return b.file, b.file.Problem.Check()
}

// binder turns names into numbers.
type binder struct {
	form                        *fileForm
	file                        *File
	applicant, place, group, up map[string]int32
	order                       []map[int32]int32 // by place: the score that each applicant's position in the order gives; nil where there is no order
}

// number gives every name its position; empty and repeated ones and those with control characters are refused.
func number(what string, names []string) (map[string]int32, error) {
	at := make(map[string]int32, len(names))
	for i, name := range names {
		if _, taken := at[name]; taken || name == "" || strings.ContainsFunc(name, unicode.IsControl) {
			return nil, fmt.Errorf("%w: %s %q is empty, unreadable or named twice", ErrSyntax, what, clip(name))
		}
		at[name] = int32(i)
	}
	return at, nil
}

// clip shortens a name of the file for an error.
func clip(name string) string { return name[:min(len(name), 40)] }

func (b *binder) names() error {
	for _, a := range b.form.Applicants {
		b.file.Applicants = append(b.file.Applicants, a.ID)
	}
	for _, p := range b.form.Places {
		b.file.Places = append(b.file.Places, p.ID)
	}
	for _, c := range b.form.Caps {
		b.file.Caps = append(b.file.Caps, c.ID)
	}
	var errs [3]error
	b.applicant, errs[0] = number("applicant", b.file.Applicants)
	b.place, errs[1] = number("place", b.file.Places)
	b.up, errs[2] = number("cap", b.file.Caps)
	for name := range b.up {
		if _, taken := b.place[name]; taken {
			errs[2] = fmt.Errorf("%w: a cap and a place have one name", ErrSyntax)
		}
	}
	return errors.Join(errs[:]...)
}

// find looks a name up.
func find(what string, in map[string]int32, name string) (int32, error) {
	at, known := in[name]
	if !known {
		return None, fmt.Errorf("%w: %s %q is not known", ErrSyntax, what, clip(name))
	}
	return at, nil
}

// seats reads a number of seats of something.
func seats(of string, x *int64) (int32, error) {
	if x == nil || *x < 0 || *x > math.MaxInt32 {
		return 0, fmt.Errorf("%w: the seats of %q are missing or out of range", ErrSyntax, clip(of))
	}
	return int32(*x), nil
}

func (b *binder) places() error {
	p := &b.file.Problem
	b.group = map[string]int32{}
	p.ReserveBegin = []int32{0}
	for _, form := range b.form.Places {
		quota, err := seats(form.ID, form.Quota)
		if err != nil {
			return err
		}
		p.Quota = append(p.Quota, quota)
		for _, r := range form.Reserves {
			n, err := seats(r.Group, r.Seats)
			if err != nil {
				return err
			}
			if _, known := b.group[r.Group]; !known {
				if len(b.group) == MaxGroups || r.Group == "" || strings.ContainsFunc(r.Group, unicode.IsControl) {
					return fmt.Errorf("%w: reserves for more than %d groups, or for one without a readable name", ErrSize, MaxGroups)
				}
				b.group[r.Group] = int32(len(b.group))
				b.file.Groups = append(b.file.Groups, r.Group)
			}
			p.Reserves = append(p.Reserves, Reserve{b.group[r.Group], n})
		}
		p.ReserveBegin = append(p.ReserveBegin, int32(len(p.Reserves)))
	}
	return b.orders()
}

// orders turns the orders of places into scores.
func (b *binder) orders() error {
	ordered := 0
	b.order = make([]map[int32]int32, len(b.form.Places))
	for i, form := range b.form.Places {
		if form.Order == nil {
			continue
		}
		ordered++
		b.order[i] = make(map[int32]int32, len(form.Order))
		for k, name := range form.Order {
			a, err := find("applicant", b.applicant, name)
			if err != nil {
				return err
			}
			if _, twice := b.order[i][a]; twice {
				return fmt.Errorf("%w: place %q has applicant %q twice", ErrSyntax, clip(form.ID), clip(name))
			}
			b.order[i][a] = int32(len(form.Order) - k)
		}
	}
	if ordered > 0 && ordered < len(b.form.Places) {
		return fmt.Errorf("%w: some places have an order and some have none", ErrSyntax)
	}
	if ordered == 0 {
		b.order = nil
	}
	return nil
}

func (b *binder) caps() error {
	p := &b.file.Problem
	for _, form := range b.form.Caps {
		n, err := seats(form.ID, form.Seats)
		if err != nil {
			return err
		}
		p.Caps = append(p.Caps, Cap{Seats: n, Parent: None})
	}
	if len(p.Caps) > 0 {
		p.PlaceCap = slices.Repeat([]int32{None}, len(p.Quota))
	}
	for i, form := range b.form.Caps {
		for _, name := range form.Over {
			var under *int32
			if at, known := b.place[name]; known {
				under = &p.PlaceCap[at]
			} else if at, err := find("place or cap", b.up, name); err == nil {
				under = &p.Caps[at].Parent
			} else {
				return err
			}
			if *under != None {
				return fmt.Errorf("%w: %q lies in two caps", ErrLaminar, clip(name))
			}
			*under = int32(i)
		}
	}
	return nil
}

func (b *binder) across() error {
	p := &b.file.Problem
	switch b.form.Across {
	case "":
		if len(p.Caps) > 0 {
			return fmt.Errorf("%w: across is missing", ErrAcross)
		}
	case "score":
		p.Across = ByScore
		if b.order != nil {
			return fmt.Errorf("%w: places with orders have no scores to compare", ErrAcross)
		}
	case "precedence":
		p.Across = ByPrecedence
	default:
		return fmt.Errorf("%w: across is %q", ErrAcross, clip(b.form.Across))
	}
	if p.Across != ByPrecedence {
		if b.form.Precedence != nil {
			return fmt.Errorf("%w: precedence is given but not asked for", ErrAcross)
		}
		return nil
	}
	var err error
	p.Precedence, err = positions("place", b.place, b.form.Precedence)
	return err
}

// positions reads a list that names everything once, and returns where each stands.
func positions(what string, of map[string]int32, names []string) ([]int32, error) {
	if len(names) != len(of) {
		return nil, fmt.Errorf("%w: an order of %d has %d entries", ErrSyntax, len(of), len(names))
	}
	at := slices.Repeat([]int32{None}, len(of))
	for i, name := range names {
		x, err := find(what, of, name)
		if err != nil {
			return nil, err
		}
		if at[x] != None {
			return nil, fmt.Errorf("%w: %s %q stands twice in an order", ErrSyntax, what, clip(name))
		}
		at[x] = int32(i)
	}
	return at, nil
}

// groups reads membership; a group for which no seat is reserved anywhere makes no difference and is left out.
func (b *binder) groups() error {
	p := &b.file.Problem
	p.Groups = make([]uint64, len(b.form.Applicants))
	for a, form := range b.form.Applicants {
		for _, name := range form.Groups {
			if g, known := b.group[name]; known {
				p.Groups[a] |= 1 << uint(g)
			}
		}
	}
	return nil
}

func (b *binder) lists() error {
	p := &b.file.Problem
	p.Begin = make([]int32, 1, len(b.form.Applicants)+1)
	for a, form := range b.form.Applicants {
		if b.order == nil && len(form.Scores) != len(form.List) || b.order != nil && form.Scores != nil {
			return fmt.Errorf("%w: applicant %q has %d scores for %d places", ErrSyntax, clip(form.ID), len(form.Scores), len(form.List))
		}
		if len(p.Choices)+len(form.List) > MaxChoices {
			return fmt.Errorf("%w: more than %d choices", ErrSize, MaxChoices)
		}
		for k, name := range form.List {
			place, err := find("place", b.place, name)
			if err != nil {
				return err
			}
			score := int64(Ineligible)
			if b.order != nil {
				if x, in := b.order[place][int32(a)]; in {
					score = int64(x)
				}
			} else if x := form.Scores[k]; x != nil {
				if score = *x; score <= Ineligible || score > math.MaxInt32 {
					return fmt.Errorf("%w: applicant %q has score %d", ErrSyntax, clip(form.ID), score)
				}
			}
			p.Choices = append(p.Choices, Choice{place, int32(score)})
		}
		p.Begin = append(p.Begin, int32(len(p.Choices)))
	}
	return nil
}

func (b *binder) lottery() error {
	form := b.form.Lottery
	if form == nil {
		return nil
	}
	if (form.Seed == nil) == (form.Order == nil) {
		return fmt.Errorf("%w: a lottery is either a seed or an order", ErrSyntax)
	}
	if form.Seed != nil {
		b.file.Seed = form.Seed
		b.file.Problem.Lottery = DrawLottery(b.file.Applicants, *form.Seed)
		return nil
	}
	var err error
	b.file.Problem.Lottery, err = positions("applicant", b.applicant, form.Order)
	return err
}

// DrawLottery is the lottery of a seed: the position of every applicant, from 0. The applicants are shuffled from the order of their names, so how a
// file lists them plays no part. PCG of math/rand/v2 with the seed and 0, Fisher-Yates from the end. Anybody who knows the seed
// beforehand knows the result: draw the seed in public, after the lists are in.
func DrawLottery(names []string, seed uint64) []int32 {
	order := make([]int32, len(names))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int { return strings.Compare(names[x], names[y]) })
	r := rand.New(rand.NewPCG(seed, 0))
	r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	at := make([]int32, len(names))
	for i, a := range order {
		at[a] = int32(i)
	}
	return at
}
