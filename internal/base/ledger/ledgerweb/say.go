package ledgerweb

import (
	"strconv"
	"time"

	"mihe/internal/base/calendar"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// instant writes a moment in China, to the second.
func instant(ms int64) string { return time.UnixMilli(ms).In(calendar.China).Format(time.DateTime) }

// orKey returns the words under a key, and text where there are none: an entry of an older program may hold a kind or a
// purpose that nobody uses any more.
func orKey(p web.Page, key, text string) string {
	if p.Words().Has(key) {
		return p.T(key)
	}
	return text
}

// kind is what was done, in words.
func kind(p web.Page, l ledger.Logged) string { return orKey(p, l.Kind, l.Kind) }

// why is the purpose of reading somebody's data and its legal basis; empty for what reads nobody's.
func why(p web.Page, l ledger.Logged) string {
	if l.Purpose == "" && l.Basis == "" {
		return ""
	}
	return p.T("ledger.list.reason",
		"purpose", orKey(p, "access.purpose."+l.Purpose, l.Purpose), "basis", orKey(p, "access.basis."+l.Basis, l.Basis))
}

// doer is who acted, in words where there are some, and the identifier that entries are looked for by.
func doer(p web.Page, actor string) []web.Text {
	says := []web.Text{web.Plain(p.Doer(actor))}
	if says[0].Text != actor {
		says = append(says, web.Plain(actor))
	}
	return says
}

// place is the name of an entry's region: the last one it had. A region that the map does not hold is named by its key.
func (h handlers) place(p web.Page, at string) web.Text {
	k, ok := region.ParseKey(at)
	if !ok {
		return web.Plain(at)
	}
	versions := h.Regions.Versions(k)
	if len(versions) == 0 {
		return web.Plain(at)
	}
	return p.Name(versions[len(versions)-1].Name)
}

// short is the beginning of a hash, enough to tell two apart by eye.
func short(h ledger.Hash) string { return h.String()[:8] + "…" }

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
