package rule

import (
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/money"
	"mihe/measure/suppress"
)

// maxGroups bounds the groups of one report, so that what must be hidden is found in seconds.
const maxGroups = 64

// Sample is one frozen case with the group that it is counted in: a township, residence, sex.
type Sample struct {
	Case
	Group string
	Has   []string // the options that a register says are being provided
}

// Question is what is asked about a change of rules before it is adopted. The zero Prices and Gap ask nothing.
type Question struct {
	// Prices are what a result costs, in fen: by the name of an option, "true" for a yes, "each" for one unit of a number.
	Prices map[string]money.Fen `json:"prices,omitempty"`
	// Gap is between two groups: the share of those who are due Item. Item is an option, or empty for a yes or a number
	// above 0.
	Gap   GapQuestion `json:"gap,omitzero"`
	Least int64       `json:"least"` // the smallest count to be shown: 5, or 10 where health is concerned
	// Items are the options of a list that are looked at; none is all of them. What is not known of the others leaves nobody open.
	Items []string `json:"items,omitempty"`
	// Served asks, too, how many of those due the item of Gap have it: only where the samples say who has it.
	Served bool `json:"served,omitempty"`
}

// GapQuestion names a group and the one that it is measured against.
type GapQuestion struct {
	Group     string `json:"group"`
	Reference string `json:"reference"`
	Item      string `json:"item"`
}

// Effects lists the effects in the order of the columns of a report.
var Effects = []Effect{Gains, Loses, Mixed, Other, Same, Open}

// Impact is who gains and who loses by a version, what it costs and what it does to a gap. Counts that stand for a few
// persons are not in it, and cannot be worked out from what is.
type Impact struct {
	Before   string      `json:"before"` // version; empty when no rule held before
	After    string      `json:"after"`
	Question Question    `json:"question"`
	Groups   []string    `json:"groups"`  // rows, in order
	Effects  []Effect    `json:"effects"` // columns
	Counts   [][]*int64  `json:"counts"`  // of cases, with sums in the last row and column; null where suppressed
	Cost     *Cost       `json:"cost"`    // null when not asked or suppressed
	Gap      *GapOutcome `json:"gap"`     // the same
	Served   *Served     `json:"served,omitempty"`
}

// Cost is what all cases together come to, over whatever span the prices are for.
type Cost struct {
	Before money.Fen `json:"before_fen"`
	After  money.Fen `json:"after_fen"`
}

// GapOutcome is the reference's share less the group's, in percentage points with one decimal: above 0 the group lags.
type GapOutcome struct {
	Before string `json:"before"`
	After  string `json:"after"`
}

// Served is of those due an item the share who have it, in percent with one decimal, and the reference's share less the group's. What
// nobody is due has no share: empty.
type Served struct {
	Group     GapOutcome `json:"group"`
	Reference GapOutcome `json:"reference"`
	Gap       GapOutcome `json:"gap"`
}

// Assess evaluates frozen cases under two versions, one after the other, and keeps sums alone. before is nil when no rule
// held: then nobody was due anything. Results must be of one kind, as for Compare. The first error of cases ends it.
// Cost: two evaluations a case; memory does not grow with the cases.
func Assess(before, after *Set, q Question, cases iter.Seq2[Sample, error]) (Impact, error) {
	a := &assessment{before: before, after: after, q: q, counts: map[string][]int64{}, due: map[string]*[2]int64{}, has: map[string]*[2]int64{}}
	if err := a.check(); err != nil {
		return Impact{}, err
	}
	n := 0
	for sample, err := range cases {
		if err == nil {
			err = a.add(sample)
		}
		if err != nil {
			return Impact{}, fmt.Errorf("case %d: %w", n, err)
		}
		n++
	}
	return a.impact()
}

// assessment is the sums so far.
type assessment struct {
	before, after *Set
	better        string
	q             Question
	counts        map[string][]int64   // by group: cases of each effect
	due           map[string]*[2]int64 // by group: due the item, before and after
	has           map[string]*[2]int64 // by group: of those, the ones who have it
	cost          [2]int64             // fen
	paid          [2]int64             // cases that cost something
	moved         int64                // cases that cost something else
}

