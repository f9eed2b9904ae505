package steeringweb

import (
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// original is the Chinese wording beside a working translation; it is empty on a Chinese page, which shows it anyway.
func original(p web.Page, n i18n.Name) web.Text {
	if p.Name(n).Text == n.Zh {
		return web.Text{}
	}
	return web.Text{Text: n.Zh, Lang: string(i18n.ZhCN)}
}

// translation says, on a page in another language, which of the two texts counts.
func translation(p web.Page) string {
	if p.Lang == i18n.ZhCN {
		return ""
	}
	return p.T("steering.translation")
}
