package web

import (
	"net/http"
	"net/url"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
)

// Page is how one reader wants to see things: language, print size, contrast. The zero Page shows keys, not words.
type Page struct {
	Lang     i18n.Lang
	Large    bool
	Contrast bool
	Print    bool // for paper: details open
	Path     string

	words *i18n.Catalog
	query url.Values // what the address asked for
}

// Request is one request with who sent it and how they want to see the answer.
type Request struct {
	*http.Request
	Who  access.Actor
	Page Page
}

// Handler answers a request by itself; an error it returns is answered by the mux.
type Handler func(w http.ResponseWriter, r *Request) error

// newPage reads the reader's wishes: ?lang, then Accept-Language; ?print=large|1; ?contrast=more.
func newPage(r *http.Request, words *i18n.Catalog) Page {
	q := r.URL.Query()
	p := Page{
		Path: r.URL.Path, words: words, query: q,
		Large: q.Get("print") == "large", Print: q.Get("print") == "1", Contrast: q.Get("contrast") == "more",
	}
	if l, ok := i18n.Parse(q.Get("lang")); ok {
		p.Lang = l
	} else {
		p.Lang = i18n.Negotiate(r.Header.Get("Accept-Language"))
	}
	return p
}

// T returns the words under key with its placeholders filled.
func (p Page) T(key string, args ...any) string { return p.words.Text(p.Lang, key, args...) }

// Say translates a message.
func (p Page) Say(m i18n.Message) string { return p.words.Say(p.Lang, m) }

// Words is the catalogue, for what must be said in one place in both languages.
func (p Page) Words() *i18n.Catalog { return p.words }

// Name returns a name's text and, when it is in another language than the page, that language for a lang attribute.
func (p Page) Name(n i18n.Name) Text {
	text, lang := n.In(p.Lang)
	t := Text{Text: text}
	if lang != p.Lang {
		t.Lang = string(lang)
	}
	return t
}

// Text is words with the language they are in where that is not the page's.
type Text struct{ Text, Lang string }

// Plain is a Text in the page's own language.
func Plain(s string) Text { return Text{Text: s} }

// kept are the wishes that every link carries on.
var kept = []string{"lang", "print", "contrast"}

// Link returns an address inside the program that keeps the reader's wishes. args alternate names and values of query
// parameters; an empty value leaves the parameter out. path may end in a #fragment.
func (p Page) Link(path string, args ...string) string {
	path, fragment, _ := strings.Cut(path, "#")
	q := url.Values{}
	for _, k := range kept {
		if v := p.query.Get(k); v != "" && v != "1" {
			q.Set(k, v)
		}
	}
	for i := 0; i+1 < len(args); i += 2 {
		q.Del(args[i])
		if args[i+1] != "" {
			q.Set(args[i], args[i+1])
		}
	}
	u := url.URL{Path: path, RawQuery: q.Encode(), Fragment: fragment}
	return u.String()
}

// Again returns this page's address with some parameters changed and the others kept.
func (p Page) Again(args ...string) string {
	var all []string
	for k := range p.query {
		all = append(all, k, p.query.Get(k))
	}
	return p.Link(p.Path, append(all, args...)...)
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
	var names []string
	if p.Large {
		names = append(names, "large")
	}
	if p.Contrast {
		names = append(names, "contrast")
	}
	return strings.Join(names, " ")
}

// Period writes a period for reading: 2020 年 11 月 1 日, 1 November 2020.
func (p Page) Period(period string) string {
	switch {
	case len(period) == 4:
		return p.T("web.period.year", "year", period)
	case len(period) == 7 && period[5] == 'Q':
		return p.T("web.period.quarter", "year", period[:4], "quarter", period[6:])
	case len(period) == 7:
		return p.T("web.period.month", "year", period[:4], "month", p.month(period))
	case len(period) == 10:
		return p.T("web.period.day", "year", period[:4], "month", p.month(period), "day", strings.TrimPrefix(period[8:], "0"))
	}
	return period
}

func (p Page) month(period string) string { return p.T("web.month." + period[5:7]) }
