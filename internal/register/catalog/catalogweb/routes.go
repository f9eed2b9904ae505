package catalogweb

import (
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// Deps is what these pages are made from. Routes itself needs none of it.
type Deps struct {
	Register *catalog.Register
	Regions  *region.Tree
	Persons  *party.Service // who works for providers
	Address  string         // public address of the program; empty where nobody has set one
}

// Routes registers the pages of the directory and the endpoints of HSDS.
func Routes(m *web.Mux, d Deps) {
	h := &handlers{Deps: d}
	m.Page("GET /services", []string{"q", "place", "term", "mode", "open", "page"}, h.list) // list_page.go
	m.Handle("GET /services/compare", access.Public, h.compare)                             // compare_page.go
	m.Handle("GET /services/review", catalog.CanRead, h.review)                             // review_page.go
	m.Handle("GET /services/clerks", catalog.CanEnter, h.clerks)                            // clerks_page.go
	m.Handle("POST /services/clerks", catalog.CanEnter, h.assign)                           // clerks_page.go
	m.Handle("POST /services/clerks/end", catalog.CanEnter, h.release)                      // clerks_page.go
	m.Page("GET /services/{id}", nil, h.service)                                            // service_page.go
	m.Handle("POST /services/{id}/publish", catalog.CanPublish, h.publish)                  // publish.go
	m.Handle("POST /services/{id}/withdraw", catalog.CanPublish, h.withdraw)                // publish.go
	m.Handle("GET /offers", catalog.CanDeclare, h.offers)                                   // offers_page.go
	m.Handle("GET /services/{id}/offers/{offer}", catalog.CanDeclare, h.declareForm)        // declare_page.go
	m.Handle("POST /services/{id}/offers/{offer}", catalog.CanDeclare, h.declare)           // declare_page.go
	m.Handle("GET /staff", party.CanStaff, h.employers)                                     // staff_page.go
	m.Handle("GET /staff/{id}", party.CanStaff, h.staff)                                    // staff_page.go
	m.Handle("POST /staff/{id}", party.CanStaff, h.employ)                                  // staff_page.go
	m.Handle("GET /staff/{id}/{post}", party.CanStaff, h.post)                              // staff_post_page.go
	m.Handle("POST /staff/{id}/{post}", party.CanStaff, h.amend)                            // staff_post_page.go
	m.Handle("POST /staff/{id}/{post}/end", party.CanStaff, h.endPost)                      // staff_post_page.go
	h.hsdsRoutes(m)                                                                         // hsds.go
}

type handlers struct {
	Deps
	kept kept
}
