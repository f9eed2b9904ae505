package indicatorweb

import (
	"mihe/internal/account/indicator"
	"mihe/internal/base/web"
)

// json answers a comparison exactly as `mihe gap ID --json` prints it.
func (h *handlers) json(ind *indicator.Indicator) func(*web.Request) (web.File, error) {
	return func(r *web.Request) (web.File, error) {
		g, err := h.asked(r, ind.ID)
		if err != nil {
			return web.File{}, err
		}
		return web.JSONFile(fileName(g, "json"), g.Wire(r.Page.Words(), r.Page.Lang))
	}
}

// asked answers the comparison a request asks for.
func (h *handlers) asked(r *web.Request, id string) (*indicator.Gap, error) {
	sum, err := h.summary(r, id)
	if err != nil {
		return nil, err
	}
	q := question(r, sum)
	g, err := h.Indicators(r.Who).Gap(r.Context(), r.Who, q)
	if err != nil {
		return nil, h.refused(r, sum, q, err)
	}
	return g, nil
}

// fileName says what is inside: bath_province_2020-11-01.csv.
func fileName(g *indicator.Gap, ext string) string {
	name := g.Indicator.ID + "_" + string(g.Question.By)
	if g.Question.Within != "" {
		name += "_" + g.Question.Within
	}
	return name + "_" + g.Question.Period + "." + ext
}
