package catalogweb

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"mihe/internal/base/money"
	"mihe/internal/base/region"
	"mihe/internal/register/catalog"
	"mihe/standard/hsds"
)

// writer writes listings as values of HSDS: names in Chinese, with the English name as the alternate one.
type writer struct {
	*index
	view  *region.View
	text  func(key string, args ...any) string // words in Chinese
	stale func(catalog.Capacity) bool
}

func (w writer) service(l catalog.Listing) hsds.Service {
	s := l.Service
	id := hsds.ID(s.ID)
	o := w.organization(l.Provider)
	out := hsds.Service{
		ID: id, OrganizationID: o.ID, Name: s.Name.Zh, AlternateName: s.Name.En, Description: s.About.Zh, URL: s.URL,
		Status: strings.ReplaceAll(s.Status, "_", " "), ApplicationProcess: s.Apply.Zh, EligibilityDescription: s.Eligible.Zh,
		MinimumAge: s.MinimumAge, MaximumAge: s.MaximumAge, LastModified: instant(l.ModifiedMs), FeesDescription: w.device(s.Device), Organization: &o,
	}
	if s.WorkingDays != nil {
		out.WaitTime = w.count("catalog.hsds.working_days", *s.WorkingDays)
	}
	for i, p := range s.Phones {
		out.Phones = append(out.Phones, hsds.Phone{ID: part(s.ID, "phone", i), ServiceID: id, Number: p.Number, Description: p.For.Zh})
	}
	for i, a := range s.Areas {
		out.ServiceAreas = append(out.ServiceAreas, hsds.ServiceArea{
			ID: part(s.ID, "area", i), ServiceID: id, Name: strings.Join(w.path(a), ""), Extent: string(a.Code), ExtentType: "text",
		})
	}
	for i, code := range s.Languages {
		out.Languages = append(out.Languages, hsds.Language{ID: part(s.ID, "language", i), ServiceID: id, Code: code, Name: w.text("catalog.language." + code)})
	}
	for i, c := range s.Costs {
		out.CostOptions = append(out.CostOptions, hsds.CostOption{
			ID: part(s.ID, "cost", i), ServiceID: id, ValidFrom: c.From, ValidTo: c.Until, Option: c.For.Zh, Currency: "CNY", Amount: yuan(c.Fen),
			AmountDescription: w.text("catalog.cost." + c.Unit),
		})
	}
	for i, d := range s.Documents {
		out.RequiredDocuments = append(out.RequiredDocuments, hsds.RequiredDocument{ID: part(s.ID, "document", i), ServiceID: id, Document: d.Zh})
	}
	for _, code := range append(append([]string{}, s.Terms...), s.Modes...) {
		term := w.term[code]
		out.Attributes = append(out.Attributes, hsds.Attribute{
			ID: hsds.ID(s.ID, "term", code), LinkID: id, LinkEntity: "service", TaxonomyTermID: term.ID, TaxonomyTerm: &term,
		})
	}
	for _, o := range s.Offers {
		out.ServiceAtLocations = append(out.ServiceAtLocations, w.atLocation(l, o))
	}
	return out
}

func (w writer) atLocation(l catalog.Listing, o catalog.Offer) hsds.ServiceAtLocation {
	id, at := hsds.ID(o.ID), w.location(l.Locations[o.Location])
	out := hsds.ServiceAtLocation{ID: id, ServiceID: hsds.ID(l.Service.ID), LocationID: at.ID, Description: o.Note.Zh, Location: &at}
	for i, hours := range o.Hours {
		s := schedule(hours, part(o.ID, "hours", i))
		s.ServiceAtLocationID = id
		out.Schedules = append(out.Schedules, s)
	}
	for _, c := range l.Capacities[o.ID] {
		out.Capacities = append(out.Capacities, hsds.Capacity{
			ID: hsds.ID(o.ID, "capacity", c.Unit), ServiceAtLocationID: id, Unit: c.Unit, Maximum: c.Capacity, Funded: c.Funded, Available: c.Vacancy,
			Waiting: c.Waiting, Status: c.Status, AsOf: c.AsOf, Stale: w.stale(c), DeclaredBy: c.DeclaredBy, Source: c.Source, Updated: instant(c.AtMs),
		})
	}
	return out
}

func (w writer) organization(p catalog.Provider) hsds.Organization {
	id := hsds.ID(p.ID)
	o := hsds.Organization{
		ID: id, Name: p.Name.Zh, AlternateName: p.Name.En, Description: p.About.Zh, Email: p.Email, Website: p.Website,
		LegalStatus: w.text("catalog.kind." + p.Kind),
		OrganizationIdentifiers: []hsds.OrganizationIdentifier{{
			ID: hsds.ID(p.ID, "credit_code"), OrganizationID: id, IdentifierScheme: "GB 32100-2015", IdentifierType: w.text("catalog.hsds.credit_code"), Identifier: p.CreditCode,
		}},
	}
	for i, phone := range p.Phones {
		o.Phones = append(o.Phones, hsds.Phone{ID: part(p.ID, "phone", i), OrganizationID: id, Number: phone.Number, Description: phone.For.Zh})
	}
	return o
}

