package stableproblem

import (
	"encoding/json"
	"iter"
	"strconv"
)

// Why an applicant is refused at a place she prefers, as answers spell it.
const (
	ReasonIneligible = "ineligible" // the place may not take her
	ReasonBelow      = "below"      // she stands below the open cutoff, and below those of the reserves of her groups
	ReasonClosed     = "closed"     // no seat open to all can be won there: all seats, or all under a cap, are held by reserves
)

// Refusal is one place that an applicant prefers to what she has. Score is nil where she is not eligible; Lottery is her
// position in the draw counted from 1, nil without a lottery.
type Refusal struct {
	Applicant string `json:"applicant"`
	Place     string `json:"place"`
	Score     *int32 `json:"score"`
	Lottery   *int32 `json:"lottery"`
	Reason    string `json:"reason"`
	// Cutoff is the open cutoff of the place.
	Cutoff Cutoff `json:"-"`
}

// Refusals are the places that an applicant prefers to what a solution gives her, in the order of her list.
func (f *File) Refusals(s *Solution, a int) iter.Seq[Refusal] {
	return func(yield func(Refusal) bool) {
		p := &f.Problem
		for _, c := range p.List(a) {
			if c.Place == s.Match[a] {
				return
			}
			r := Refusal{Applicant: f.Applicants[a], Place: f.Places[c.Place], Reason: ReasonBelow, Cutoff: s.Open[c.Place], Lottery: f.position(p.Draw(a))}
			switch {
			case c.Score == Ineligible:
				r.Reason = ReasonIneligible
			case r.Cutoff.State == Closed:
				r.Reason = ReasonClosed
			}
			if c.Score != Ineligible {
				r.Score = &c.Score
			}
			if !yield(r) {
				return
			}
		}
	}
}

// position counts a position in the draw from 1.
func (f *File) position(draw int32) *int32 {
	if f.Problem.Lottery == nil {
		return nil
	}
	draw++
	return &draw
}

// stateNames spell the states of cutoffs.
var stateNames = [...]string{Free: "free", At: "at", Closed: "closed"}

// AppendJSON appends a solution in the form
//
//	{"matching": [["a1", "p1"]], "unmatched": ["a2"],
//	 "cutoffs": [{"place": "p1", "open": {"state": "at", "place": "p1", "score": 87, "lottery": 2},
//	   "reserves": [{"group": "low_income", "state": "free"}]}],
//	 "refused": [{"applicant": "a2", "place": "p1", "score": 80, "lottery": 1, "reason": "below"}],
//	 "lottery": {"seed": 7, "order": ["a2", "a1"]}}
//
// matching and unmatched are in the order of the applicants, cutoffs of the places. refused says for everybody, place by place, why
// she got nothing better: "below" the cutoff, "ineligible", or "closed". Lottery positions count from 1 and are null where there is
// none; then lottery is null too.
func (s *Solution) AppendJSON(to []byte, f *File) []byte {
	to = append(to, `{"matching":[`...)
	first := true
	comma := func() {
		if !first {
			to = append(to, ',')
		}
		first = false
	}
	for a, place := range s.Match {
		if place != None {
			comma()
			to = appendString(append(to, '['), f.Applicants[a])
			to = append(appendString(append(to, ','), f.Places[place]), ']')
		}
	}
	to = append(to, `],"unmatched":[`...)
	first = true
	for a, place := range s.Match {
		if place == None {
			comma()
			to = appendString(to, f.Applicants[a])
		}
	}
	to = append(to, `],"cutoffs":[`...)
	for i := range s.Open {
		if i > 0 {
			to = append(to, ',')
		}
		to = s.appendCutoffs(to, f, i)
	}
	to = append(to, `],"refused":[`...)
	first = true
	for a := range s.Match {
		for r := range f.Refusals(s, a) {
			comma()
			to = r.append(to)
		}
	}
	to = append(to, `],"lottery":`...)
	return append(f.appendLottery(to), '}')
}

func (s *Solution) appendCutoffs(to []byte, f *File, place int) []byte {
	to = appendString(append(to, `{"place":`...), f.Places[place])
	to = append(to, `,"open":{`...)
	to = append(f.appendCutoff(to, s.Open[place]), `},"reserves":[`...)
	first, reserves := f.Problem.ReservesOf(place)
	for i, r := range reserves {
		if i > 0 {
			to = append(to, ',')
		}
		to = appendString(append(to, `{"group":`...), f.Groups[r.Group])
		to = append(f.appendCutoff(append(to, ','), s.Reserved[first+i]), '}')
	}
	return append(to, "]}"...)
}

func (f *File) appendCutoff(to []byte, c Cutoff) []byte {
	to = append(append(append(to, `"state":"`...), stateNames[c.State]...), '"')
	if c.State != At {
		return to
	}
	to = appendString(append(to, `,"place":`...), f.Places[c.Place])
	to = strconv.AppendInt(append(to, `,"score":`...), int64(c.Score), 10)
	return appendNumber(append(to, `,"lottery":`...), f.position(c.Lottery))
}

func (r *Refusal) append(to []byte) []byte {
	to = appendString(append(to, `{"applicant":`...), r.Applicant)
	to = appendString(append(to, `,"place":`...), r.Place)
	to = appendNumber(append(to, `,"score":`...), r.Score)
	to = appendNumber(append(to, `,"lottery":`...), r.Lottery)
	return append(append(append(to, `,"reason":"`...), r.Reason...), `"}`...)
}

// appendLottery records the draw, so that anybody can repeat the matching.
func (f *File) appendLottery(to []byte) []byte {
	if f.Problem.Lottery == nil {
		return append(to, "null"...)
	}
	to = append(to, '{')
	if f.Seed != nil {
		to = append(strconv.AppendUint(append(to, `"seed":`...), *f.Seed, 10), ',')
	}
	to = append(to, `"order":[`...)
	for i, name := range f.drawOrder() {
		if i > 0 {
			to = append(to, ',')
		}
		to = appendString(to, name)
	}
	return append(to, "]}"...)
}

// drawOrder has the names of the applicants as they were drawn.
func (f *File) drawOrder() []string {
	names := make([]string, len(f.Problem.Lottery))
	for a, at := range f.Problem.Lottery {
		names[at] = f.Applicants[a]
	}
	return names
}

// appendString appends a name as JSON. What came out of a JSON file can be put into one.
func appendString(to []byte, name string) []byte {
	for _, c := range []byte(name) {
		if c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			text, err := json.Marshal(name)
			if err != nil {
				panic(err) // strings always encode
			}
			return append(to, text...)
		}
	}
	return append(append(append(to, '"'), name...), '"')
}

func appendNumber(to []byte, x *int32) []byte {
	if x == nil {
		return append(to, "null"...)
	}
	return strconv.AppendInt(to, int64(*x), 10)
}
