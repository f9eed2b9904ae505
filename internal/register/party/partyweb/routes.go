package partyweb

import (
	"net/url"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// Deps is what these pages are made from.
type Deps struct {
	Persons *party.Service
	Regions *region.Tree
	// Purposes are those for which an officer may open somebody, in the order in which they are offered.
	Purposes []access.Purpose
	// Matters are what a mandate may be for, each with the key of its words.
	Matters []Matter
	// Beside are the pages of higher rooms on which people look after their own data.
	Beside []Beside
	// Onward are the pages of higher rooms about one person, for officers.
	Onward []Onward
	Now    func() time.Time
}

// fileLimit is the largest file of a form, and around what the form takes beside it.
const (
	fileLimit = 8 << 20
	around    = 64 << 10
)

// Routes registers the pages: of people on their own data, whom the register may not know, and of officers.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET /me", access.Own, h.me)                               // me_page.go
	m.Handle("POST /me/contact", access.Own, h.contact)                 // me_contact.go
	m.Handle("GET /me/mandates/new", access.Own, h.offerForm)           // me_offer_page.go
	m.Handle("POST /me/mandates", access.Own, h.offer)                  // me_offer_page.go
	m.Handle("POST /me/mandates/accept", access.Own, h.accept)          // me_accept.go
	m.Handle("POST /me/mandates/{id}/revoke", access.Own, h.revokeMine) // me_revoke.go
	m.Handle("GET /me/uses", access.Own, h.uses)                        // me_uses_page.go
	m.Handle("GET /me/data.zip", access.Own, h.takeAlong)               // me_take_along.go
	m.Handle("GET /me/erase", access.Own, h.eraseMeForm)                // me_erase_page.go
	m.Handle("POST /me/erase", access.Own, h.eraseMe)                   // me_erase_page.go

	m.Handle("GET /import/persons", party.CanImport, h.importPage)                    // import_page.go
	m.HandleUpload("POST /import/persons", party.CanImport, fileLimit+around, h.send) // import_send.go
	m.Handle("GET /import/persons/template.csv", party.CanImport, h.templateCSV)      // import_template.go
	m.Handle("GET /import/persons/template.xlsx", party.CanImport, h.templateXLSX)    // import_template.go

	m.Handle("GET /persons", party.CanRead, h.find)                                   // find_page.go
	m.Handle("POST /persons/find", party.CanRead, h.found)                            // find_page.go
	m.Handle("GET /persons/{id}", party.CanRead, h.person)                            // person_page.go
	m.Handle("POST /persons/{id}/correct", party.CanKeep, h.correct)                  // correct.go
	m.Handle("POST /persons/{id}/relations", party.CanKeep, h.relate)                 // relate.go
	m.Handle("POST /persons/{id}/relations/{relation}/end", party.CanKeep, h.part)    // relate.go
	m.Handle("POST /persons/{id}/mandates", party.CanKeep, h.delegate)                // delegate.go
	m.Handle("POST /persons/{id}/mandates/{mandate}/revoke", party.CanKeep, h.revoke) // delegate.go
	m.Handle("POST /persons/{id}/duplicates", party.CanKeep, h.merge)                 // merge.go
	m.Handle("POST /persons/{id}/duplicates/{other}/undo", party.CanKeep, h.unmerge)  // merge.go
	m.Handle("GET /persons/{id}/erase", party.CanErase, h.eraseForm)                  // erase_page.go
	m.Handle("POST /persons/{id}/erase", party.CanErase, h.erase)                     // erase_page.go
}

// Matter is something that a mandate may be for.
type Matter struct {
	What, Key string
	Path      string // where who acts for another does so
}

// Beside is a page of another room, with the key of its words.
type Beside struct{ Path, Key string }

// Onward is a page of another room about a person: its address below that of the person, the right without which nobody is shown the way, and
// the key of its words.
type Onward struct {
	Right      access.Right
	Below, Key string
}

type handlers struct{ Deps }

// onward are the ways on from a person who lives at a place.
func (h handlers) onward(p web.Page, who access.Actor, id string, at region.Key) (list []web.Link) {
	for _, o := range h.Onward {
		if who.May(o.Right, at) && who.Person != id {
			list = append(list, web.Link{Label: p.T(o.Key), Href: p.Link("/persons/" + id + o.Below)})
		}
	}
	return list
}

// placeOf finds the unit that a cell names, on today's map.
func (h handlers) placeOf(code string) (region.Key, bool) { return h.view().Resolve(code) }

func (h handlers) view() *region.View { return h.Regions.At(calendar.Day(h.Now())) }

// place is the name of a region on today's map.
func (h handlers) place(p web.Page, k region.Key) web.Text { return p.Place(h.view(), k) }

// named returns the identifier of a kind that stands in the path; anything else is as absent as what never was.
func named(r *web.Request, value, kind string) (string, error) {
	id := r.PathValue(value)
	if ident.Check(kind, id) != nil {
		return "", fault.New(fault.NotFound, "access.absent")
	}
	return id, nil
}

// form reads the fields of a form.
func form(r *web.Request) (url.Values, error) {
	if err := r.ParseForm(); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "party.persons.unread")
	}
	return r.PostForm, nil
}
