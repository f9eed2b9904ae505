package accessweb

import (
	"net/url"
	"strings"

	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// placeField is how a region is chosen without script: the reader types a name, initials or a code; when several places
// answer, the form comes back with all of them to choose from.
type placeField struct {
	web.Field
	Which   string // the question above the options
	Options []web.Option
}

// mostChoices is how many places are offered at a time.
const mostChoices = 20

func newPlaceField(p web.Page, label string) placeField {
	return placeField{Field: web.Field{Name: "place", Label: label, Hint: p.T("access.page.place.hint"), Required: true}, Which: p.T("access.page.place.which")}
}

// choose reads the field. A choice counts only for the text it was offered for, so that a reader who types another name
// is not held to the old choice. Among several answers those in the reader's regions come alone. When no single place is
// meant, the field says why and ok is false.
func (h *Pages) choose(r *web.Request, f url.Values, field placeField) (k region.Key, _ placeField, ok bool) {
	p := r.Page
	view := h.Places.At(calendar.Day(h.Accounts.Now()))
	field.Value = strings.TrimSpace(f.Get("place"))
	if chosen, is := region.ParseKey(f.Get("place_choice")); is && f.Get("place_for") == field.Value {
		if _, stands := view.Unit(chosen); stands {
			return chosen, field, true
		}
	}
	if exact, is := view.Resolve(field.Value); is && field.Value != "" {
		return exact, field, true
	}
	var found, near []region.Unit
	for _, u := range h.Places.Search(field.Value, mostChoices) {
		if _, stands := view.Unit(u.Key); !stands || u.Grouping() {
			continue
		}
		found = append(found, u)
		if r.Who.Sees(u.Key) {
			near = append(near, u)
		}
	}
	if len(near) > 0 {
		found = near
	}
	switch len(found) {
	case 0:
		field.Error = p.T("access.page.place.none")
		return k, field, false
	case 1:
		return found[0].Key, field, true
	}
	field.Error = p.T("access.page.place.several")
	for _, u := range found {
		field.Options = append(field.Options, web.Option{Value: u.Key.String(), Label: web.Plain(h.path(p, view, u.Key))})
	}
	return k, field, false
}

// path is a place with what it lies in, the widest first.
func (h *Pages) path(p web.Page, view *region.View, k region.Key) string {
	var names []string
	for at, ok := k, true; ok && at.Level > region.Nation; at, ok = view.Parent(at) {
		u, stands := view.Unit(at)
		if !stands {
			break
		}
		if !u.Grouping() {
			names = append([]string{web.Mark(p.Name(u.Name))}, names...)
		}
	}
	return strings.Join(names, " › ")
}
