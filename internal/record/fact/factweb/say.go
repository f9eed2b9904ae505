package factweb

import (
	"strings"
	"time"
	"unicode"

	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// moment writes an instant by the clock of China.
func moment(p web.Page, ms int64) string {
	at := time.UnixMilli(ms).In(calendar.China)
	return p.T("fact.page.moment", "date", p.Period(at.Format(time.DateOnly)), "time", at.Format("15:04"))
}

// periods writes from when to when the figures of a batch are.
func periods(p web.Page, m fact.Manifest) string {
	if m.First == m.Last {
		return p.Period(m.First)
	}
	return p.Range(p.Period(m.First), p.Period(m.Last))
}

// place is the last name of a region.
func (h handlers) place(p web.Page, k region.Key) web.Text {
	versions := h.Regions.Versions(k)
	if len(versions) == 0 {
		return web.Plain(k.String())
	}
	return p.Name(versions[len(versions)-1].Name)
}

// typed is what somebody wrote, such as the name of a file: on a page in another language it is marked as Chinese when it
// is.
func typed(p web.Page, s string) web.Text {
	han := strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	if p.Lang == i18n.ZhCN || !han {
		return web.Plain(s)
	}
	return web.Text{Text: s, Lang: string(i18n.ZhCN)}
}
