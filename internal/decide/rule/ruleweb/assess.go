package ruleweb

import (
	"net/http"
	"slices"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/money"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
)

// assessForm asks what a version would change.
type assessForm struct {
	Action, Problem string
	Item, Price     web.Field
	Items           []web.Option
}

// each is the price of one unit of a number, and yes what a yes costs: the names that rule.Question gives them.
const (
	each = "each"
	yes  = "true"
)

func newAssess(p web.Page, x rule.Viewed, f refused) *assessForm {
	a := &assessForm{
		Action: p.Link("/rules/" + x.Set + "/" + x.Version.Version + "/assess"),
		Item:   f.field(p, "assess", "item", web.Field{}), Price: f.field(p, "assess", "price", web.Field{}),
		Items: []web.Option{{Value: "", Label: web.Plain(p.T("rule.page.assess.all"))}},
	}
	for _, o := range result(x).Options {
		a.Items = append(a.Items, web.Option{Value: o.ID, Label: p.Name(o.Title)})
	}
	if f.form == "assess" {
		a.Problem = f.above(p, "item", "price")
	}
	return a
}

// result is the step that is the answer of a version.
func result(x rule.Viewed) rule.Step {
	d := x.Rules.Document()
	return d.Steps[slices.IndexFunc(d.Steps, func(s rule.Step) bool { return s.ID == d.Result })]
}

// assess answers POST /rules/{set}/{version}/assess: the report is kept, and shown.
func (h handlers) assess(w http.ResponseWriter, r *web.Request) error {
	if err := r.Who.CheckAt(rule.CanPropose, h.Rules.Home); err != nil {
		return err // before a wrong price is looked at
	}
	x, err := h.viewed(r, r.PathValue("version"))
	if err != nil {
		return err
	}
	supply := h.Supply(x.Set)
	if supply == nil {
		return fault.New(fault.Conflict, "rule.page.assess.none")
	}
	f := refused{form: "assess", typed: map[string]string{"item": r.PostFormValue("item"), "price": r.PostFormValue("price")}}
	q, err := question(x, supply, f.typed["item"], f.typed["price"])
	var id string
	if err == nil {
		id, _, err = h.Rules.Weigh(r.Context(), r.Who, x.Version.Version, q, supply.Cases(r.Context(), r.Who, x.Rules))
	}
	if e, status, ok := web.Refusal(err); ok {
		f.err = e
		return h.version(w, r, status, x.Version.Version, f)
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/rules/"+x.Set+"/"+x.Version.Version+"/reports/"+id)
}

// question is what the form asks: about one item of a list or about all of it, and what one of them costs in a year.
func question(x rule.Viewed, supply *Supply, item, price string) (rule.Question, error) {
	q := rule.Question{Least: supply.Least, Gap: rule.GapQuestion{Group: supply.Group, Reference: supply.Reference, Item: item}}
	step := result(x)
	collects := step.Table != nil && step.Table.Hit == rule.Collect
	if item != "" && collects {
		q.Items, q.Served = []string{item}, slices.Contains(supply.Held, item)
	}
	price = strings.TrimSpace(price)
	if price == "" {
		return q, nil
	}
	fen, err := money.Parse(price)
	if err != nil || fen < 0 {
		return q, fault.New(fault.Invalid, "rule.page.assess.price.wrong").At("price")
	}
	of := item
	switch {
	case step.Kind == rule.Number:
		of = each
	case step.Kind == rule.Boolean:
		of = yes
	case item == "":
		return q, fault.New(fault.Invalid, "rule.page.assess.price.of").At("price")
	}
	q.Prices = map[string]money.Fen{of: fen}
	return q, nil
}
