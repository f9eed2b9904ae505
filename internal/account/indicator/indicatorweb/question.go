package indicatorweb

import (
	"slices"

	"mihe/internal/account/indicator"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// question reads what a request asks; without by it is the first grouping that the data permits.
func question(r *web.Request, sum indicator.Summary) indicator.Question {
	q := r.URL.Query()
	asked := indicator.Question{
		ID: sum.Indicator.ID, By: indicator.By(q.Get("by")), Within: q.Get("within"), Period: q.Get("period"),
	}
	if asked.By == "" && len(sum.By) > 0 {
		asked.By = firstChoice(sum)
	}
	return asked
}

// firstChoice is how an indicator is shown when nobody asked: by province, where the map is; else the first permitted.
func firstChoice(sum indicator.Summary) indicator.By {
	if slices.Contains(sum.By, indicator.ByProvince) {
		return indicator.ByProvince
	}
	return sum.By[0]
}

// ifPermitted answers a comparison that stands beside the one asked for; nil when the data does not permit it.
func (h *handlers) ifPermitted(r *web.Request, q indicator.Question) (*indicator.Gap, error) {
	g, err := h.Indicators(r.Who).Gap(r.Context(), r.Who, q)
	if err != nil && fault.KindOf(err) == fault.Invalid {
		return nil, nil // a refusal is an answer: there is nothing to show beside
	}
	return g, err
}

// summary finds the line of an indicator in the list.
func (h *handlers) summary(r *web.Request, id string) (indicator.Summary, error) {
	list, err := h.Indicators(r.Who).List(r.Context(), r.Who)
	if err != nil {
		return indicator.Summary{}, err
	}
	for _, s := range list {
		if s.Indicator.ID == id {
			return s, nil
		}
	}
	return indicator.Summary{}, fault.New(fault.NotFound, "indicator.page.unknown", "id", id)
}
