package eldercareweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mihe/internal/act/casework"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
	"mihe/internal/register/party/partytest"
)

// TestThePagesOfACorrection: the office ticks what is missing, and what was ticked stays when it is refused; a village officer writes the
// answer down and must say how it was given; nobody types a code.
func TestThePagesOfACorrection(t *testing.T) {
	d := newDesk(t)
	handler, village := d.Officer(eldercaretest.Handler, partytest.County), d.Officer(eldercaretest.Village, partytest.North)
	r, err := d.Elders.Apply(t.Context(), d.Resident(d.Elder), eldercare.Application{Person: d.Elder, Answers: eldercaretest.Answers()})
	if err != nil {
		t.Fatal(err)
	}
	path := "/eldercare/cases/" + r.Case.ID
	doc := d.look(t, handler, path+"/correct?lang=en")
	if got := doc.Find(`input[name="missing"][checked]`); got.Length() != 1 || got.AttrOr("value", "") != "placement" {
		t.Errorf("ticked to begin with: %d", got.Length())
	}
	if got := words(doc.Find("main form")); !strings.Contains(got, "Which basic pension scheme are you in? (answer: residents)") ||
		!strings.Contains(got, "recognition as destitute (no register says it)") || strings.Contains(got, "degree of disability") {
		t.Errorf("the list: %s", got)
	}
	if doc.Find(`main form input[type="text"], main form textarea`).Length() != 0 {
		t.Error("something is typed")
	}
	doc = d.send(t, handler, doc, "", nil, http.StatusUnprocessableEntity)
	if got := words(doc.Find(".field.err")); !strings.Contains(got, "Tick at least one") || doc.Find(`input[name="missing"][checked]`).Length() != 0 {
		t.Errorf("nothing ticked: %s", got)
	}
	d.send(t, handler, doc, "", url.Values{"missing": {"pension_scheme", "destitute"}}, http.StatusSeeOther)
	d.ask(t, handler, path+"/correct", nil, http.StatusConflict)

	doc = d.look(t, village, path+"/answer?lang=en")
	if got := words(doc.Find("main form")); !strings.Contains(got, "Which basic pension scheme") || !strings.Contains(got, "recognition as destitute") || strings.Contains(got, "special merit") {
		t.Errorf("asked: %s", got)
	}
	answer := url.Values{"pension_scheme": {"none"}, "papers": {"destitute"}}
	doc = d.send(t, village, doc, "", answer, http.StatusUnprocessableEntity)
	if got := words(doc.Find(".field.err")); !strings.Contains(got, "how the person asked") || doc.Find(`input[value="none"][checked]`).Length() != 1 || doc.Find(`input[name="papers"][checked]`).Length() != 1 {
		t.Errorf("without the way: %s", got)
	}
	answer.Set("channel", "voice")
	d.send(t, village, doc, "", answer, http.StatusSeeOther)
	c, actions, err := d.Elders.Desk.View(t.Context(), d.Resident(d.Elder), r.Case.ID, "")
	if err != nil || c.State != "received" || len(c.Missing) != 0 || actions[2].Channel != "voice" || actions[2].OnBehalfOf != d.Elder {
		t.Errorf("answered: %+v, %v", c, err)
	}

	if doc = d.look(t, d.Resident(d.Elder), path+"/answer?lang=en"); doc.Find(`input[name="channel"], button[name="do"]`).Length() != 0 || doc.Find("textarea").Length() != 1 {
		t.Errorf("to say anew: %s", words(doc.Find("main form")))
	}
	d.send(t, d.Resident(d.Elder), doc, "", url.Values{"note": {"The roof leaks."}}, http.StatusSeeOther)
	d.ask(t, d.Resident(d.Neighbour), path+"/answer", nil, http.StatusNotFound)

	deed := casework.Deed{Step: "refuse", Reason: "twice", Seen: 4}
	if _, err := d.Elders.Desk.Act(t.Context(), handler, r.Case.ID, deed); err != nil {
		t.Fatal(err)
	}
	doc = d.look(t, handler, path+"/notice?lang=en")
	if got := words(doc.Find("main")); !strings.Contains(got, "not accepted: applied for twice") || doc.Find("#due, #why").Length() != 0 {
		t.Errorf("the notice of a refusal: %s", got)
	}
	d.send(t, handler, doc, "", nil, http.StatusSeeOther)
}
