package app

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// links follows every link that a page offers, for every column, from the menu on: nobody is offered what is then refused.
// The node is a made-up one, so every page says so, the one of a refusal too.
func (w *world) links(t *testing.T, columns []string) {
	for _, column := range columns {
		p := w.person(t, column, own)
		asked, dead := w.follow(t, p)
		if asked < 30 {
			t.Errorf("%s was offered %d pages only", column, asked)
		}
		for _, one := range dead {
			t.Errorf("%s: %s", column, one)
		}
	}
	// The control: a link that leads nowhere is seen.
	if got := w.dead(w.ask(t, w.person(t, string(Handler), own), request{method: http.MethodGet, path: "/import"})); got == "" {
		t.Error("a page that a handler may not see is taken for a good one")
	}
}

// follow asks for the pages that a person is led to, one of each kind: another task or indicator is drawn by the same code.
func (w *world) follow(t *testing.T, p *person) (asked int, dead []string) {
	t.Helper()
	from := map[string]string{"/": "the address bar"}
	queue := []string{"/"}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		a := w.ask(t, p, request{method: http.MethodGet, path: path})
		asked++
		if why := w.dead(a); why != "" {
			dead = append(dead, path+" on "+from[path]+": "+why)
			continue
		}
		for _, next := range offers(t, a) {
			if _, known := from[kindOf(next)]; !known {
				from[kindOf(next)], from[next] = path, path
				queue = append(queue, next)
			}
		}
	}
	return asked, dead
}

// dead says what is wrong with the answer to a link.
func (w *world) dead(a answer) string {
	page := strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && a.status != http.StatusSeeOther
	switch {
	case a.letter() != "Y" && a.letter() != "S":
		return "answers " + a.letter()
	case page && w.Synthetic && !strings.Contains(a.body, `<aside class="band"`):
		return "does not say that the people are made up"
	}
	return ""
}

// offers are the addresses within the program that a page links to.
func offers(t *testing.T, a answer) (list []string) {
	t.Helper()
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		return nil
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	doc.Find("a[href^='/']").Each(func(_ int, e *goquery.Selection) { list = append(list, e.AttrOr("href", "")) })
	return list
}

// kindOf takes the names out of an address: what is left is the same for two pages of one kind.
func kindOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	parts := strings.Split(u.Path, "/")
	for i, part := range parts {
		if i > 1 && strings.ContainsAny(part, "0123456789_") && !strings.Contains(part, ".") {
			parts[i] = "*"
		}
	}
	var names []string
	for name := range u.Query() {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(parts, "/") + "?" + strings.Join(names, "&")
}

// member is one of a family of downloads and files, in turn.
func (w *world) member(pattern, object string) string {
	if object == "an unpublished series" {
		return strings.Replace(pattern, "*", unseen, 1)
	}
	for {
		w.turn[pattern]++
		if path := w.families[pattern][w.turn[pattern]%len(w.families[pattern])]; !strings.Contains(path, unseen) {
			return path
		}
	}
}
