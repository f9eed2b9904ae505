package evaluationweb

import (
	"strconv"
	"strings"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/web"
)

// stepFacts are the ten steps of the handbook with the method's answers, in two columns.
func stepFacts(p web.Page, m *evaluation.Method) [][]web.Fact {
	var list []web.Fact
	for i, step := range evaluation.Steps {
		list = append(list, web.Fact{
			Term: p.T("evaluation.step.numbered", "n", i+1, "step", p.T("evaluation.step."+step)), Says: []web.Text{p.Name(m.Steps[step])},
		})
	}
	half := (len(list) + 1) / 2
	return [][]web.Fact{list[:half], list[half:]}
}

// status says loudly whether anybody decided on the method.
func status(p web.Page, m *evaluation.Method) string { return p.T("evaluation.status." + m.Status) }

// identity is what the result can be told by, and computed again from.
func (o *outcome) identity() []web.Fact {
	m, again := o.r.Method, "evaluation.id.node"
	if len(o.r.Sources) == 0 {
		again = "evaluation.id.file"
	}
	return []web.Fact{
		{Term: o.T("evaluation.id.method"), Says: []web.Text{web.Plain(o.T("evaluation.id.version", "id", m.ID, "version", m.Version)), web.Plain("SHA-256 " + spaced(m.Hash))}},
		{Term: o.T("evaluation.id.data"), Says: []web.Text{web.Plain("SHA-256 " + spaced(o.r.DataHash))}},
		{Term: o.T("evaluation.id.seed"), Says: []web.Text{web.Plain(strconv.FormatUint(m.Seed, 10))}},
		{Term: o.T("evaluation.id.again"), Says: []web.Text{web.Plain(o.T(again))}},
	}
}

// spaced breaks a hash into groups of eight, so that it can be read out and wraps on a phone.
func spaced(hash string) string {
	var b strings.Builder
	for i, r := range hash {
		if i > 0 && i%8 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
