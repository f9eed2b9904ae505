package browser

import (
	"os"
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

// phoneView is the phone of somebody at home or on the way.
var phoneView = view{"en", phone, normal}

// A relative who lives in another province applies for an elder, whose register asks for little; a second application leads to the
// first; and the elder sees the same case. The office takes it from there, and the elder appeals: everybody with a phone and a keyboard.
func TestJourneyOfARelative(t *testing.T) {
	needBrowser(t)
	w := traveller{t, borrow(t), phoneView}
	w.start("relative.520521", "/eldercare/apply")
	w.until("the elder", func(f focus) bool { return f.InMain && strings.HasPrefix(f.Href, "/eldercare/apply/person_") })
	w.enter()
	elder := w.at().Path
	w.met("apply")
	w.says("Known already, not asked")
	address := w.applies("", "She has lived alone since the winter.")
	w.met("receipt")
	w.says("Receipt")
	w.start("relative.520521", elder)
	w.says("Applied already")
	w.finds("resident.520521", "/cases/mine", address)
	w.says("to be accepted")
	for _, part := range []struct {
		name string
		do   func(traveller, string)
	}{
		{"the caseworker asks once", traveller.asks},
		{"the relative answers", traveller.answers},
		{"the assessor assesses", traveller.assesses},
		{"the decider decides", traveller.decides},
		{"the elder appeals", traveller.appeals},
		{"the reviewer decides on the appeal", traveller.reviews},
		{"the caseworker arranges, and the elder sees it", traveller.arranges},
	} {
		if !t.Run(part.name, func(t *testing.T) { part.do(traveller{t, w.b, w.v}, address) }) {
			t.FailNow() // what follows begins where this ends
		}
	}
}

// met holds a page that a journey comes by to what every page is held to: no violation of a rule, nothing misplaced, and a picture.
func (w traveller) met(name string) {
	w.t.Helper()
	found := append(layoutFaults(w.t, w.b, w.v), shoot(w.t, w.b, "journey-"+name, w.v)...)
	if os.Getenv("MIHE_AXE") != "" {
		for _, f := range axe(w.t, w.b).Violations {
			found = append(found, f.String())
		}
	}
	for _, f := range unique(found) {
		w.t.Errorf("%s: %s", w.at(), f)
	}
}

// finds goes from a list to the case, as whoever it is in whose list it stands.
func (w traveller) finds(role, list, address string) {
	w.t.Helper()
	w.start(role, list)
	w.until("the case", func(f focus) bool { return f.InMain && strings.HasPrefix(f.Href, address) })
	w.enter()
	w.skip()
}

// goes follows a link of the main part with these words.
func (w traveller) goes(words string) {
	w.t.Helper()
	w.until("the way to "+words, func(f focus) bool { return f.InMain && f.Tag == "a" && strings.HasPrefix(f.Text, words) })
	w.enter()
	w.skip()
}

// ticks goes to a box and changes it.
func (w traveller) ticks(name, value string) {
	w.t.Helper()
	w.until("the box "+value, func(f focus) bool {
		return f.InMain && f.Name == name && ask[string](w.t, w.b, `document.activeElement.value`) == value
	})
	w.press(" ")
}

// stands wants the case to be in a state, as its page says to whoever it is about, and its story to say what has happened.
func (w traveller) stands(address, state string, story ...string) {
	w.t.Helper()
	w.start("resident.520521", address)
	if got := ask[string](w.t, w.b, `document.querySelector("main header .tag").innerText`); got != state {
		w.t.Errorf("the case is %q, want %q", got, state)
	}
	told := ask[[]string](w.t, w.b, `[...document.querySelectorAll("main .story b")].map((x) => x.innerText)`)
	if !slices.Equal(told, story) {
		w.t.Errorf("the story is %q, want %q", told, story)
	}
}

// asks is the caseworker, who lists all that is missing by ticking it, and tells of it once.
func (w traveller) asks(address string) {
	w.finds("caseworker.520521", "/cases", address)
	w.met("case-received")
	w.goes("List all that is missing")
	w.met("correct")
	w.says("Questions of the form", "Which basic pension scheme are you in? (answer: residents)")
	w.submit("Tell the person this whole list", 422)
	w.says("Tick at least one")
	w.skip()
	w.ticks("missing", "pension_scheme")
	w.ticks("missing", "pension_age_reached")
	w.submit("Tell the person this whole list", 200)
	w.says("Still missing", "pension scheme", "whether the pension age is reached", "The person is waited for")
	w.met("case-correcting")
	w.stands(address, "waits for what is missing", "opened the case", "told what is missing")
}

// answers is the relative, who answers what can be answered from afar; the rest stays missing, and the office goes on with what there is.
func (w traveller) answers(address string) {
	w.finds("relative.520521", "/cases/mine", address)
	w.met("case-relative")
	w.goes("Bring what is missing")
	w.met("answer")
	w.submit("Send", 422)
	w.says("Nothing is filled in or ticked yet")
	w.skip()
	w.answer("pension_scheme", "employee")
	w.submit("Send", 200)
	w.says("to be accepted", "answered: pension scheme", "Not answered", "whether the pension age is reached")
	w.stands(address, "to be accepted", "opened the case", "told what is missing", "answered what was missing")
	w.finds("caseworker.520521", "/cases", address)
	w.submit("Accept", 200)
	w.says("to be assessed")
}

// assesses is the assessor, who is told what is not filled in.
func (w traveller) assesses(address string) {
	w.finds("assessor.520521", "/cases", address)
	w.goes("Assess")
	w.met("assess")
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
	w.met("case-assessed")
	w.stands(address, "to be decided", "opened the case", "told what is missing", "answered what was missing", "accepted", "ability assessed")
}

// decides is the decider, who adds what the office found out, and the caseworker who tells of the decision.
func (w traveller) decides(address string) {
	w.finds("decider.520521", "/cases", address)
	w.goes("See the reasons and decide")
	w.met("decide")
	w.says("6 items are due", "employees' basic pension", "grade of ability\tseverely impaired") // by the later answer, and the assessment
	w.submit("Decide", 200)
	w.says("to be told")
	w.finds("caseworker.520521", "/cases", address)
	w.goes("See the notice and tell the person")
	w.met("notice")
	w.submit("Tell the person", 200)
	w.says("concluded")
	w.stands(address, "concluded", "opened the case", "told what is missing", "answered what was missing", "accepted", "ability assessed", "decided", "told of the decision")
}

// appeals is the elder, after the relative has read the notice.
func (w traveller) appeals(address string) {
	w.finds("relative.520521", "/cases/mine", address)
	w.goes("Notice of the decision")
	w.says("are due to you", "If you disagree you may appeal")
	w.met("notice-relative")
	w.start("resident.520521", address)
	w.met("case-concluded")
	w.answer("reason", "item_missing")
	w.submit("Appeal", 200)
	w.says("under review", "appealed", "An item that is due is not on the list")
	decider := "/eldercare/cases/" + strings.TrimPrefix(address, "/cases/") + "/decide"
	w.b.as(w.t, "decider.520521")
	if status := w.b.open(w.t, w.v.address(serve(w.t), decider), w.v); status != 403 {
		w.t.Errorf("whoever decided is answered with %d on the page of the appeal", status)
	}
}

// reviews is the reviewer, who lets the decision stand, which the person is told.
func (w traveller) reviews(address string) {
	w.finds("appeal_reviewer.520521", "/cases", address)
	w.goes("See the reasons and decide on the appeal")
	w.met("review")
	w.submit("Decide anew", 422)
	w.says("Why it is changed")
	w.skip()
	w.submit("Let the decision stand", 200)
	w.says("to be told", "the decision stands")
	w.finds("caseworker.520521", "/cases", address)
	w.goes("See the notice and tell the person")
	w.submit("Tell the person", 200)
	w.start("resident.520521", address)
	w.goes("Notice of the decision")
	w.says("This was decided on appeal")
	w.stands(address, "concluded", "opened the case", "told what is missing", "answered what was missing", "accepted", "ability assessed",
		"decided", "told of the decision", "appealed", "decided after review", "told of the decision")
}

// arranges is the caseworker, who compares the offers of what was granted, in large print too, and the elder, who reads what was arranged.
func (w traveller) arranges(address string) {
	w.start("caseworker.520521", address)
	w.goes("Arrange services")
	w.met("arrange")
	w.says("Who pays", "unverified")
	w.goes("In large print")
	w.says("Look and arrange")
	w.start("caseworker.520521", address)
	w.goes("Arrange services")
	w.goes("Look and arrange")
	w.met("arrange-offer")
	w.field("times", "40")
	w.submit("Arrange it", 422)
	w.skip()
	w.field("times", "1")
	w.submit("Arrange it", 200)
	w.says("Arranged. The person sees it on their own page.", "once a week")
	w.met("arranged")
	w.start("resident.520521", "/me/visits")
	w.says("What was arranged", "once a week, 60 minutes", "Arranged by")
	w.met("arranged-own")
	w.finds("relative.520521", "/cases/mine", address)
	w.goes("Notice of the decision")
	w.says("What was arranged for you", "once a week, 60 minutes")
}

// slow is the network of a village: half a second away, 30 kilobytes a second.
func slow() chromedp.Action[chromedp.Void] {
	return throttled(&network.Conditions{Latency: 500, DownloadThroughput: 30_000, UploadThroughput: 30_000})
}

func throttled(c *network.Conditions) chromedp.Action[chromedp.Void] {
	return call(network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{c}})
}