func (a *assessment) check() error {
	if a.q.Least < 2 {
		return flaw("least", "rule.value", "value", a.q.Least)
	}
	for _, p := range a.q.Prices {
		if p < 0 || p > maxNumber/1_000_000 {
			return flaw("prices", "rule.value", "value", int64(p))
		}
	}
	result := &a.after.slots[a.after.result]
	a.better = a.after.doc.Steps[slices.IndexFunc(a.after.doc.Steps, func(s Step) bool { return s.ID == a.after.doc.Result })].Better
	strange := func(item string) bool {
		return !slices.ContainsFunc(result.domain.Options, func(o Option) bool { return o.ID == item })
	}
	if i := slices.IndexFunc(a.q.Items, strange); i >= 0 || len(a.q.Items) > 0 && !result.lists() {
		return flaw("items", "rule.value", "value", strings.Join(a.q.Items, ", "))
	}
	if item := a.q.Gap.Item; item != "" && strange(item) {
		return flaw("gap.item", "rule.value", "value", item)
	}
	if a.before == nil {
		return nil
	}
	was := &a.before.slots[a.before.result]
	if was.domain.Kind != result.domain.Kind || was.domain.Decimals != result.domain.Decimals || was.lists() != result.lists() {
		return flaw("result", "rule.compare.kinds")
	}
	return nil
}

func (a *assessment) add(sample Sample) error {
	y, err := a.after.value(sample.Case)
	if err != nil {
		return err
	}
	result := &a.after.slots[a.after.result]
	y = a.look(result, y)
	was, x := result, derived{known: true}
	if a.before != nil {
		was = &a.before.slots[a.before.result]
		if x, err = a.before.value(sample.Case); err != nil {
			return err
		}
		x = a.look(was, x)
	}
	change := Change{}
	if a.before == nil && y.known && result.domain.Kind == Choice && !result.lists() {
		change.Effect = Other // nothing is not one of the choices
	} else {
		change.judge(was, result, x, y, a.better)
	}
	row := a.counts[sample.Group]
	if row == nil {
		if len(a.counts) == maxGroups {
			return fault.New(fault.Invalid, "rule.impact.groups", "most", maxGroups)
		}
		row = make([]int64, len(Effects))
		a.counts[sample.Group], a.due[sample.Group], a.has[sample.Group] = row, new([2]int64), new([2]int64)
	}
	row[slices.Index(Effects, change.Effect)]++
	var costs [2]int64
	for k, side := range [2]struct {
		sl *slot
		d  derived
	}{{was, x}, {result, y}} {
		if k == 0 && a.before == nil {
			continue
		}
		if side.sl.due(side.d, a.q.Gap.Item) {
			a.due[sample.Group][k]++
			if slices.Contains(sample.Has, a.q.Gap.Item) {
				a.has[sample.Group][k]++
			}
		}
		if costs[k], err = side.sl.cost(side.d, a.q.Prices); err != nil {
			return err
		}
		if a.cost[k] += costs[k]; a.cost[k] > maxNumber {
			return fault.New(fault.Invalid, "rule.compare.sum")
		}
		if costs[k] > 0 {
			a.paid[k]++
		}
	}
	if costs[0] != costs[1] {
		a.moved++
	}
	return nil
}

// look keeps of a list what the question is about: whether the rest is known does not matter.
func (a *assessment) look(sl *slot, d derived) derived {
	if len(a.q.Items) == 0 || !sl.lists() {
		return d
	}
	other := func(n int64) bool { return !slices.Contains(a.q.Items, sl.domain.text(n)) }
	d.list, d.open = slices.DeleteFunc(slices.Clone(d.list), other), slices.DeleteFunc(slices.Clone(d.open), other)
	d.known = len(d.open) == 0
	return d
}

// due tells whether a result gives somebody an item.
func (sl *slot) due(d derived, item string) bool {
	switch {
	case !d.known:
		return false
	case sl.lists():
		return slices.Contains(sl.domain.texts(d.list), item) || item == "" && len(d.list) > 0
	case sl.domain.Kind == Choice:
		return sl.domain.text(d.n) == item
	default:
		return d.n > 0
	}
}

