package browser

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// workView is the desk of somebody at work.
var workView = view{"en", desk, normal}

// field tabs to a field of the main part and types into it.
func (w traveller) field(name, words string) {
	w.t.Helper()
	w.until("the field "+name, func(f focus) bool { return f.InMain && f.Name == name })
	w.press(words)
}

// submit tabs to a button of the main part with these words and presses it. The answer must have the status.
func (w traveller) submit(words string, status int64) {
	w.t.Helper()
	w.until("the button "+words, func(f focus) bool { return f.InMain && f.Tag == "button" && strings.HasPrefix(f.Text, words) })
	w.follow(status)
}

// says wants words in the main part of the page.
func (w traveller) says(words ...string) {
	w.t.Helper()
	main := ask[string](w.t, w.b, `document.querySelector("main").innerText`)
	for _, s := range words {
		if !strings.Contains(main, s) {
			w.t.Errorf("%s does not say %q: %.600s", w.at(), s, main)
		}
	}
}

// value is what stands in a field.
func (w traveller) value(name string) string {
	w.t.Helper()
	return ask[string](w.t, w.b, `document.querySelector("main [name=`+name+`]").value`)
}

// start opens an address as somebody and goes to the main part.
func (w traveller) start(role, path string) {
	w.t.Helper()
	w.b.as(w.t, role)
	w.b.do(w.t, motion("reduce"))
	v := w.v
	if v == (view{}) {
		v = workView
	}
	if status := w.b.open(w.t, v.address(serve(w.t), path), v); status != 200 {
		w.t.Fatalf("%s as %s is answered with %d", path, role, status)
	}
	w.skip()
}

// Somebody comes in: first with a wrong password, and what was typed for a name stays; then with the right one.
func TestJourneySignIn(t *testing.T) {
	needBrowser(t)
	w := traveller{t: t, b: borrow(t)}
	who := demo(t).of("coordinator.520500")
	w.start("", "/")
	w.b.do(t, chromedp.Navigate(workView.address(demo(t).URL, "/tasks"))) // leads to the form
	if at := w.at(); at.Path != "/sign-in" || at.Query().Get("next") == "" {
		t.Fatalf("a visitor who wants the tasks stands at %s", at)
	}
	w.skip()
	w.field("user", who.User)
	w.field("password", "not the password")
	w.submit("Sign in", 422)
	if got := w.value("user"); got != who.User {
		t.Errorf("after a wrong password the name is %q", got)
	}
	if got := w.value("password"); got != "" {
		t.Errorf("a wrong password is sent back: %q", got)
	}
	w.skip()
	w.until("the name, which stays", func(f focus) bool { return f.Name == "user" })
	w.field("password", who.Password)
	w.submit("Sign in", 200)
	if got := w.at().Path; got != "/tasks" {
		t.Errorf("signing in led to %s, not back to the tasks", got)
	}
	w.says("Tasks")
}

// A gap becomes a task: a coordinator files and assigns it, a handler accepts and reports; nobody can verify it before
// something has been measured again.
func TestJourneyOfATask(t *testing.T) {
	needBrowser(t)
	w := traveller{t: t, b: borrow(t)}
	w.start("coordinator.520500", "/indicators/bath?by=county&within=520500")
	w.until("the way to a task", func(f focus) bool { return f.InMain && strings.HasPrefix(f.Href, "/tasks/new") })
	w.enter()
	w.skip()
	w.submit("File the task", 422) // without a name and a time
	w.says("20")
	w.skip()
	w.field("title", "Count the bathing places")
	w.field("days", "20")
	w.submit("File the task", 200)
	task := w.at().Path
	if !strings.HasPrefix(task, "/tasks/task_") {
		t.Fatalf("filing led to %s", task)
	}
	w.says("Count the bathing places")
	w.skip()
	w.submit("Assign", 200)
	w.start("handler.520500", task)
	w.submit("Accept", 200)
	w.skip()
	w.until("the report", func(f focus) bool { return f.Tag == "textarea" && f.ID == "f-report-reason" })
	w.press("Two places were opened.")
	w.submit("Report", 200)
	w.says("Two places were opened.")
	w.start("coordinator.520500", task)
	w.says("Awaited: figures on households with a bath at home later than 1 November 2020")
	if forms := ask[[]string](t, w.b, `[...document.querySelectorAll("main form")].map((x) => x.getAttribute("action"))`); len(forms) == 0 ||
		slices.ContainsFunc(forms, func(to string) bool { return strings.Contains(to, "/verify") }) {
		t.Errorf("the coordinator is offered %q, want steps and no verification", forms)
	}
}

// A statistician sends a file with faults, sees them by line and column, and sends it again without.
func TestJourneyOfAFile(t *testing.T) {
	needBrowser(t)
	w := traveller{t: t, b: borrow(t)}
	w.send("again.csv", faultyCSV)
	w.ends("refused")
	w.says("region", "value", "999999", "many")
	lines := ask[[]string](t, w.b, `[...document.querySelectorAll("main tbody th, main tbody td:first-child")].map((x) => x.innerText)`)
	for _, line := range []string{"2", "3"} {
		if !slices.Contains(lines, line) {
			t.Errorf("no fault at line %s: %v", line, lines)
		}
	}
	w.send("better.csv", goodCSV("small_firms_cloud", "12.5"))
	w.ends("imported", "checked")
}

// send chooses a file, which a keyboard does in a window of the system's, and sends it with the keyboard.
func (w traveller) send(name, content string) {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.start("statistician", "/import")
	w.until("the file", func(f focus) bool { return f.Name == "file" })
	w.b.do(w.t, chromedp.SetUploadFiles(chromedp.CSS("input[name=file]"), []string{path}))
	w.until("whether it is only checked", func(f focus) bool { return f.Name == "dry" })
	w.press(" ")
	w.submit("Send", 200)
}

// ends waits for the page of an import, which loads itself again, to say one of the words.
func (w traveller) ends(words ...string) {
	w.t.Helper()
	at := w.at().String()
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(200 * time.Millisecond) {
		w.b.do(w.t, chromedp.Navigate(at)) // it would load itself again, but not when this test looks
		if !ask[bool](w.t, w.b, `!!document.querySelector("main form[action*=cancel]")`) {
			break
		}
	}
	tag := ask[string](w.t, w.b, `document.querySelector("main header").innerText`)
	if !slices.ContainsFunc(words, func(s string) bool { return strings.Contains(tag, s) }) {
		w.t.Errorf("the import ends with %q, want one of %q", tag, words)
	}
}
