package evaluation

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"mihe/internal/base/i18n"
	"mihe/measure/composite"
)

// What a method may say in the fields that choose.
var (
	imputations    = []string{"none", "mean", "median"}
	normalisations = []string{"minmax", "efficacy", "z", "rank", "target"}
	weighings      = []string{"given", "equal", "entropy", "critic", "variation", "pca"}
	aggregations   = []string{"arithmetic", "geometric", "harmonic"}
	levels         = []string{"county", "prefecture", "province"}
)

// The most a method may ask for: what a county's machine does in a minute.
const (
	maxIndicators = 100
	maxRuns       = 100_000
	maxRows       = 16_384
	maxDepth      = 6
	maxItem       = 60 // characters of an indicator's name
)

var idPattern = regexp.MustCompile(`^[a-z0-9_]+(?:[-_][a-z0-9]+)*$`)

// itemPattern is what an indicator may be called: it is also the column of a file, whose headings are as a rule Chinese.
var itemPattern = regexp.MustCompile(`^[\pL\pN_]+(?:-[\pL\pN_]+)*$`)

// check refuses a method with the first field at fault.
func (m *Method) check() error {
	for _, check := range []func() error{m.checkHead, m.checkSteps, m.checkTree, m.checkChoices, m.checkUncertainty} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (m *Method) checkHead() error {
	switch {
	case m.Format != 1:
		return wrongField("format", "one_of", "list", "1")
	case !idPattern.MatchString(m.ID) || len(m.ID) > 60:
		return wrongField("id", "id")
	case m.Version < 1:
		return wrongField("version", "above", "least", 1)
	case m.Status != Illustrative && m.Status != Adopted:
		return wrongField("status", "one_of", "list", "illustrative, adopted")
	case m.Bands < 2 || m.Bands > 10:
		return wrongField("bands", "between", "least", 2, "most", 10)
	case m.Data.Level != "" && !slices.Contains(levels, m.Data.Level):
		return wrongField("data.level", "one_of", "list", strings.Join(levels, ", "))
	case m.Data.Level != "" && len(m.Data.Over) > 0 && m.Data.Period == "":
		return wrongField("data.period", "over")
	}
	for i, period := range m.Data.Over {
		if period == "" || slices.Contains(m.Data.Over[:i], period) {
			return wrongField("data.over", "twice")
		}
	}
	return named("title", m.Title)
}

// named refuses a text that is missing in one language.
func named(field string, n i18n.Name) error {
	if strings.TrimSpace(n.Zh) == "" || strings.TrimSpace(n.En) == "" {
		return wrongField(field, "both_languages")
	}
	return nil
}

// checkSteps refuses a step that nobody answered: an index whose choices are not explained is not an evaluation.
func (m *Method) checkSteps() error {
	for _, step := range Steps {
		answer, ok := m.Steps[step]
		if !ok {
			return wrongField("steps."+step, "unanswered")
		}
		if err := named("steps."+step, answer); err != nil {
			return err
		}
	}
	for step := range m.Steps {
		if !slices.Contains(Steps, step) {
			return wrongField("steps."+step, "one_of", "list", strings.Join(Steps, ", "))
		}
	}
	return nil
}

// checkTree refuses what is no hierarchy: one index, every node above others, every name once.
func (m *Method) checkTree() error {
	if len(m.Indicators) < 2 || len(m.Indicators) > maxIndicators {
		return wrongField("indicators", "between", "least", 2, "most", maxIndicators)
	}
	parents, above := map[string]string{}, map[string]bool{}
	roots := 0
	for _, n := range m.Nodes {
		if err := m.checkNode(n, parents); err != nil {
			return err
		}
		parents[n.ID] = n.Parent
		above[n.Parent] = true
		if n.Parent == "" {
			roots++
		}
	}
	if roots != 1 {
		return wrongField("nodes", "one_root", "count", roots)
	}
	for _, item := range m.Indicators {
		if err := m.checkItem(item, parents); err != nil {
			return err
		}
		parents[item.ID] = item.Parent
		above[item.Parent] = true
	}
	for _, n := range m.Nodes {
		if !above[n.ID] {
			return wrongField(child("nodes", n.ID, "id"), "childless")
		}
		if depth(parents, n.ID) > maxDepth {
			return wrongField(child("nodes", n.ID, "parent"), "deep", "most", maxDepth)
		}
	}
	return nil
}

// depth counts the nodes above one; a circle counts past every limit.
func depth(parents map[string]string, id string) (n int) {
	for id != "" && n <= maxDepth {
		id = parents[id]
		n++
	}
	return n
}

func (m *Method) checkNode(n Node, seen map[string]string) error {
	if !idPattern.MatchString(n.ID) {
		return wrongField(child("nodes", n.ID, "id"), "id")
	}
	if _, twice := seen[n.ID]; twice {
		return wrongField(child("nodes", n.ID, "id"), "twice")
	}
	if n.Parent != "" && !slices.ContainsFunc(m.Nodes, func(o Node) bool { return o.ID == n.Parent }) {
		return wrongField(child("nodes", n.ID, "parent"), "no_node", "id", n.Parent)
	}
	if n.Parent != "" && !weighs(n.Weight) {
		return wrongField(child("nodes", n.ID, "weight"), "positive")
	}
	return named(child("nodes", n.ID, "title"), n.Title)
}

func (m *Method) checkItem(item Item, seen map[string]string) error {
	field := func(name string) string { return child("indicators", item.ID, name) }
	_, twice := seen[item.ID]
	switch {
	case !itemPattern.MatchString(item.ID) || utf8.RuneCountInString(item.ID) > maxItem:
		return wrongField(field("id"), "item")
	case twice:
		return wrongField(field("id"), "twice")
	case !slices.ContainsFunc(m.Nodes, func(o Node) bool { return o.ID == item.Parent }):
		return wrongField(field("parent"), "no_node", "id", item.Parent)
	case !weighs(item.Weight):
		return wrongField(field("weight"), "positive")
	case item.Direction != "up" && item.Direction != "down":
		return wrongField(field("direction"), "one_of", "list", "up, down")
	case !finite(item.Worst) || !finite(item.Best) || !finite(item.Target):
		return wrongField(field("worst"), "finite")
	case (item.Worst == nil) != (item.Best == nil):
		return wrongField(field("worst"), "both_posts")
	case item.Worst != nil && ((*item.Worst < *item.Best) != (item.Direction == "up") || *item.Worst == *item.Best):
		return wrongField(field("best"), "posts_order")
	case m.Normalisation.By == "target" && item.Target == nil && item.Worst == nil:
		return wrongField(field("target"), "no_target")
	}
	return nil
}

// finite is true of a number that can be computed with, and of none.
func finite(v *float64) bool { return v == nil || math.Abs(*v) <= composite.Greatest }

func weighs(w float64) bool { return w > 0 && w <= 1e6 }

func (m *Method) checkChoices() error {
	n := m.Normalisation
	switch {
	case !(m.Screen.Least > 0 && m.Screen.Least <= 1):
		return wrongField("screen.least", "share")
	case m.Outliers != nil && !(m.Outliers.Skewness > 0 && m.Outliers.Kurtosis > 0 && m.Outliers.Points > 0):
		return wrongField("outliers", "positive")
	case !slices.Contains(imputations, m.Imputation.By):
		return wrongField("imputation.by", "one_of", "list", strings.Join(imputations, ", "))
	case !slices.Contains(normalisations, n.By):
		return wrongField("normalisation.by", "one_of", "list", strings.Join(normalisations, ", "))
	case !(n.Low >= 0 && n.Low < n.High && n.High <= 1e6):
		return wrongField("normalisation.low", "scale")
	case !slices.Contains(weighings, m.Weights.By):
		return wrongField("weights.by", "one_of", "list", strings.Join(weighings, ", "))
	case !slices.Contains(aggregations, m.Aggregation.By):
		return wrongField("aggregation.by", "one_of", "list", strings.Join(aggregations, ", "))
	case n.By == "efficacy" && (n.Low != 60 || n.High != 100):
		return wrongField("normalisation.low", "efficacy")
	case n.Low == 0 && (m.Aggregation.By != "arithmetic" || len(m.Uncertainty.Aggregations) > 0):
		return wrongField("normalisation.low", "geometric_zero")
	}
	return nil
}

// checkUncertainty refuses lists that say nothing new and sizes beyond a county's machine.
func (m *Method) checkUncertainty() error {
	u := m.Uncertainty
	for _, list := range []struct {
		field  string
		chosen []string
		known  []string
		own    string
	}{
		{"uncertainty.imputations", u.Imputations, imputations[1:], m.Imputation.By},
		{"uncertainty.normalisations", u.Normalisations, []string{"minmax", "rank", "z"}, m.Normalisation.By},
		{"uncertainty.aggregations", u.Aggregations, []string{"arithmetic", "geometric"}, m.Aggregation.By},
		{"uncertainty.weights", u.Weights, weighings, m.Weights.By},
	} {
		for i, c := range list.chosen {
			if !slices.Contains(list.known, c) {
				return wrongField(list.field, "one_of", "list", strings.Join(list.known, ", "))
			}
			if c == list.own || slices.Contains(list.chosen[:i], c) {
				return wrongField(list.field, "twice")
			}
		}
	}
	switch {
	case u.Runs < 200 || u.Runs > maxRuns:
		return wrongField("uncertainty.runs", "between", "least", 200, "most", maxRuns)
	case u.Rows != 0 && (u.Rows < 64 || u.Rows > maxRows || u.Rows&(u.Rows-1) != 0):
		return wrongField("uncertainty.rows", "power", "least", 64, "most", maxRows)
	case !(u.Band >= 0 && u.Band <= 1) || math.IsNaN(u.Band):
		return wrongField("uncertainty.band", "share")
	case u.Treatment && m.Outliers == nil:
		return wrongField("uncertainty.treatment", "no_outliers")
	case u.Band == 0 && !u.LeaveOut && !u.Treatment && len(u.Imputations)+len(u.Normalisations)+len(u.Aggregations)+len(u.Weights) == 0:
		return wrongField("uncertainty", "certain")
	case m.Aggregation.By == "harmonic" && len(u.Aggregations) > 0:
		return wrongField("uncertainty.aggregations", "harmonic")
	}
	return nil
}
