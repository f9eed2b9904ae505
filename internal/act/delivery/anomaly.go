package delivery

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"mihe/internal/base/region"
	"mihe/internal/record/evidence"
)

// Anomaly is something in the records of visits that an inspector looks at (异常). It says what does not fit together; it is no score
// of anybody.
type Anomaly struct {
	Key    string   // the same for the same thing
	Kind   string   // one of AnomalyKinds
	Visits []string // one or two
	Post   string   // or empty
	Number int      // what the words for the kind speak of: minutes
}

// AnomalyKinds are the kinds.
var AnomalyKinds = []string{Overlap, WayTooFast, Backwards, TooShort, OtherDay, CodeTwice, CodeSuspect, RelatedCarer, AfterEnd, Denied, Reversed}

// The kinds.
const (
	Overlap      = "overlap"  // two visits of a carer at once
	WayTooFast   = "way"      // less time between two visits than the way takes
	Backwards    = "backward" // over before it began
	TooShort     = "short"
	OtherDay     = "other_day" // begun or over on another day than it was planned for
	CodeTwice    = "code_twice"
	CodeSuspect  = "code_suspect"
	RelatedCarer = "related" // the carer is a relative
	AfterEnd     = "after_end"
	Denied       = "denied"  // the person, a system or an inspector says otherwise than the carer, or that nobody came
	Reversed     = "changed" // the person first said no, and then yes
)

// Asks tells whether an anomaly is answered by a call to the person and by nothing else: the page on which she spoke says that somebody will call.
func (a Anomaly) Asks() bool { return a.Kind == Denied || a.Kind == Reversed }

// Records are what anomalies are looked for in.
type Records struct {
	Visits    []Visit
	Standings map[string]Standing
	Over      map[string]string // plan to the first day after its person died or was erased
	Related   map[[2]string]bool
	Workers   map[string]string              // post to its person: one person may have several
	Rules     []Rules                        // in the order of their days
	Points    func(region.Key) (Point, bool) // of places; nil: none is known
}

// Anomalies looks through records. The result depends on nothing else, and stands in the order of kind and visits. Cost O(n log n).
func Anomalies(r Records) []Anomaly {
	var list []Anomaly
	by := map[string][]turn{}
	for _, v := range r.Visits {
		list = append(list, r.doubts(v)...)
		if v.State != Started && !v.Took() {
			continue
		}
		for _, p := range v.Attended {
			who := cmp.Or(r.Workers[p], p)
			by[who] = append(by[who], turn{v, p})
			if r.Related[[2]string{p, v.Person}] {
				list = append(list, anomaly(RelatedCarer, p, 0, v.ID))
			}
		}
		list = append(list, r.alone(v)...)
	}
	for _, turns := range by {
		list = append(list, r.between(turns)...)
	}
	slices.SortFunc(list, func(a, b Anomaly) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), slices.Compare(a.Visits, b.Visits), cmp.Compare(a.Post, b.Post))
	})
	return list
}

// alone looks at one visit.
func (r Records) alone(v Visit) (list []Anomaly) {
	if last, over := r.Over[v.Plan]; over && v.On >= last {
		list = append(list, anomaly(AfterEnd, "", 0, v.ID))
	}
	if v.otherDay() {
		list = append(list, anomaly(OtherDay, "", 0, v.ID))
	}
	if v.Took() {
		minutes := int((v.EndedMs - v.BegunMs) / 60_000)
		switch {
		case v.EndedMs < v.BegunMs:
			list = append(list, anomaly(Backwards, "", 0, v.ID))
		case minutes*100 < v.Minutes()*rulesOn(r.Rules, v.On).ShortPct:
			list = append(list, anomaly(TooShort, "", minutes, v.ID))
		}
	}
	return list
}

// doubts is what evidence holds against a visit. That nobody came can be said before anybody has reported anything.
func (r Records) doubts(v Visit) (list []Anomaly) {
	if !v.counts() {
		return nil
	}
	if r.Standings[v.ID].Contradicted {
		list = append(list, anomaly(Denied, "", 0, v.ID))
	}
	for _, why := range r.Standings[v.ID].Suspect {
		kind := CodeSuspect
		switch why { //nolint:exhaustive // every other is of the code
		case evidence.SameCode:
			kind = CodeTwice
		case evidence.Changed:
			kind = Reversed
		}
		if !slices.ContainsFunc(list, func(a Anomaly) bool { return a.Kind == kind }) {
			list = append(list, anomaly(kind, "", 0, v.ID))
		}
	}
	return list
}

// turn is a visit of one of those who made it.
type turn struct {
	Visit
	post string
}

// between looks at the visits of a person one after the other, by the devices' clocks, under whichever post they were made.
func (r Records) between(day []turn) (list []Anomaly) {
	day = slices.DeleteFunc(day, func(v turn) bool { return !v.Took() || v.EndedMs < v.BegunMs })
	slices.SortFunc(day, func(a, b turn) int { return cmp.Or(cmp.Compare(a.BegunMs, b.BegunMs), cmp.Compare(a.ID, b.ID)) })
	for i, a := range day {
		rules := rulesOn(r.Rules, a.On)
		slack := int64(rules.SlackMin) * 60_000
		for j := i + 1; j < len(day) && day[j].BegunMs < a.EndedMs-slack; j++ {
			list = append(list, anomaly(Overlap, a.post, int((min(a.EndedMs, day[j].EndedMs)-day[j].BegunMs)/60_000), a.ID, day[j].ID))
		}
		if i+1 == len(day) || day[i+1].BegunMs < a.EndedMs-slack {
			continue
		}
		b := day[i+1]
		needs, known := r.way(rules, a.Visit, b.Visit)
		if has := float64(b.BegunMs-a.EndedMs+slack) / 60_000; known && has < needs {
			list = append(list, anomaly(WayTooFast, a.post, int(needs), a.ID, b.ID))
		}
	}
	return list
}

// way is how many minutes lie between two visits at least; not known where a place has no point or no rules hold.
func (r Records) way(rules Rules, a, b Visit) (minutes float64, known bool) {
	if r.Points == nil || rules.SpeedKmh == 0 || a.Place == b.Place {
		return 0, false
	}
	from, known := r.Points(a.Place)
	to, also := r.Points(b.Place)
	if !known || !also {
		return 0, false
	}
	return rules.minutes(from, to), true
}

func anomaly(kind, post string, number int, ids ...string) Anomaly {
	slices.Sort(ids)
	sum := sha256.Sum256([]byte(strings.Join(append([]string{kind, post}, ids...), "\x00")))
	return Anomaly{Key: hex.EncodeToString(sum[:16]), Kind: kind, Visits: ids, Post: post, Number: number}
}
