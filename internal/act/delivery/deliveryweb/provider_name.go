package deliveryweb

import (
	"mihe/internal/act/delivery"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// providerName is the name of a provider in the reader's language, or marked as Chinese where it has no other. Who is known by the name of payment files
// alone is called so.
func providerName(p web.Page, of delivery.Provider) web.Text {
	if of.Called == (i18n.Name{}) {
		return p.Typed(of.Name)
	}
	return p.Name(of.Called)
}
