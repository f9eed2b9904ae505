package steering_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// printed writes a text the way the plan is printed: full-width punctuation, no spaces or line ends.
var printed = strings.NewReplacer(",", "，", ":", "：", "(", "（", ")", "）", " ", "", "\n", "", "\r", "")

func policy(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("MIHE_ORACLES")
	if dir == "" {
		t.Skip("MIHE_ORACLES is not set: the shipped plan is not compared with the printed one")
	}
	b, err := os.ReadFile(filepath.Join(dir, "..", "..", "plan", "policy-zh.txt"))
	if err != nil {
		t.Skipf("no printed plan: %v", err)
	}
	return printed.Replace(string(b))
}

// quotations lists everything that the shipped plan claims to quote, by where it stands.
func quotations(t *testing.T) map[string]string {
	p := shipped(t)
	list := map[string]string{
		"title": p.Document.Title.Zh, "notice": p.Document.Notice.Zh, "number": p.Document.Number, "aim": p.Document.Aim.Zh,
	}
	for _, c := range p.Chapters {
		list["heading "+c.Heading.En] = c.Heading.Zh
	}
	for _, a := range p.Actions {
		list[a.Code()] = a.Ordinal + a.Title.Zh + "。" + a.Text.Zh
	}
	for _, g := range p.Goals {
		for _, s := range g.Strands {
			list["goal "+g.Due+" "+s.Text.En] = s.Text.Zh
		}
	}
	return list
}

func TestQuotationsStandInThePrintedPlan(t *testing.T) {
	text := policy(t)
	for where, quote := range quotations(t) {
		if !strings.Contains(text, printed.Replace(quote)) {
			t.Errorf("%s is not in the printed plan: %s", where, quote)
		}
		// The control: one more character than was printed must not be found.
		if strings.Contains(text, printed.Replace(quote)+"弥") {
			t.Errorf("%s with a character added is in the printed plan: the comparison compares nothing", where)
		}
	}
}

// Quoted whole means that between one action and the next nothing of the plan is left out.
func TestActionsCoverTheirChapters(t *testing.T) {
	rest := policy(t)
	p := shipped(t)
	rest = rest[strings.Index(rest, p.Chapters[0].Heading.Zh):]
	for _, c := range p.Chapters {
		rest = strings.Replace(rest, c.Heading.Zh, "", 1)
	}
	for _, a := range p.Actions {
		rest = strings.Replace(rest, printed.Replace(a.Ordinal+a.Title.Zh+"。"+a.Text.Zh), "", 1)
	}
	if rest != "" {
		t.Errorf("of the printed chapters this is not in the shipped plan: %s", rest)
	}
}

// Punctuation inside Chinese is full-width, as printed, and no stray space is left.
func TestQuotationsArePrintedNotTyped(t *testing.T) {
	for where, quote := range quotations(t) {
		if where == "notice" { // two issuers stand side by side with a space between them
			continue
		}
		if i := strings.IndexAny(quote, ",:() ;"); i >= 0 {
			t.Errorf("%s has %q at byte %d: %s", where, quote[i], i, quote)
		}
	}
}
