package opennessweb

import (
	"strings"
	"time"
	"unicode"

	"mihe/internal/account/openness"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// moment writes an instant by the clock of China.
func moment(p web.Page, ms int64) string {
	at := time.UnixMilli(ms).In(calendar.China)
	return p.T("openness.page.moment", "date", p.Period(at.Format(time.DateOnly)), "time", at.Format("15:04"))
}

// typed is what somebody wrote: on a page in another language it is marked as Chinese when it is.
func typed(p web.Page, s string) web.Text {
	han := strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	if p.Lang == i18n.ZhCN || !han {
		return web.Plain(s)
	}
	return web.Text{Text: s, Lang: string(i18n.ZhCN)}
}

// periods writes from when to when.
func periods(p web.Page, l openness.Listed) string {
	if l.First == l.Last {
		return p.Period(l.First)
	}
	return p.Range(p.Period(l.First), p.Period(l.Last))
}

// mood colours a state: what is public stands out.
func mood(s openness.Series) web.Mood {
	switch {
	case s.Public():
		return web.Done
	case s.State == openness.Proposed, s.State == openness.Reviewed:
		return web.Current
	}
	return web.Neutral
}

// owner says whose series it is.
func (h *handlers) owner(p web.Page, k openness.Key) string {
	if k.Owner == h.Common {
		return p.T("openness.page.owner.common")
	}
	return p.T("openness.page.owner.own")
}
