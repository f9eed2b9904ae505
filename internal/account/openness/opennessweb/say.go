package opennessweb

import (
	"mihe/internal/account/openness"
	"mihe/internal/base/web"
)

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
