package evaluationweb

import (
	"context"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// Reports are the report of a result in each language, as files that stand alone: report.zh-CN.html, report.en.html.
func Reports(ctx context.Context, words *i18n.Catalog, r *evaluation.Result) ([]evaluation.File, error) {
	var files []evaluation.File
	for _, lang := range i18n.Langs {
		p := web.NewPage(words, lang)
		body, err := p.Document(ctx, web.Document{
			Title: web.Unmarked(web.Mark(p.Name(r.Method.Title))), Banner: banner(p, r), BannerOf: p.T("evaluation.status.name"),
			Body: report(newOutcome(p, r)),
		})
		if err != nil {
			return nil, err
		}
		files = append(files, evaluation.File{Name: "report." + string(lang) + ".html", Bytes: body})
	}
	return files, nil
}

// banner warns of a method nobody decided on, and of figures that are not for everybody.
func banner(p web.Page, r *evaluation.Result) string {
	says := status(p, r.Method)
	if r.Internal {
		says = p.T("evaluation.both", "first", says, "second", p.T("evaluation.page.internal"))
	}
	return says
}

// contents leads to the sections, in their order.
func (o *outcome) contents() (list []web.Choice) {
	for _, p := range o.sections() {
		list = append(list, web.Choice{Label: p.Title, Href: "#" + p.ID})
	}
	return append(list, web.Choice{Label: o.T("evaluation.steps.title"), Href: "#steps"},
		web.Choice{Label: o.T("evaluation.units.title"), Href: "#units"}, web.Choice{Label: o.T("evaluation.id.title"), Href: "#identity"})
}

// sections are all parts with a picture or a table.
func (o *outcome) sections() []part {
	return append(o.parts(), o.figurePart(), o.outlierPart(), o.weightPart(), o.excludedPart())
}

// parts are the sections of a report between its opening and its method, in their order.
func (o *outcome) parts() []part {
	list := []part{o.bandPart(), o.scorePart(), o.meanPart()}
	if len(o.pillars) > 0 {
		list = append(list, o.pillarPart())
	}
	if len(o.r.Panel) > 0 {
		list = append(list, o.pastPart())
	}
	list = append(list, o.firmPart(), o.tiePart(), o.influencePart())
	if left, asked := o.omissionPart(); asked {
		list = append(list, left)
	}
	return list
}

// numbers open a report.
func (o *outcome) numbers() []web.Num {
	return []web.Num{
		{Label: o.T("evaluation.number.judged"), Value: o.count()},
		{Label: o.T("evaluation.number.excluded"), Value: whole(len(o.r.Excluded))},
		{Label: o.T("evaluation.number.indicators"), Value: whole(len(o.r.Indicators))},
		{Label: o.T("evaluation.number.runs"), Value: whole(o.r.Robustness.Runs)},
	}
}

// limits are what a result cannot say.
func (o *outcome) limits() []string {
	return []string{
		o.T("evaluation.limit.association"), o.T("evaluation.limit.before_plan"), o.T("evaluation.limit.league"),
		o.T("evaluation.limit.weights"), o.T("evaluation.limit.compensation"),
	}
}
