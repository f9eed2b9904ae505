package web

import (
	"bytes"
	"context"

	"github.com/a-h/templ"

	"mihe/internal/base/i18n"
)

// NewPage is a page that no request asks for, in one language: for documents that are written to a file.
func NewPage(words *i18n.Catalog, lang i18n.Lang) Page { return Page{Lang: lang, words: words} }

// Document is a page that stands alone: a file that is sent around, printed and kept. It takes the style sheet along, holds
// no script and asks for no other file.
type Document struct {
	Title            string
	Banner, BannerOf string // a warning about all of it, which does not go away, and the name of its place; or empty
	Body             templ.Component
}

// Document renders a page that stands alone. Same document, same bytes.
func (p Page) Document(ctx context.Context, d Document) ([]byte, error) {
	var b bytes.Buffer
	err := alone(p, d).Render(ctx, &b)
	return b.Bytes(), err
}

// styles is the style sheet inside a document.
func styles() templ.Component { return templ.Raw("<style>" + string(lookCSS) + "</style>") }
