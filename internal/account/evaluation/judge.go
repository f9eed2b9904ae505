package evaluation

import (
	"errors"
	"slices"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/measure/composite"
	"mihe/measure/sensitivity"
)

// used notes what became of each indicator and node.
func (w *work) used(omissions []sensitivity.Omission) error {
	_, effective, err := w.tree.Shares()
	if err != nil {
		return err
	}
	for c, item := range w.m.Indicators {
		one := Used{Item: item, Title: w.t.Titles[c], Share: effective[c], Constant: w.tree.Weight[c] == 0}
		if w.t.Measures != nil {
			one.Unit = w.t.Measures[c]
		}
		observed := w.raw.Column(c).Observed()
		one.Missing = w.raw.Rows - len(observed)
		for _, other := range w.ranges {
			observed = append(observed, other.Column(c).Observed()...)
		}
		if len(observed) > 0 {
			one.Low, one.High = slices.Min(observed), slices.Max(observed)
		}
		if marks := w.filled[0].Imputed; marks != nil {
			for _, marked := range marks[c*w.raw.Rows : (c+1)*w.raw.Rows] {
				if marked {
					one.Imputed++
				}
			}
		}
		if w.treatment != nil {
			one.Treatment = w.treatment[c]
		}
		for i := range omissions {
			if omissions[i].Node == c {
				one.Influence = &omissions[i]
			}
		}
		w.r.Indicators = append(w.r.Indicators, one)
	}
	for i, n := range w.h.nodes {
		w.r.Nodes = append(w.r.Nodes, Combined{n, effective[w.tree.Leaves+i]})
	}
	return nil
}

// judge gives each unit the scores of its nodes, its two means, how much of it is imputed, and where it is weakest.
func (w *work) judge() error {
	imputed, err := w.tree.Marked(w.filled[0].Imputed, w.raw.Rows)
	if err != nil {
		return err
	}
	leaves, root := w.tree.Leaves, len(w.tree.Parent)-1
	for r := range w.r.Units {
		u := &w.r.Units[r]
		for n := leaves; n <= root; n++ {
			score, _ := w.nodes.At(r, n)
			u.Nodes = append(u.Nodes, score)
		}
		u.Arithmetic, _ = w.means[0].At(r, root)
		if w.geometric {
			if v, ok := w.means[1].At(r, root); ok {
				u.Geometric = &v
			}
		}
		u.Imputed, _ = imputed.At(r, root)
		u.Weakest = w.weakest(u.Nodes)
	}
	w.remember()
	return nil
}

// weakest is the node right below the index with the lowest score, the first among equals; -1 where indicators stand
// right below it.
func (w *work) weakest(scores []float64) int {
	at, root := -1, len(w.tree.Parent)-1
	for n := range w.h.nodes {
		if w.tree.Parent[w.tree.Leaves+n] == root && (at < 0 || scores[n] < scores[at]) {
			at = n
		}
	}
	return at
}

func compareIDs(a, b Unit) int { return strings.Compare(a.ID, b.ID) }

func fewUnits(n int) error {
	return fault.New(fault.Invalid, "evaluation.few_units", "count", n, "least", leastUnits)
}

// refusals are the words for what the mathematics refuses.
var refusals = []struct {
	err error
	key string
}{
	{composite.ErrDomain, "evaluation.refused.domain"},
	{sensitivity.ErrDomain, "evaluation.refused.domain"},
	{composite.ErrMissing, "evaluation.refused.missing"},
	{composite.ErrWeight, "evaluation.refused.weight"},
	{sensitivity.ErrWeight, "evaluation.refused.weight"},
	{composite.ErrValue, "evaluation.refused.value"},
	{sensitivity.ErrValue, "evaluation.refused.value"},
	{composite.ErrEmpty, "evaluation.refused.empty"},
	{composite.ErrTree, "evaluation.refused.weight"},
	{sensitivity.ErrTree, "evaluation.refused.weight"},
	{sensitivity.ErrUnits, "evaluation.refused.units"},
	{sensitivity.ErrPoints, "evaluation.refused.points"},
	{sensitivity.ErrRows, "evaluation.refused.points"},
	{sensitivity.ErrCertain, "evaluation.refused.certain"},
}

// refused puts a refusal of the mathematics into words: the figures or the method have to change. w names the places.
func refused(err error, w Where) error {
	if err == nil {
		return nil
	}
	if _, known := fault.As(err); known {
		return err
	}
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			if detail, ok := Detail(err, w); ok {
				return fault.Wrap(err, fault.Invalid, "evaluation.refused", "reason", i18n.Msg(r.key), "detail", detail)
			}
			return fault.Wrap(err, fault.Invalid, "evaluation.refused_plain", "reason", i18n.Msg(r.key))
		}
	}
	return err
}