// cost is what a result comes to in fen. A number is rounded down to whole fen.
func (sl *slot) cost(d derived, prices map[string]money.Fen) (int64, error) {
	switch {
	case !d.known || len(prices) == 0:
		return 0, nil
	case sl.domain.Kind == Number:
		each := int64(prices["each"])
		if each != 0 && (d.n > math.MaxInt64/each || d.n < math.MinInt64/each) {
			return 0, fault.New(fault.Invalid, "rule.compare.sum")
		}
		return d.n * each / int64(math.Pow10(sl.domain.Decimals)), nil
	case sl.lists():
		sum := int64(0)
		for _, id := range sl.domain.texts(d.list) {
			sum += int64(prices[id])
		}
		return sum, nil
	default:
		return int64(prices[sl.domain.text(d.n)]), nil
	}
}

// impact is the report of the sums.
func (a *assessment) impact() (Impact, error) {
	out := Impact{After: a.after.version, Question: a.q, Groups: slices.Sorted(maps.Keys(a.counts)), Effects: Effects}
	if a.before != nil {
		out.Before = a.before.version
	}
	if len(out.Groups) == 0 {
		return Impact{}, fault.New(fault.Invalid, "rule.impact.empty")
	}
	inner := make([][]int64, len(out.Groups))
	for i, g := range out.Groups {
		inner[i] = a.counts[g]
	}
	table, err := suppress.Protect(inner, a.q.Least)
	if err != nil {
		return Impact{}, err
	}
	for i, row := range table.Counts {
		shown := make([]*int64, len(row))
		for j := range row {
			if !table.Hidden[i][j] {
				shown[j] = &row[j]
			}
		}
		out.Counts = append(out.Counts, shown)
	}
	if len(a.q.Prices) > 0 && a.enough(a.paid[0], a.paid[1], a.moved) {
		out.Cost = &Cost{money.Fen(a.cost[0]), money.Fen(a.cost[1])}
	}
	out.Gap, out.Served = a.gap(), a.served()
	return out, nil
}

// enough tells whether each count is 0 or large enough to be shown.
func (a *assessment) enough(counts ...int64) bool {
	return !slices.ContainsFunc(counts, func(n int64) bool { return n != 0 && n < a.q.Least })
}

// gap is the gap before and after, unless a share or its change would stand for a few persons.
func (a *assessment) gap() *GapOutcome {
	share := [2][2]float64{}
	for k, g := range [2]string{a.q.Gap.Group, a.q.Gap.Reference} {
		due, here := a.due[g]
		if !here {
			return nil
		}
		all := int64(0)
		for _, n := range a.counts[g] {
			all += n
		}
		if !a.enough(all, due[0], due[1], all-due[0], all-due[1], max(due[0]-due[1], due[1]-due[0])) {
			return nil
		}
		for when := range due {
			share[k][when] = 100 * float64(due[when]) / float64(all)
		}
	}
	points := func(when int) string { return fmt.Sprintf("%.1f", share[1][when]-share[0][when]) }
	return &GapOutcome{points(0), points(1)}
}

// served is the shares of those who have what they are due, unless one of them or its change would stand for a few persons.
func (a *assessment) served() *Served {
	if !a.q.Served || a.q.Gap.Item == "" {
		return nil
	}
	var share [2][2]string
	var gap [2]float64
	known := [2]bool{true, true}
	for k, g := range [2]string{a.q.Gap.Group, a.q.Gap.Reference} {
		due, here := a.due[g]
		if !here {
			return nil
		}
		has := a.has[g]
		for _, n := range [3][2]int64{*due, *has, {due[0] - has[0], due[1] - has[1]}} {
			if !a.enough(n[0], n[1], max(n[0]-n[1], n[1]-n[0])) {
				return nil
			}
		}
		for when := range due {
			if due[when] == 0 {
				known[when] = false
				continue
			}
			percent := 100 * float64(has[when]) / float64(due[when])
			share[k][when] = fmt.Sprintf("%.1f", percent)
			gap[when] += percent * float64(2*k-1) // the group's is taken from the reference's
		}
	}
	points := func(when int) string {
		if !known[when] {
			return ""
		}
		return fmt.Sprintf("%.1f", gap[when])
	}
	return &Served{GapOutcome{share[0][0], share[0][1]}, GapOutcome{share[1][0], share[1][1]}, GapOutcome{points(0), points(1)}}
}
