package app

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"mihe/internal/account/openness"
	"mihe/internal/base/access"
	"mihe/internal/record/fact"
)

// The hands that bring a series where a step can be taken.
var (
	proposer = access.System("proposer", openness.CanRead, openness.CanPropose)
	reviewer = access.System("reviewer", openness.CanReview)
	approver = access.System("approver", openness.CanApprove)
)

// publicationSteps are the steps by what the object column calls them, with the states of the series before.
var publicationSteps = map[string]struct {
	step   openness.Step
	before []openness.Step
}{
	"propose":                {openness.Propose, nil},
	"review":                 {openness.Review, []openness.Step{openness.Propose}},
	"approve":                {openness.Approve, []openness.Step{openness.Propose, openness.Review}},
	"refuse":                 {openness.Refuse, []openness.Step{openness.Propose}},
	"withdraw":               {openness.Withdraw, []openness.Step{openness.Propose, openness.Review, openness.Approve}},
	"review, I proposed it":  {openness.Review, []openness.Step{openness.Propose}},
	"approve, I proposed it": {openness.Approve, []openness.Step{openness.Propose, openness.Review}},
	"approve, I reviewed it": {openness.Approve, []openness.Step{openness.Propose, openness.Review}},
	"an unpublished series":  {openness.Propose, nil},
	"a published one":        {openness.Withdraw, []openness.Step{openness.Propose, openness.Review, openness.Approve}},
}

// unseen is the indicator of which nothing is published.
const unseen = "small_firms_cloud"

// publication imports one series for each object and brings it into its state.
func (w *world) publication(t *testing.T) {
	t.Helper()
	w.series = map[string]string{}
	for _, object := range slices.Sorted(maps.Keys(publicationSteps)) {
		text := "indicator,region,period,sex,residence,value,state,source,vintage\n"
		variable := "digital_campus"
		if object == "an unpublished series" {
			variable = unseen
		}
		for _, at := range []string{"520521", "520526"} {
			text += fmt.Sprintf("%s,%s,2021,,,40,observed,for %s,2021-12\n", variable, at, strings.ReplaceAll(object, ",", ""))
		}
		known := w.listed(t)
		_, err := w.Facts.Import(t.Context(), access.Operator(), csvOf(text), fact.ImportOptions{})
		w.must(t, err)
		for _, id := range w.listed(t) {
			if !slices.Contains(known, id) {
				w.series[object] = id
			}
		}
		w.bring(t, object, nil)
	}
}

func (w *world) listed(t *testing.T) (ids []string) {
	t.Helper()
	list, err := w.Openness.List(t.Context(), proposer)
	w.must(t, err)
	for _, l := range list {
		ids = append(ids, l.ID())
	}
	return ids
}

// bring takes the steps before an object's step; hands are taken instead of the usual ones.
func (w *world) bring(t *testing.T, object string, hands map[openness.Step]access.Actor) {
	t.Helper()
	usual := map[openness.Step]access.Actor{openness.Propose: proposer, openness.Review: reviewer, openness.Approve: approver}
	for _, step := range publicationSteps[object].before {
		wish := openness.Wish{Step: step, Series: []string{w.series[object]}}
		if step == openness.Propose {
			wish.Attribute, wish.Basis = openness.Active, "for this test"
		}
		who, other := hands[step]
		if !other {
			who = usual[step]
		}
		w.must(t, w.Openness.Take(t.Context(), who, wish))
	}
}

// byMe has the person of p take the step before, as somebody of two roles would.
func (w *world) byMe(t *testing.T, object string, p *person) {
	t.Helper()
	held, err := w.Accounts.Show(t.Context(), access.Operator(), p.account)
	w.must(t, err)
	now, _, err := w.Openness.History(t.Context(), proposer, w.series[object])
	w.must(t, err)
	back := openness.Wish{Step: openness.Refuse, Series: []string{w.series[object]}, Reason: "for this test"}
	if now.Public() {
		back.Step = openness.Withdraw
	}
	w.must(t, w.Openness.Take(t.Context(), reviewer, back))
	before, hand := openness.Propose, proposer
	if strings.HasSuffix(object, "I reviewed it") {
		before, hand = openness.Review, reviewer
	}
	hand.Person = held.Person
	w.bring(t, object, map[openness.Step]access.Actor{before: hand})
}

// publicationRequest takes a step for the series of the object, or looks at it.
func (w *world) publicationRequest(t *testing.T, q *request, object string, p *person) {
	t.Helper()
	q.path = strings.Replace(q.path, "{id}", w.series[object], 1)
	if q.method != http.MethodPost {
		return
	}
	if strings.Contains(object, ", I ") && p.account != "" && (p.Role == string(Reviewer) || p.Role == string(Approver)) {
		w.byMe(t, object, p)
	}
	step := publicationSteps[object].step
	q.form = url.Values{"step": {string(step)}, "series": {w.series[object]}, "reason": {"for this test"}}
	if step == openness.Propose {
		q.form = url.Values{"step": {string(step)}, "series": {w.series[object]}, "attribute": {string(openness.Active)}, "basis": {"for this test"}}
	}
}

// indicator is the indicator that a page or a download is about.
func (w *world) indicator(object string) string {
	if object == "an unpublished series" {
		return unseen
	}
	return "bath"
}
