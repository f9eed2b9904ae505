package indicatorweb

import (
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// refused rewrites a refusal of the service, which speaks to a command line, for someone who reads a page: what was
// asked, in words, and what exists instead. Other failures pass unchanged.
func (h *handlers) refused(r *web.Request, sum indicator.Summary, q indicator.Question, err error) error {
	p, public := r.Page, h.Indicators(r.Who).Public()
	e, ok := fault.As(err)
	if !ok {
		return err
	}
	subject := p.Name(sum.Indicator.Subject).Text
	switch e.Key {
	case "indicator.by.refused", "indicator.by.unknown", "indicator.within.one_region":
		return fault.New(e.Kind, "indicator.page.refused", "subject", subject, "list", byWords(p, sum.By)).At(e.Field)
	case "indicator.period.unknown":
		return fault.New(e.Kind, "indicator.page.no_period", "subject", subject, "list", periodWords(p, sum.Periods)).At(e.Field)
	case "indicator.within.too_small":
		return fault.New(e.Kind, "indicator.page.too_small", "code", q.Within, "by", p.T("indicator.by."+string(q.By))).At(e.Field)
	case "indicator.no_data":
		if public {
			return fault.New(e.Kind, "indicator.page.nothing", "subject", subject).At(e.Field)
		}
	case "indicator.region.unknown":
		return fault.New(e.Kind, "indicator.page.no_region", "code", q.Within).At(e.Field)
	}
	return err
}

func byWords(p web.Page, list []indicator.By) string {
	words := make([]string, len(list))
	for i, by := range list {
		words[i] = p.T("indicator.by." + string(by))
	}
	return strings.Join(words, p.T("indicator.comma"))
}

func periodWords(p web.Page, list []string) string {
	words := make([]string, len(list))
	for i, period := range list {
		words[i] = p.Period(period)
	}
	return strings.Join(words, p.T("indicator.comma"))
}