func (w writer) location(l catalog.Location) hsds.Location {
	id := hsds.ID(l.ID)
	out := hsds.Location{
		ID: id, LocationType: l.Kind, OrganizationID: hsds.ID(l.Provider), Name: l.Name.Zh, AlternateName: l.Name.En, Transportation: l.Transport.Zh,
		Latitude: l.Latitude, Longitude: l.Longitude, ExternalIdentifier: string(l.Region.Code), ExternalIdentifierType: w.text("catalog.hsds.division"),
		Description: w.text("catalog.residence." + l.Residence),
	}
	if l.Address.Zh != "" {
		out.Addresses = []hsds.Address{w.address(l)}
	}
	for i, has := range l.Accessibility {
		out.Accessibility = append(out.Accessibility, hsds.Accessibility{ID: part(l.ID, "accessibility", i), LocationID: id, Description: w.text("catalog.accessibility." + has)})
	}
	for i, code := range l.Languages {
		out.Languages = append(out.Languages, hsds.Language{ID: part(l.ID, "language", i), LocationID: id, Code: code, Name: w.text("catalog.language." + code)})
	}
	for i, p := range l.Phones {
		out.Phones = append(out.Phones, hsds.Phone{ID: part(l.ID, "phone", i), LocationID: id, Number: p.Number, Description: p.For.Zh})
	}
	for i, hours := range l.Hours {
		s := schedule(hours, part(l.ID, "hours", i))
		s.LocationID = id
		out.Schedules = append(out.Schedules, s)
	}
	return out
}

func (w writer) address(l catalog.Location) hsds.Address {
	a := hsds.Address{
		ID: hsds.ID(l.ID, "address"), LocationID: hsds.ID(l.ID), Address1: l.Address.Zh, PostalCode: l.Postcode, Country: "CN", AddressType: l.Kind,
		Region: strings.Join(w.path(l.Region), ""),
	}
	for level, into := range map[region.Level]*string{region.Province: &a.StateProvince, region.Prefecture: &a.City} {
		if k, ok := w.view.Ancestor(l.Region, level); ok {
			if u, ok := w.view.Unit(k); ok {
				*into = u.Name.Zh
			}
		}
	}
	return a
}

// path is the names of a place from the prefecture down.
func (w writer) path(k region.Key) (names []string) {
	for _, level := range []region.Level{region.Prefecture, region.County, region.Township} {
		above, ok := w.view.Ancestor(k, level)
		if u, known := w.view.Unit(above); ok && known {
			names = append(names, u.Name.Zh)
		}
	}
	return names
}

// device says in a sentence on which terms a product is lent or its purchase subsidised.
func (w writer) device(d *catalog.Device) string {
	if d == nil {
		return ""
	}
	var says []string
	if d.Deposit != nil {
		says = append(says, w.text("catalog.device.deposit", "yuan", d.Deposit.String()))
	}
	if d.LoanDays != nil {
		says = append(says, w.count("catalog.device.loan_days", *d.LoanDays))
	}
	if d.SubsidyPct != nil {
		says = append(says, w.text("catalog.device.subsidy_pct", "n", *d.SubsidyPct))
	}
	if d.SubsidyCap != nil {
		says = append(says, w.text("catalog.device.subsidy_cap", "yuan", d.SubsidyCap.String()))
	}
	if d.Terms.Zh != "" {
		says = append(says, d.Terms.Zh)
	}
	return strings.Join(says, " ")
}

// schedule writes opening hours; the rule was checked when they were entered.
func schedule(h catalog.Hours, id string) hsds.Schedule {
	timezone, every := 8, 1
	s := hsds.Schedule{ID: id, Timezone: &timezone, Interval: &every, OpensAt: h.Opens + ":00", ClosesAt: h.Closes + ":00", Notes: h.Note.Zh}
	for part := range strings.SplitSeq(h.Rule, ";") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "FREQ":
			s.Freq = value
		case "BYDAY":
			s.ByDay = value
		case "BYMONTHDAY":
			s.ByMonthDay = value
		}
	}
	return s
}

func part(id, what string, i int) string { return hsds.ID(id, what, fmt.Sprint(i)) }

func instant(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z") }

// yuan writes fen as a decimal number of yuan, exactly.
func yuan(f money.Fen) json.Number { return json.Number(f.Plain()) }

// count writes how many there are, as web.Page.Count does.
func (w writer) count(key string, n int) string {
	if n == 1 {
		return w.text(key + ".one")
	}
	return w.text(key+".many", "n", n)
}
