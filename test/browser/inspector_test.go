package browser

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// pastMonth is a month that is over, with visits of the demonstration's carer.
type pastMonth struct {
	month, provider string
	visits          []delivery.Visit
	took            func(code string) // one more visit takes place, and is reported now
}

// past has visits take place a whole number of months ago, one for each of sure; where it is true the elder's code says so as well. It
// uses the plan of somebody who had visits in the demonstration's month.
func past(t *testing.T, back int, sure ...bool) *pastMonth {
	t.Helper()
	d, ctx := demo(t), t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	found, _, err := d.app.Accounts.List(ctx, access.Operator(), access.Filter{User: "carer.520521"}, 0, 1)
	must(err)
	carer, err := d.app.Accounts.Actor(ctx, found[0].ID, access.Way{})
	must(err)
	now := time.Now().In(calendar.China)
	first := time.Date(now.Year(), now.Month()-time.Month(back), 1, 9, 0, 0, 0, calendar.China)
	p := &pastMonth{month: first.Format("2006-01")}
	var like delivery.Plan
	post := ""
	must(d.app.DB.Read(ctx, func(q store.Queryer) error {
		posts, err := d.app.Persons.Posts(q, found[0].Person)
		if err != nil {
			return err
		}
		post, p.provider = posts[0].ID, posts[0].Organisation
		plans, err := d.app.Deliveries.Store.Plans(q, d.app.Node.Number)
		for _, one := range plans {
			if one.Until == calendar.Day(time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, calendar.China)) && one.PayTo == delivery.ToProvider {
				like = one
			}
		}
		return err
	}))
	planner := access.System("planner", delivery.CanPlan)
	like.From, like.Until, like.Times = calendar.Day(first), calendar.Day(first.AddDate(0, 1, 0)), len(sure)+1
	plan, err := d.app.Deliveries.Make(ctx, planner, like)
	must(err)
	sheet, err := d.app.Evidence.IssueSheet(ctx, access.System("test", evidence.CanIssue), plan.Person, 0)
	must(err)
	p.took = func(code string) {
		v, err := d.app.Deliveries.Schedule(ctx, planner, delivery.NewVisit{Plan: plan.ID, Posts: []string{post}, FromMs: first.AddDate(0, 0, 2*len(p.visits)+1).UnixMilli()})
		must(err)
		for _, m := range []delivery.Move{{Step: delivery.Start, ClaimedMs: v.FromMs}, {Step: delivery.Finish, ClaimedMs: v.UntilMs, Code: code}} {
			id, err := ident.New("x", time.Now(), rand.Reader)
			must(err)
			m.ID, m.Visit = strings.TrimPrefix(id, "x_"), v.ID
			done, err := d.app.Deliveries.Move(ctx, carer, m)
			if err != nil || done.Outcome != delivery.Applied {
				t.Fatalf("%+v, %v", done, err)
			}
		}
		p.visits = append(p.visits, v)
	}
	for i, yes := range sure {
		code := ""
		if yes {
			code = sheet.Codes[i]
		}
		p.took(code)
	}
	return p
}

// opens goes to what is folded behind these words and unfolds it.
func (w traveller) opens(words string) {
	w.t.Helper()
	w.until(words, func(f focus) bool { return f.InMain && f.Tag == "summary" && strings.HasPrefix(f.Text, words) })
	w.press(kb.Enter)
}

// chooses goes to a list and goes down to the answer that is meant.
func (w traveller) chooses(name, value string) {
	w.t.Helper()
	w.until("the list "+name, func(f focus) bool { return f.InMain && f.Tag == "select" && f.Name == name })
	for range 10 {
		if ask[string](w.t, w.b, `document.activeElement.value`) == value {
			return
		}
		w.press(kb.ArrowDown)
	}
	w.t.Fatalf("%s has no %q", name, value)
}

// A provider reads its month, objects to a visit that is not paid, and is answered; another person approves; the settler makes the file and
// takes the bank's answer in, and the provider sees what was paid. Everybody with a phone of 320 px and a keyboard.
func TestAProvidersMonth(t *testing.T) {
	needBrowser(t)
	p := past(t, 2, true, true, false)
	w := traveller{t, borrow(t), phoneView}
	of := "/settlements/of/" + p.provider + "/" + p.month
	w.start("settler.520521", of)
	w.says("finished: 3", "By what is confirmed now, 2 can be paid")
	w.submit("Draw up a settlement", 200)
	settlement := w.at().Path
	w.says("waits for the provider", "nobody of the person's side has confirmed it")
	w.met("settlement-drawn")

	w.start("provider.520521", "/settlements/own")
	w.until("the month", func(f focus) bool { return f.InMain && strings.HasPrefix(f.Href, of) })
	w.enter()
	w.met("month-provider")
	w.skip()
	w.goes("Settlement")
	if at := w.at().Path; at != settlement {
		t.Fatalf("the provider stands at %s, the settlement is %s", at, settlement)
	}
	w.opens("Object to a visit")
	w.chooses(p.visits[2].ID, "not_paid")
	w.submit("Send the objections", 200)
	w.says("Your objections went to the settler", "should be paid and is not", "not answered yet")
	w.met("settlement-disputed")

	w.start("settler.520521", settlement)
	w.chooses(p.visits[2].ID, "no_confirmation")
	w.submit("Send the answers", 200)
	w.says("Every objection is answered", "the person’s side has not confirmed it")

	w.start("decider.520521", settlement)
	w.submit("Approve the payments", 200)
	w.says("Approved. The payments are due")
	w.met("settlement-approved")
	w.paid(p, settlement)
}