// A village officer on a slow phone finds who lacks what is due, and applies on behalf of the first who has not applied. The elder does not
// want it: the caseworker declines, for a reason that is chosen, and the officer reads in the notice why.
func TestJourneyOfAVillageOfficer(t *testing.T) {
	needBrowser(t)
	w := traveller{t: t, b: borrow(t)}
	w.start("village_officer.520521901", "/eldercare/unserved")
	w.b.do(t, slow())
	fast := &network.Conditions{DownloadThroughput: -1, UploadThroughput: -1}
	t.Cleanup(func() { w.b.do(t, throttled(fast)) })
	w.says("Whom to visit")
	w.until("somebody to apply for", func(f focus) bool { return f.InMain && strings.HasPrefix(f.Href, "/eldercare/apply/person_") })
	w.enter()
	address := w.applies("counter", "Said at home.")
	w.says("Receipt")
	w.b.do(t, throttled(fast))
	w.v = phoneView
	w.finds("caseworker.520521", "/cases", address)
	w.submit("Decline", 422)
	w.says("Why")
	w.skip()
	w.answer("reason", "not_wanted")
	w.submit("Decline", 200)
	w.says("not accepted", "reason: the person does not want to apply")
	w.met("case-refused")
	w.skip()
	w.goes("See the notice and tell the person")
	w.says("Your application was not accepted: the person does not want to apply.")
	w.met("notice-refused")
	w.submit("Tell the person", 200)
	w.start("village_officer.520521901", address)
	w.says("not accepted", "opened the case", "declined", "told that it was not accepted")
	w.goes("Notice of the decision")
	w.says("not accepted: the person does not want to apply", "If you disagree you may appeal")
}
