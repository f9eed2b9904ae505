package factweb

import (
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

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