// paid is the settler, the bank, and the provider who looks what came of it.
func (w traveller) paid(p *pastMonth, settlement string) {
	w.t.Helper()
	d, ctx := demo(w.t), w.t.Context()
	now := func() delivery.Settlement {
		got, err := d.app.Deliveries.Settled(ctx, access.Operator(), strings.TrimPrefix(settlement, "/settlements/"))
		if err != nil {
			w.t.Fatal(err)
		}
		return got
	}
	w.start("settler.520521", settlement)
	w.until("the button that makes the file", func(f focus) bool { return f.InMain && strings.HasPrefix(f.Text, "Make the file") })
	w.press(kb.Enter) // a file leads to no other page
	for begun := time.Now(); now().State != delivery.HandedOut; time.Sleep(50 * time.Millisecond) {
		if time.Since(begun) > patience {
			w.t.Fatal("the file was never handed over")
		}
	}
	bank := "流水号,金额（元）,处理结果,失败原因\n" + now().Serial(now().Payments[0]) + ",%s,成功,\n"
	yuan := now().Payments[0].Fen.Plain()
	w.brings(settlement, fmt.Sprintf(bank, "1.00"), 422)
	w.says("What is wrong with the bank’s file", "another amount: the settlement says "+yuan)
	w.met("return-refused")
	w.brings(settlement, fmt.Sprintf(bank, yuan), 200)
	w.says("The bank’s file was taken in", "What the bank said", "closed")
	w.met("settlement-closed")

	w.start("provider.520521", "/settlements/of/"+p.provider+"/"+p.month)
	cells := ask[[]string](w.t, w.b, `[...document.querySelectorAll("[aria-labelledby=visits] tbody td:last-child")].map((x) => x.innerText)`)
	if strings.Join(cells, "|") != "paid|paid|" {
		w.t.Errorf("the provider reads of its visits %q, want that two were paid", cells)
	}
	w.met("month-paid")
}

// brings chooses the bank's file, which a keyboard does in a window of the system's, and sends it with the keyboard.
func (w traveller) brings(settlement, content string, status int64) {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), "return.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.start("settler.520521", settlement)
	w.until("the file", func(f focus) bool { return f.Name == "file" })
	w.b.do(w.t, chromedp.SetUploadFiles(chromedp.CSS("input[name=file]"), []string{path}))
	w.submit("Take it in", status)
}

// An inspector draws the sample of a month and is refused a second one, asks one person after the other, and reads the rate with its interval;
// the auditor finds in the ledger what was drawn, who was opened and what was asked. On a phone of 320 px, with a keyboard.
func TestAnAuditorsSample(t *testing.T) {
	needBrowser(t)
	p := past(t, 3, true, true, false, true, true)
	w := traveller{t, borrow(t), phoneView}
	draw := func(status int64) {
		t.Helper()
		w.start("inspector.520521", "/audits")
		w.until("the month", func(f focus) bool { return f.InMain && f.Name == "month" })
		w.press(strings.Repeat(kb.Delete, 10) + strings.Repeat(kb.Backspace, 10) + p.month)
		w.field("each", "4")
		w.submit("Draw", status)
	}
	draw(200)
	audit := w.at().Path
	w.says("4 from each provider, 4 in all; 0 answered", "nobody has been reached yet", "How to draw the same sample again")
	w.met("sample-drawn")
	draw(409)
	w.says("has been drawn and is not drawn again")
	w.met("sample-twice")

	for i, says := range []string{"happened", "not_happened", "unreached", "happened", "happened"} {
		w.start("inspector.520521", audit)
		w.goes("Ask the next person")
		if i == 0 {
			w.says("合成-", "changes nothing about their services")
			w.submit("Record", 422)
			w.says("choose one of the answers")
			w.met("call")
			w.skip()
		}
		w.answer("says", says)
		w.submit("Record", 200)
		if at := w.at().Path; at != audit {
			t.Fatalf("recording %s led to %s", says, at)
		}
	}
	w.says("4 in all; 4 answered", "4 reached, 1 said otherwise", "25.0% of all 5 visits", "roughly between")
	cells := ask[[]string](t, w.b, `[...document.querySelectorAll("[aria-labelledby=rates] tbody tr:first-child td")].map((x) => x.innerText)`)
	if len(cells) != 7 || cells[0] != "5" || cells[1] != "4" || cells[2] != "4" || cells[3] != "1" || cells[4] != "25.0%" || !strings.Contains(cells[5], "%") || cells[6] != "3" {
		t.Errorf("the table says %q: want 5 visits, 4 drawn, 4 reached, 1 otherwise, 25 percent, an interval and 3 degrees of freedom", cells)
	}
	if ask[bool](t, w.b, `[...document.querySelectorAll("main a")].some((x) => x.innerText === "Ask the next person")`) {
		t.Error("somebody is left to ask")
	}
	w.met("sample-asked")

	p.took("")
	w.start("inspector.520521", audit)
	w.says("1 visit was reported after the sample and is in none", "25.0%")
	w.met("sample-late")
	w.submit("Draw from the late reports", 200)
	w.says("(reported late, sample 1)", "nobody has been reached yet", "Until somebody of the late reports has answered", "Ask the next person")
	w.met("sample-late-drawn")

	w.start("settler.520521", audit)
	w.says("25.0%") // of the first; of all together there is none until somebody of the late reports has answered
	w.met("sample-read")
	for kind, want := range map[string]string{"delivery.audit.drawn": "sample drawn", "delivery.visit.checked": "person asked by telephone", "access.person.read": "checking whether services took place"} {
		w.start("audit_admin", "/ledger?kind="+kind)
		w.says(want)
	}
}
