package steeringweb

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"mihe/internal/account/evaluation/evaluationweb"
	"mihe/internal/account/indicator"
	"mihe/internal/base/web"
)

// boardView is the overview: what is not measured, the four gaps, the 17 actions.
type boardView struct {
	Lead     string // after the stressed words: what the figures can tell, and which are older than the plan
	Lacks    lacking
	Cards    []card
	Nothing  string // why there is no card
	Groups   []group
	Beside   templ.Component // what a programme says of its own; nil says nothing
	Together templ.Component // the shipped evaluations; nil where there is nothing to show
}

// board answers GET /.
func (h handlers) board(r *web.Request) (web.View, error) {
	ctx, p := r.Context(), r.Page
	together := indicator.Meanwhile(func() (templ.Component, error) { return h.evaluations(r) })
	from := h.Indicators(r.Who)
	list, err := from.List(ctx, r.Who)
	if err != nil {
		return web.View{}, err
	}
	openings, err := from.Headlines(ctx, r.Who)
	if err != nil {
		return web.View{}, err
	}
	v := boardView{Lead: join(p, p.T("steering.board.lead.after"), baseline(p, openings, h.Plan.Document.Date)), Lacks: lacks(p, list, from.Public()), Groups: groups(p, h.Plan, list)}
	if len(openings) == 0 {
		v.Nothing = p.T("steering.board.nothing")
		if from.Public() {
			v.Nothing = p.T("steering.board.unpublished")
		}
	}
	for i, o := range openings {
		e, err := h.gather(ctx, r.Who, o.Gap)
		if err != nil {
			return web.View{}, err
		}
		v.Cards = append(v.Cards, newCard(p, "c"+strconv.Itoa(i+1), o.Kind, e))
	}
	if v.Together, err = together(); err != nil {
		return web.View{}, err
	}
	if h.Beside != nil {
		if v.Beside, err = h.Beside(r); err != nil {
			return web.View{}, err
		}
	}
	return web.View{Figures: true, Title: p.T("steering.board.title"), Menu: "/", Body: boardPage(p, v)}, nil
}

func (h handlers) evaluations(r *web.Request) (templ.Component, error) {
	if h.Evaluations == nil {
		return nil, nil //nolint:nilnil // nothing to show is no fault
	}
	return evaluationweb.Board(r, h.Evaluations)
}

// baseline names the gaps whose figures are older than the plan.
func baseline(p web.Page, openings []indicator.Opening, issued string) string {
	var names []string
	for _, o := range openings {
		if o.BeforePlan {
			names = append(names, p.T("steering.board.quoted", "name", gapName(p, o.Kind)))
		}
	}
	if names == nil {
		return ""
	}
	return p.T("steering.board.baseline", "gaps", strings.Join(names, p.T("steering.list.comma")), "date", p.Period(issued))
}
