package catalog

import (
	"slices"
	"strings"

	"mihe/internal/base/region"
)

// Query is what somebody looks for. Empty fields ask for nothing.
type Query struct {
	Text  string     // every word of it stands somewhere in what the listing says
	Place region.Key // an offer is given there, or people from there may come
	Term  string     // the service has this term or one below it
	Mode  string     // and this mode
	Open  bool       // some capacity that was declared leaves room
}

// Find returns the listings that fit, in their order. Cost O(listings).
func (d *Directory) Find(q Query, v *region.View) (found []Listing) {
	words := strings.Fields(strings.ToLower(q.Text))
	for _, l := range d.Listings {
		if l.fits(q, v) && l.says(words) {
			found = append(found, l)
		}
	}
	return found
}

func (l Listing) fits(q Query, v *region.View) bool {
	under := func(code string) bool { return Under(code, q.Term) }
	return (q.Place == region.Key{} || l.in(v, q.Place)) &&
		(q.Term == "" || slices.ContainsFunc(l.Service.Terms, under)) &&
		(q.Mode == "" || slices.Contains(l.Service.Modes, q.Mode)) && (!q.Open || l.Open())
}

// Open tells whether any capacity that was declared leaves room.
func (l Listing) Open() bool {
	for _, list := range l.Capacities {
		if slices.ContainsFunc(list, Capacity.Free) {
			return true
		}
	}
	return false
}

// says tells whether every word stands in the names and the text of the service, its provider or its terms.
func (l Listing) says(words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := strings.ToLower(strings.Join(l.texts(), "\n"))
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

func (l Listing) texts() []string {
	list := []string{l.Service.Name.Zh, l.Service.Name.En, l.Service.About.Zh, l.Service.About.En, l.Provider.Name.Zh, l.Provider.Name.En}
	taxonomies, _ := Terms() // that they can be read is tested; without them less is found
	for _, x := range taxonomies {
		for _, t := range x.Terms {
			if slices.Contains(l.Service.Terms, t.Code) || slices.Contains(l.Service.Modes, t.Code) {
				list = append(list, t.Name.Zh, t.Name.En)
			}
		}
	}
	return list
}
