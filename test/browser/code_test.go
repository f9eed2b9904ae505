package browser

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

// visitNow gives the elder of the demonstration a visit of its carer that begins now.
func (d *demonstration) visitNow(t *testing.T, elder string) delivery.Visit {
	t.Helper()
	ctx, n, now := t.Context(), d.app.Node, time.Now().Truncate(time.Minute)
	me, _, err := n.Accounts.List(ctx, access.Operator(), access.Filter{User: "carer.520521"}, 0, 1)
	if err != nil || len(me) != 1 {
		t.Fatal(me, err)
	}
	var post, plan string
	err = d.app.DB.Read(ctx, func(q store.Queryer) error {
		posts, err := n.Persons.Posts(q, me[0].Person)
		if err != nil {
			return err
		}
		plans, err := n.Deliveries.Store.PlansOf(q, n.Number, elder)
		if err == nil && len(posts) > 0 && len(plans) > 0 {
			post, plan = posts[0].ID, plans[0].ID
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	who := access.System("test", delivery.CanPlan)
	v, err := n.Deliveries.Schedule(ctx, who, delivery.NewVisit{Plan: plan, Posts: []string{post}, FromMs: now.UnixMilli()})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// takeSheets ends what other tests have given the elder to confirm with.
func (d *demonstration) takeSheets(t *testing.T, elder string) {
	t.Helper()
	ctx, who := t.Context(), access.System("test", evidence.CanIssue)
	held, err := d.app.Evidence.MeansOf(ctx, who, elder)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range held {
		if m.EndedMs != 0 {
			continue
		}
		if _, err := d.app.Evidence.Withdraw(ctx, who, m.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// An officer hands out a sheet of codes and prints it. The carer finishes a visit with a wrong code, which is refused in plain words, and hands in the
// first one that the elder reads from the paper; and the elder's own page says that the visit is confirmed. A phone of 320 px, a keyboard.
func TestAnElderConfirmsByPaperCode(t *testing.T) {
	needBrowser(t)
	d := demo(t)
	elder := d.names.Replace("{elder}")
	d.takeSheets(t, elder)
	v := d.visitNow(t, elder)
	w := traveller{t, borrow(t), phoneView}

	w.start("registrar.520521", "/persons/"+elder)
	w.goes("How the person confirms services")
	w.submit("Hand out and print", http.StatusCreated)
	w.met("sheet")
	codes := ask[[]string](t, w.b, `[...document.querySelectorAll(".codes b")].map((x) => x.innerText)`)
	if len(codes) != 60 || !regexp.MustCompile(`^\d{3} \d{3}$`).MatchString(codes[0]) {
		t.Fatalf("%d codes, the first is %q", len(codes), codes[0])
	}
	w.printed(t)
	w.start("registrar.520521", "/persons/"+elder+"/confirming")
	w.says("up to number 0 of 60", "nobody has asked yet", "Is the old sheet at hand?")
	w.submit("Hand out and print", http.StatusUnprocessableEntity)
	w.says("Choose whether the old sheet is at hand")
	w.met("confirming-held")
	w.field("uid", "04DE5F1EACC040")
	w.follow(http.StatusCreated)
	w.says("/t?p=0000", "Keep no copy")
	w.met("tag-keys")

	w.start("carer.520521", "/visits/today")
	card := `document.querySelector('[data-visit="` + v.ID + `"]')`
	press := func(words string) {
		t.Helper()
		w.until(words, func(f focus) bool {
			return f.Tag == "button" && strings.HasPrefix(f.Text, words) && ask[bool](t, w.b, card+`.contains(document.activeElement)`)
		})
		w.press(kb.Enter)
	}
	enter := func(step, code string) {
		t.Helper()
		w.until("the code", func(f focus) bool { return f.ID == "f-code-"+step+"-"+v.ID })
		w.press(code)
		w.press(kb.Enter)
	}
	press("Start")
	w.waits(card + `.querySelector("[data-note]").innerText.includes(": sent")`)
	w.waits(card + `.querySelector('form[data-step="finish"]').hidden === false`)
	wrong := "000000"
	if strings.ReplaceAll(codes[0], " ", "") == wrong {
		wrong = "000001"
	}
	enter("finish", wrong)
	w.waits(`document.querySelector("#sync").innerText.includes("the code was wrong")`)
	w.met("code-wrong")
	w.start("carer.520521", "/visits/today") // the answer is kept until it was read
	w.waits(`document.documentElement.dataset.kept === "yes" && document.querySelectorAll("#sync [data-list] button").length === 1`)
	w.until("that it was read", func(f focus) bool { return f.Tag == "button" && strings.HasPrefix(f.Text, "I have read it") })
	w.enter() // the page is made anew
	w.skip()
	enter("confirm", codes[0]) // as it is printed, with the gap
	w.waits(`document.querySelector("#sync [data-line]").innerText.includes("Everything has been sent")`)
	says := ""
	for begun := time.Now(); !strings.Contains(says, "Finished, confirmed by the elder"); { // what was kept is sent by the page that is opened next, at the latest
		w.start("carer.520521", "/visits/today")
		if says = ask[string](t, w.b, card+`.innerText`); time.Since(begun) > patience {
			t.Fatalf("the carer reads: %s", says)
		}
	}

	w.start("resident.520521", "/me/visits")
	w.met("visits-confirmed")
	number := ident.Number(v.ID)
	mine := ask[string](t, w.b, `[...document.querySelectorAll("main li")].filter((x) => x.innerText.includes("`+number+`")).map((x) => x.innerText).join()`)
	if !strings.Contains(mine, "Your side has confirmed it") {
		t.Errorf("the elder reads of visit %s: %q", number, mine)
	}

	w.goes("What I confirm visits with, and what to do when it is lost")
	w.says("1 of 60 codes used")
	w.until("that the sheet is lost", func(f focus) bool { return strings.HasPrefix(f.Text, "The sheet is lost") })
	w.press(kb.Enter)
	w.met("means-lost")
	w.submit("Yes, end it now", http.StatusOK)
	w.says("nobody can use it any more", "Earlier ones")
	w.met("means-ended")
}

// A security administrator makes the account of a gateway, whose token is shown once; nobody confirms their own.
func TestAMachineIsLetIn(t *testing.T) {
	needBrowser(t)
	w := traveller{t, borrow(t), phoneView}
	w.start("security_admin", "/accounts")
	w.goes("Accounts of machines")
	w.field("name", "county call centre")
	w.field("place", "520521")
	w.submit("Make it", http.StatusCreated)
	w.says("shown on this page only", "the token opens nothing")
	w.met("machine-token")
	w.goes("Accounts of machines")
	w.says("county call centre", "waits for confirmation", "End it")
	w.met("machines")
	w.start("audit_admin", "/machines")
	w.submit("Confirm", http.StatusOK)
	w.says("in use")
}

// printed looks at the page as the printer gets it: the sheet alone, all of it, on two pages of A4.
func (w traveller) printed(t *testing.T) {
	t.Helper()
	media := func(kind string) {
		w.b.do(t, call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: kind}))
	}
	media("print")
	defer media("")
	if !ask[bool](t, w.b, `[...document.querySelectorAll("header.top, .paper-note, footer")].every((x) => !x.checkVisibility())`) {
		t.Error("more than the sheet is printed")
	}
	if got := ask[float64](t, w.b, `parseFloat(getComputedStyle(document.querySelector(".codes b")).fontSize)`); got < 30 {
		t.Errorf("a code is %.0f px high on paper", got)
	}
	sheet := view{"zh-CN", 718, normal} // A4 less the margins, at 96 px to the inch
	w.b.do(t, sheet.viewport())
	for _, fault := range shoot(t, w.b, "journey-sheet-printed", sheet) {
		t.Error(fault)
	}
	w.b.do(t, w.v.viewport())
	paper := run(t, w.b, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
	folder, err := shots()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "journey-sheet.pdf"), paper, 0o600); err != nil {
		t.Fatal(err)
	}
	if pages := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(paper, -1)); pages < 1 || pages > 2 {
		t.Errorf("the sheet takes %d pages", pages)
	}
}
