package web

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
)

// Page is how one reader wants to see things: language, print size, contrast. The zero Page shows keys, not words.
type Page struct {
	Lang     i18n.Lang
	Large    bool
	Contrast bool
	Print    bool // for paper: details open
	Path     string

	who   access.Actor                           // for what the frame offers
	desk  func(account string) (i18n.Name, bool) // nil: no account has one
	words *i18n.Catalog
	asked bool       // the address itself names Lang
	query url.Values // what else the address asked for
}

// newPage reads the reader's wishes: ?lang, then Accept-Language; ?print=large|1; ?contrast=more. Other values of these
// three are no wishes. Nothing is kept in the browser.
func newPage(r *http.Request, words *i18n.Catalog) Page {
	q := r.URL.Query()
	p := Page{
		Path: r.URL.Path, words: words, query: q,
		Large: q.Get("print") == "large", Print: q.Get("print") == "1", Contrast: q.Get("contrast") == "more",
	}
	if p.Lang, p.asked = i18n.Parse(q.Get("lang")); !p.asked {
		p.Lang = i18n.Negotiate(r.Header.Get("Accept-Language"))
	}
	for _, wish := range wishes {
		q.Del(wish)
	}
	return p
}

// wishes are the query parameters that say how to see a page, not which.
var wishes = []string{"lang", "print", "contrast"}

// carried are the wishes that every link carries on, in their one spelling. Print is for this page alone.
func (p Page) carried() url.Values {
	q := url.Values{}
	if p.asked {
		q.Set("lang", string(p.Lang))
	}
	if p.Large {
		q.Set("print", "large")
	}
	if p.Contrast {
		q.Set("contrast", "more")
	}
	return q
}

// T returns the words under key with its placeholders filled.
func (p Page) T(key string, args ...any) string { return p.words.Text(p.Lang, key, args...) }

// Say translates a message.
func (p Page) Say(m i18n.Message) string { return p.words.Say(p.Lang, m) }

// Count writes how many there are: the words under key.one for one, those under key.many with their n otherwise.
func (p Page) Count(key string, n int) string {
	if n == 1 {
		return p.T(key + ".one")
	}
	return p.T(key+".many", "n", n)
}

// deskDigits is how much of an account's identifier tells the accounts of one place apart by eye.
const deskDigits = 4

// Doer says who acted. An account is shown by the place it belongs to and the end of its identifier: such a page opens
// nobody's name. The place is marked, as by Mark.
func (p Page) Doer(actor string) string {
	name, system := strings.CutPrefix(actor, "system:")
	switch {
	case system && strings.HasPrefix(name, "demo"):
		return p.T("web.actor.demo") // the demonstration's own steps have names that tell a reader nothing
	case system:
		return p.T("web.actor.system", "name", name)
	case actor == access.Operator().ID:
		return p.T("web.actor.operator")
	case actor == access.Visitor().ID:
		return p.T("web.actor.visitor")
	}
	if p.desk != nil {
		if place, ok := p.desk(actor); ok {
			return p.T("web.actor.account", "place", Mark(p.Name(place)), "end", actor[max(0, len(actor)-deskDigits):])
		}
	}
	return actor
}

// Words is the catalogue, for what must be said in one place in both languages.
func (p Page) Words() *i18n.Catalog { return p.words }

// SignedIn tells whether an account asks for the page.
func (p Page) SignedIn() bool { return p.who.SignedIn() }

// Offers tells whether a link that asks for right may stand on the page: the reader may follow it, or is a visitor, whom
// it leads to the form of sign-in.
func (p Page) Offers(right access.Right) bool { return !p.SignedIn() || p.who.Check(right) == nil }

// Name returns a name's text and, when it is in another language than the page, that language for a lang attribute.
func (p Page) Name(n i18n.Name) Text {
	text, lang := n.In(p.Lang)
	t := Text{Text: text}
	if lang != p.Lang {
		t.Lang = string(lang)
	}
	return t
}

// Typed is what somebody wrote, marked as Chinese where it is and the page is not.
func (p Page) Typed(s string) Text {
	if p.Lang == i18n.ZhCN || !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return Plain(s)
	}
	return Text{Text: s, Lang: string(i18n.ZhCN)}
}

// Place is the name of a unit on a map, or its code where the map does not hold it.
func (p Page) Place(v *region.View, k region.Key) Text {
	unit, ok := v.Last(k)
	if !ok {
		return Plain(string(k.Code))
	}
	return p.Name(unit.Name)
}

// Text is words with the language they are in where that is not the page's.
type Text struct{ Text, Lang string }

// Plain is a Text in the page's own language.
func Plain(s string) Text { return Text{Text: s} }

// Link returns an address inside the program that keeps the reader's wishes. args alternate names and values of query
// parameters; an empty value leaves the parameter out. path may end in a #fragment.
func (p Page) Link(path string, args ...string) string { return address(path, p.carried(), args) }

// Again returns this page's address with some parameters changed and the others kept.
func (p Page) Again(args ...string) string {
	q := p.carried()
	maps.Copy(q, p.query)
	return address(p.Path, q, args)
}

func address(path string, q url.Values, args []string) string {
	path, fragment, _ := strings.Cut(path, "#")
	for i := 0; i+1 < len(args); i += 2 {
		q.Del(args[i])
		if args[i+1] != "" {
			q.Set(args[i], args[i+1])
		}
	}
	u := url.URL{Path: path, RawQuery: q.Encode(), Fragment: fragment}
	return u.String()
}

// other is the language of the switch.
func (p Page) other() i18n.Lang {
	if p.Lang == i18n.En {
		return i18n.ZhCN
	}
	return i18n.En
}

// class is the class of <html>.
func (p Page) class() string {
	return class(when(p.Large, "large"), when(p.Contrast, "contrast"), when(p.Print, "paper"))
}
