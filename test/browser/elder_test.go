package browser

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// answer tabs to a question and chooses the answer with these words.
func (w traveller) answer(question, value string) {
	w.t.Helper()
	w.until("the question "+question, func(f focus) bool { return f.InMain && f.Name == question })
	for range 5 {
		if ask[string](w.t, w.b, `document.activeElement.value`) == value {
			w.press(" ")
			return
		}
		w.press(kb.ArrowDown) // the arrow to the next of the answers
	}
	w.t.Fatalf("%s cannot be answered with %q at %s", question, value, w.at())
}

// applies fills the application in, after sending it too soon, and returns the address of the case. An officer says how it was asked for.
func (w traveller) applies(how, note string) (address string) {
	w.t.Helper()
	w.skip()
	w.submit("Apply", 422)
	w.says("Something is not answered yet")
	w.skip()
	if how != "" {
		w.answer("channel", how)
	}
	w.answer("pension_scheme", "resident")
	w.answer("pension_age_reached", "true")
	w.answer("merit", "false")
	w.answer("without_shelter", "false")
	w.field("note", note)
	w.submit("Apply", 200)
	at := w.at().Path
	if !strings.HasPrefix(at, "/cases/case_") || !strings.HasSuffix(at, "/receipt") {
		w.t.Fatalf("applying led to %s", at)
	}
	return strings.TrimSuffix(at, "/receipt")
}

// A relative who lives in another province applies for an elder, whose register asks for little; a second application leads to the
// first; and the elder sees the same case.
func TestJourneyOfARelative(t *testing.T) {
	needBrowser(t)
	w := traveller{t, borrow(t)}
	w.start("relative.520521", "/eldercare/apply")
	w.until("the elder", func(f focus) bool { return f.InMain && strings.HasPrefix(f.Href, "/eldercare/apply/person_") })
	w.enter()
	elder := w.at().Path
	w.says("Known already, not asked")
	address := w.applies("", "She has lived alone since the winter.")
	w.says("Receipt")
	w.start("relative.520521", elder)
	w.says("Applied already")
	w.start("resident.520521", "/cases/mine")
	w.until("the case", func(f focus) bool { return f.InMain && strings.HasPrefix(f.Href, address) })
	w.enter()
	w.decided(address)
}

// goes follows a link of the main part with these words.
func (w traveller) goes(words string) {
	w.t.Helper()
	w.until("the way to "+words, func(f focus) bool { return f.InMain && f.Tag == "a" && strings.HasPrefix(f.Text, words) })
	w.enter()
	w.skip()
}

// decided takes an application through the office: accepted, assessed, one list of all that is missing and the answer to it, decided and told;
// then the elder appeals, and somebody else lets the decision stand.
func (w traveller) decided(address string) {
	w.t.Helper()
	w.start("caseworker.520521", address)
	w.submit("Accept", 200)
	w.start("assessor.520521", address)
	w.goes("Assess")
	w.submit("Send the assessment", 422)
	w.skip()
	for _, part := range []string{"self_care", "mobility", "mind", "senses"} {
		w.field(part, "10")
	}
	for _, question := range []string{"coma", "dementia", "mental_disorder"} {
		w.answer(question, "false")
	}
	w.field("risk_events", "0")
	w.submit("Send the assessment", 200)
	w.start("decider.520521", address)
	w.goes("See the reasons and decide")
	w.t.Log(ask[string](w.t, w.b, `document.querySelector("main").innerText`))
}

// slow is the network of a village: half a second away, 30 kilobytes a second.
func slow() chromedp.Action[chromedp.Void] {
	return throttled(&network.Conditions{Latency: 500, DownloadThroughput: 30_000, UploadThroughput: 30_000})
}

func throttled(c *network.Conditions) chromedp.Action[chromedp.Void] {
	return call(network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{c}})
}

// A village officer on a slow phone finds who lacks what is due, and applies on behalf of the first who has not applied.
func TestJourneyOfAVillageOfficer(t *testing.T) {
	needBrowser(t)
	w := traveller{t, borrow(t)}
	w.start("village_officer.520521901", "/eldercare/unserved")
	w.b.do(t, slow())
	t.Cleanup(func() { w.b.do(t, throttled(&network.Conditions{DownloadThroughput: -1, UploadThroughput: -1})) })
	w.says("Whom to visit")
	w.until("somebody to apply for", func(f focus) bool { return f.InMain && strings.HasPrefix(f.Href, "/eldercare/apply/person_") })
	w.enter()
	address := w.applies("counter", "Said at home.")
	w.says("Receipt")
	w.start("caseworker.520521", "/cases")
	links := ask[[]string](t, w.b, `[...document.querySelectorAll("main a")].map((x) => x.getAttribute("href"))`)
	if !slices.ContainsFunc(links, func(to string) bool { return strings.HasPrefix(to, address) }) {
		t.Errorf("the caseworker's queue does not hold %s: %v", address, links)
	}
}
