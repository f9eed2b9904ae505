package accessweb

import (
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// place is the name of a region today, or its key where it has none.
func (h *Pages) place(p web.Page, k region.Key) web.Text {
	if u, ok := h.Places.At(calendar.Day(h.Accounts.Now())).Unit(k); ok {
		return p.Name(u.Name)
	}
	return web.Plain(k.String())
}

// person is the name of the person of an account, or the one tombstone that every reader sees.
func person(p web.Page, l access.Listed) web.Text {
	if l.State == access.Erased || l.PersonName == "" {
		return web.Plain(p.T("access.erased"))
	}
	return p.Typed(l.PersonName)
}

func role(p web.Page, r access.Role) string { return p.T("app.role." + string(r)) }

func state(p web.Page, s access.State) string { return p.T("access.state." + string(s)) }

// instant is a moment in China to the minute.
func instant(ms int64) string {
	return time.UnixMilli(ms).In(calendar.China).Format("2006-01-02 15:04")
}

// period is when a mandate holds.
func period(p web.Page, a access.Assignment) string {
	switch {
	case a.TakenMs != 0:
		return p.T("access.page.mandate.taken", "on", instant(a.TakenMs))
	case a.From != "" && a.Until != "":
		return p.T("access.page.mandate.between", "from", a.From, "until", a.Until)
	case a.From != "":
		return p.T("access.page.mandate.from", "from", a.From)
	case a.Until != "":
		return p.T("access.page.mandate.until", "until", a.Until)
	}
	return p.T("access.page.mandate.always")
}

// kind is what a ledger entry says in words; one of a room whose words are not loaded is called by its name.
func kind(p web.Page, k string) string {
	if p.Words().Has(k) {
		return p.T(k)
	}
	return k
}
