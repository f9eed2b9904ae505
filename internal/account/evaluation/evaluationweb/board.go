package evaluationweb

import (
	"github.com/a-h/templ"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// card is a method's result in short.
type card struct {
	web.Finding
	Status  string
	Key     []web.Band
	Picture web.Stacks
	Own     []own
}

// Board is what a board says of the shipped methods: bands with their intervals, both means side by side, and for an account
// its own place. It is nil where there is no result for the reader.
func Board(r *web.Request, s *evaluation.Service) (templ.Component, error) {
	var cards []card
	for _, m := range s.Methods.All() {
		result, err := s.Short(r.Context(), r.Who, m.ID)
		if none(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		o := newOutcome(r.Page, result)
		c := o.card()
		for _, u := range ownUnits(result, r.Who) {
			c.Own = append(c.Own, o.own(u))
		}
		cards = append(cards, c)
	}
	if cards == nil {
		return nil, nil //nolint:nilnil // nothing to show is no fault
	}
	return board(r.Page, cards), nil
}

// none tells whether there is no result for this reader, which is no fault of the page.
func none(err error) bool {
	wrong, refused := fault.As(err)
	return refused && (wrong.Kind == fault.Invalid || wrong.Kind == fault.NotFound)
}

func (o *outcome) card() card {
	b, m := o.bandPart(), o.r.Method
	firm := 0
	for _, u := range o.r.Units {
		if u.BestBand == u.WorstBand {
			firm++
		}
	}
	c := card{Status: status(o.Page, m), Key: o.key(), Picture: o.stacks()}
	c.Finding = web.Finding{
		Kicker: o.T("evaluation.card.kicker"), Title: o.Name(m.Title), Href: o.Link(path(m)),
		Say:       o.T("evaluation.card.say", "units", o.count(), "groups", whole(o.r.Robustness.Groups), "firm", roughly(float64(firm)/float64(len(o.r.Units)))),
		Nums:      o.means(),
		Completed: o.T("evaluation.card.complete", "units", o.count(), "excluded", whole(len(o.r.Excluded))), Full: len(o.r.Excluded) == 0,
		Source: o.T("evaluation.card.source.adopted"), Table: b.Table,
	}
	if m.Status == evaluation.Illustrative {
		c.When, c.Source = o.T("evaluation.card.illustrative"), o.T("evaluation.card.source")
	}
	if o.r.Internal {
		c.Mark = o.T("evaluation.card.internal")
	}
	return c
}

// means are both means of all units, side by side.
func (o *outcome) means() []web.Num {
	list := []web.Num{{
		Label: o.T("evaluation.card.arithmetic"), Unit: o.T("evaluation.own.score.unit"),
		Value: score(spreadOf(valuesOf(o.r.Units, func(u evaluation.Judged) float64 { return u.Arithmetic })).middle),
	}}
	if o.r.Units[0].Geometric == nil {
		return list
	}
	return append(list, web.Num{
		Label: o.T("evaluation.card.geometric"), Unit: o.T("evaluation.own.score.unit"),
		Value: score(spreadOf(valuesOf(o.r.Units, func(u evaluation.Judged) float64 { return *u.Geometric })).middle),
	})
}

// Place is what the shipped methods say of one place; nil where none judged it.
func Place(r *web.Request, s *evaluation.Service, k region.Key) (templ.Component, error) {
	var list []placed
	for _, m := range s.Methods.All() {
		if m.Data.Level != k.Level.String() {
			continue
		}
		result, err := s.Short(r.Context(), r.Who, m.ID)
		if none(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, u := range result.Units {
			if u.ID == string(k.Code) {
				o := newOutcome(r.Page, result)
				list = append(list, placed{o.own(u), o.Name(m.Title), o.Link(path(m)), status(o.Page, m)})
			}
		}
	}
	if list == nil {
		return nil, nil //nolint:nilnil // nothing to show is no fault
	}
	return place(r.Page, list), nil
}

// placed is one place in one method's result.
type placed struct {
	Own    own
	Title  web.Text
	Href   string
	Status string
}
