package app

import (
	"net/url"
	"strings"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
	"mihe/standard/hsds"
)

// What the object column says of services.
const (
	published = "published"
	notYet    = "internal"
	actsFor   = "acts for it"
)

// catalog enters services of the county, one for each thing that the object column says.
func (w *world) catalog(t *testing.T) {
	t.Helper()
	w.services = map[string]catalog.Service{}
	for _, object := range []string{published, notYet, actsFor} {
		s := w.entered(t, demoCounty, object)
		w.services[object] = s
		if object == notYet {
			continue
		}
		approver := access.System("approver", catalog.CanPublish)
		l, err := w.Catalog.One(t.Context(), access.Actor{}, s.ID)
		if err == nil {
			t.Fatalf("%s is public before anybody has published it: %+v", object, l)
		}
		inside, err := w.Catalog.Inside(t.Context(), approver)
		w.must(t, err)
		l, _ = inside.Listing(s.ID)
		w.must(t, w.Catalog.Publish(t.Context(), approver, s.ID, l.Entered))
	}
}

// entered enters a provider with one service in a county.
func (w *world) entered(t *testing.T, at region.Key, name string) catalog.Service {
	t.Helper()
	return enterService(t, w.Node, at, name)
}

// enterService enters a provider of a node with one service in a county, changed by the given functions.
func enterService(t *testing.T, n *Node, at region.Key, name string, change ...func(*catalog.Service)) catalog.Service {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, who := t.Context(), access.System("officer", catalog.CanEnter)
	const first = "52520521XDEMX0009"
	check, _ := ident.CreditCheck(first)
	p, err := n.Catalog.EnterProvider(ctx, who, catalog.Provider{
		CreditCode: first + string(check), Name: i18n.Name{Zh: name, En: name}, Kind: "public", Region: at,
	})
	must(err)
	l, err := n.Catalog.EnterLocation(ctx, who, catalog.Location{
		Provider: p.ID, Name: p.Name, Kind: "physical", Region: at, Residence: "rural", Address: p.Name,
	})
	must(err)
	s := catalog.Service{
		Provider: p.ID, Name: p.Name, Status: "active", Terms: []string{"service.life.meal"}, Modes: []string{"mode.site"}, Areas: []region.Key{at},
		Offers: []catalog.Offer{{Location: l.ID}},
	}
	for _, fn := range change {
		fn(&s)
	}
	s, err = n.Catalog.EnterService(ctx, who, s)
	must(err)
	return s
}

// lends makes a service one of devices on loan.
func lends(s *catalog.Service) {
	days := 30
	s.Terms, s.Modes, s.Device = []string{"device.walking"}, []string{"mode.loan"}, &catalog.Device{LoanDays: &days}
}

// employed is a post of somebody of the county with a provider, entered when it is first asked for.
func (w *world) employed(t *testing.T, provider string) (id string) {
	t.Helper()
	elder := w.elder(t, "person")
	var held []party.Post
	w.must(t, w.DB.Read(t.Context(), func(q store.Queryer) (err error) {
		held, err = w.Persons.PostsOn(q, provider, "2026-01-01")
		return err
	}))
	if len(held) > 0 {
		return held[0].ID
	}
	p, err := w.Persons.Employ(t.Context(), access.System("officer", party.CanKeep), party.Post{
		Person: elder, Organisation: provider, Kind: "carer", Base: demoTownship, Languages: []string{"zh"}, From: "2026-01-01",
		Shifts: []party.Shift{{Days: []string{"MO"}, Opens: "08:00", Closes: "12:00"}},
	})
	w.must(t, err)
	return p.ID
}

// assigned lets a person act for the provider of an object that is about acting for one, as far as that is allowed.
func (w *world) assigned(t *testing.T, object string, p *person) {
	t.Helper()
	if object != actsFor || p.account == "" {
		return
	}
	err := w.Catalog.Assign(t.Context(), access.System("officer", catalog.CanEnter), catalog.Agent{Provider: w.services[object].Provider, Account: p.account, Acts: true})
	if e, ok := fault.As(err); !ok || e.Field != "account" { // whoever may not declare, or does so already, cannot be assigned
		w.must(t, err)
	}
}

// catalogRequest is about a service, or what the endpoints of HSDS show of it.
func (w *world) catalogRequest(t *testing.T, q *request, object string, p *person) {
	t.Helper()
	s := w.services[object]
	w.assigned(t, object, p)
	if strings.HasPrefix(q.path, "/staff/") {
		q.path = strings.NewReplacer("{id}", s.Provider, "{post}", w.employed(t, s.Provider)).Replace(q.path)
		return
	}
	q.path = strings.Replace(q.path, "{$}", "", 1)
	if of, ok := strings.CutPrefix(q.path, "/hsds/3.0/"); ok && object == published {
		q.path = strings.Replace(q.path, "{id}", map[string]string{
			"services/{id}": hsds.ID(s.ID), "organizations/{id}": hsds.ID(s.Provider), "service_at_locations/{id}": hsds.ID(s.Offers[0].ID),
			"taxonomies/{id}": hsds.ID("taxonomy", "service"), "taxonomy_terms/{id}": hsds.ID("taxonomy_term", "service.life"),
		}[of], 1)
		return
	}
	if q.path == "/services/clerks/end" {
		q.form = url.Values{"account": {"acct_01ke5y3x80a9svzgxj00m6c4xb"}}
	}
	if strings.Contains(q.path, "{id}") {
		q.path = strings.NewReplacer("{id}", s.ID, "{offer}", s.Offers[0].ID).Replace(q.path)
	}
}
