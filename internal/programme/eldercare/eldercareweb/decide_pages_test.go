package eldercareweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
	"mihe/internal/register/party/partytest"
)

// send fills in a form of a page as a browser would and posts it; do is what the form is for.
func (d *desk) send(t *testing.T, who access.Actor, doc *goquery.Document, do string, more url.Values, want int) *goquery.Document {
	t.Helper()
	form := doc.Find(`form[action*="/eldercare/cases/"]`).FilterFunction(func(_ int, f *goquery.Selection) bool {
		return f.Find(`input[name="do"]`).AttrOr("value", "") == do
	})
	if form.Length() != 1 {
		t.Fatalf("%d forms for %q", form.Length(), do)
	}
	values := url.Values{}
	form.Find(`input[type="hidden"]`).Each(func(_ int, in *goquery.Selection) { values.Set(in.AttrOr("name", ""), in.AttrOr("value", "")) })
	for name, list := range more {
		if form.Find(`[name="`+name+`"]`).Length() == 0 {
			t.Fatalf("the form for %q has no field %s", do, name)
		}
		values[name] = list
	}
	_, got := d.ask(t, who, form.AttrOr("action", ""), values, want)
	return got
}

// look is ask for a page that must exist.
func (d *desk) look(t *testing.T, who access.Actor, path string) *goquery.Document {
	t.Helper()
	_, doc := d.ask(t, who, path, nil, http.StatusOK)
	return doc
}

// TestThePagesOfADecision: from the assessment to the decision on the appeal, each on the page of whoever has that duty; what is refused comes
// back with what was typed.
func TestThePagesOfADecision(t *testing.T) {
	d := newDesk(t)
	at := partytest.County
	handler, assessor, decider, reviewer := d.Officer(eldercaretest.Handler, at), d.Officer(eldercaretest.Assessor, at), d.Officer(eldercaretest.Decider, at), d.Officer(eldercaretest.Reviewer, at)
	r, err := d.Elders.Apply(t.Context(), d.Resident(d.Elder), eldercare.Application{Person: d.Elder, Answers: eldercaretest.Answers()})
	if err != nil {
		t.Fatal(err)
	}
	id := r.Case.ID
	act := func(who access.Actor, deed casework.Deed) {
		t.Helper()
		c, _, err := d.Elders.Desk.View(t.Context(), who, id, "")
		if err != nil {
			t.Fatal(err)
		}
		deed.Seen = c.Actions
		if _, err := d.Elders.Desk.Act(t.Context(), who, id, deed); err != nil {
			t.Fatal(err)
		}
	}
	act(handler, casework.Deed{Step: "accept"})

	doc := d.look(t, assessor, "/eldercare/cases/"+id+"/assess?lang=en")
	record := url.Values{}
	for name, answer := range eldercaretest.Assessed() {
		record.Set(name, answer)
	}
	record.Set("self_care", "91")
	doc = d.send(t, assessor, doc, "", record, http.StatusUnprocessableEntity)
	if got := words(doc.Find(".field.err")); !strings.Contains(got, "0 to 90") || doc.Find(`input[name="mobility"]`).AttrOr("value", "") != "6" {
		t.Errorf("too many points: %s", got)
	}
	record.Set("self_care", "12")
	d.send(t, assessor, doc, "", record, http.StatusSeeOther)

	doc = d.look(t, decider, "/eldercare/cases/"+id+"/decide?lang=en")
	if got := words(doc.Find("#missing").Closest("section")); !strings.Contains(got, "chosen form of supporteconomic hardship recognised by the local authorityrecognised as destitutefamily that lost its only child") {
		t.Errorf("the one list: %s", got)
	}
	if got := words(doc.Find("#facts").Closest("section")); !strings.Contains(got, "grade of abilityseverely impaired") || !strings.Contains(got, "degree of disabilitysecond") {
		t.Errorf("what is known: %s", got)
	}
	doc = d.send(t, decider, doc, "decide", url.Values{"hardship": {"true"}}, http.StatusUnprocessableEntity)
	if got := words(doc.Find(".field.err")); !strings.Contains(got, "where you found this") || doc.Find(`input[name="hardship"][value="true"][checked]`).Length() != 1 {
		t.Errorf("found nowhere: %s", got)
	}
	found := url.Values{"hardship": {"true"}, "destitute": {"false"}, "lost_only_child": {"false"}, "source": {"sample list"}}
	d.send(t, decider, doc, "decide", found, http.StatusSeeOther)

	doc = d.look(t, handler, "/eldercare/cases/"+id+"/notice?lang=en")
	if items := doc.Find("ol.howto li").Length(); items != 9 {
		t.Errorf("%d items on the notice: %s", items, words(doc.Find("main")))
	}
	if name := "\u5408\u6210-"; strings.Contains(words(doc.Find("main")), name) {
		t.Error("the notice names somebody")
	}
	d.send(t, handler, doc, "", nil, http.StatusSeeOther)
	if doc := d.look(t, d.Resident(d.Elder), "/eldercare/cases/"+id+"/notice?lang=en"); !strings.Contains(words(doc.Find("#appeal").Closest("section")), "until 2026-05-06") || doc.Find("main form").Length() != 0 {
		t.Errorf("the person reads: %s", words(doc.Find("main")))
	}

	act(d.Resident(d.Elder), casework.Deed{Step: "appeal", Way: casework.Way{Channel: access.Web}})
	d.ask(t, decider, "/eldercare/cases/"+id+"/decide", nil, http.StatusForbidden)
	doc = d.look(t, reviewer, "/eldercare/cases/"+id+"/decide?lang=en")
	if doc.Find(`a[href^="/decisions/decision_"]`).Length() == 0 || doc.Find(`input[value="ask"]`).Length() != 0 {
		t.Errorf("the reviewer sees: %s", words(doc.Find("main")))
	}
	doc = d.send(t, reviewer, doc, "review", found, http.StatusUnprocessableEntity)
	if got := words(doc.Find(".field.err")); !strings.Contains(got, "Why it is changed") {
		t.Errorf("without a reason: %s", got)
	}
	d.send(t, reviewer, doc, "uphold", nil, http.StatusSeeOther)
}
