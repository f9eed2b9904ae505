package app

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/money"
	"mihe/internal/base/region"
	"mihe/internal/register/catalog"
)

//go:embed demo-services.yaml
var demoServicesFile []byte

// demoDirectory is the file of the demonstration's services.
type demoDirectory struct {
	Providers []struct {
		Key, Code, Kind, Zh, En, Phone string
		AboutZh                        string `yaml:"about_zh"`
		AboutEn                        string `yaml:"about_en"`
	}
	Locations []demoLocation
	Points    demoLocation
	Services  []demoService
}

type demoLocation struct {
	Key, Provider, Residence, Kind, Zh, En, Rule, Opens, Closes string
	AddressZh                                                   string `yaml:"address_zh"`
	AddressEn                                                   string `yaml:"address_en"`
	Township                                                    int
	Access                                                      []string
}

type demoService struct {
	Provider, Zh, En string
	Terms, Modes     []string
	EligibleZh       string `yaml:"eligible_zh"`
	EligibleEn       string `yaml:"eligible_en"`
	MinAge           *int   `yaml:"min_age"`
	Days             *int
	Documents        []string
	DocumentsEn      []string `yaml:"documents_en"`
	Costs            []demoCost
	Device           *demoDevice
	At               []demoOffer
	Internal         bool
}

type demoCost struct {
	Fen          int64
	Unit, Zh, En string
}

type demoDevice struct {
	Deposit    *money.Fen
	LoanDays   *int       `yaml:"loan_days"`
	SubsidyPct *int       `yaml:"subsidy_pct"`
	SubsidyCap *money.Fen `yaml:"subsidy_cap"`
	Zh, En     string
}

// demoOffer is a location with what is declared there; without a unit nothing is. Every takes each so many of the points.
type demoOffer struct {
	Key, Unit, Status                  string
	Capacity, Funded, Vacancy, Waiting *int
	DaysAgo                            *int `yaml:"days_ago"`
	Every                              int
}

// demoShelf is the demonstration's directory on its way into the register.
type demoShelf struct {
	*demonstration
	file     demoDirectory
	register *catalog.Register
	officer  access.Actor
	held     []catalog.Entry
	org      map[string]string   // providers by their key
	place    map[string][]string // locations by their key
}

// demoServices enters providers, locations, services and what they declare, by an actor of the program, and has another one
// publish all but two, which wait for a person. What an earlier call has done it leaves as it is.
func (d *demonstration) demoServices(ctx context.Context) (err error) {
	s := demoShelf{
		demonstration: d, register: d.Nodes[0].Catalog, officer: access.System("demo-officer", catalog.CanEnter),
		org: map[string]string{}, place: map[string][]string{},
	}
	if err := yaml.Unmarshal(demoServicesFile, &s.file); err != nil {
		return fmt.Errorf("demo-services.yaml: %w", err)
	}
	if s.held, err = s.register.Entries(ctx, s.officer); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{s.providers, s.locations, s.services, s.assign, s.declare, s.publish} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// demoProviderNames are the names of the providers by their key in the file.
func demoProviderNames() (map[string]string, error) {
	var file demoDirectory
	if err := yaml.Unmarshal(demoServicesFile, &file); err != nil {
		return nil, fmt.Errorf("demo-services.yaml: %w", err)
	}
	names := map[string]string{}
	for _, p := range file.Providers {
		names[p.Key] = p.Zh
	}
	return names, nil
}

func (s *demoShelf) providers(ctx context.Context) error {
	for _, p := range s.file.Providers {
		if i := slices.IndexFunc(s.held, func(e catalog.Entry) bool { return e.Provider != nil && e.Provider.Name.Zh == p.Zh }); i >= 0 {
			s.org[p.Key] = s.held[i].ID
			continue
		}
		check, ok := ident.CreditCheck(p.Code)
		if !ok {
			return fmt.Errorf("demo-services.yaml: %s cannot begin a credit code", p.Code)
		}
		made, err := s.register.EnterProvider(ctx, s.officer, catalog.Provider{
			CreditCode: p.Code + string(check), Name: i18n.Name{Zh: p.Zh, En: p.En}, About: i18n.Name{Zh: p.AboutZh, En: p.AboutEn}, Kind: p.Kind, Region: demoCounty,
			Phones: []catalog.Phone{{Number: p.Phone}},
		})
		if err != nil {
			return err
		}
		s.org[p.Key] = made.ID
	}
	return nil
}

// locations enters those of the file and a mutual-aid point in each township.
func (s *demoShelf) locations(ctx context.Context) error {
	list := slices.Clone(s.file.Locations)
	for n := range demoTownshipCount {
		one := s.file.Points
		one.Key, one.Township, one.Residence = "points", n+1, "rural"
		one.Zh, one.En = fmt.Sprintf("%s %02d", one.Zh, n+1), fmt.Sprintf("%s %02d", one.En, n+1)
		list = append(list, one)
	}
	for _, l := range list {
		if i := slices.IndexFunc(s.held, func(e catalog.Entry) bool { return e.Location != nil && e.Location.Name.Zh == l.Zh }); i >= 0 {
			s.place[l.Key] = append(s.place[l.Key], s.held[i].ID)
			continue
		}
		made, err := s.register.EnterLocation(ctx, s.officer, s.location(l))
		if err != nil {
			return fmt.Errorf("%s: %w", l.Key, err)
		}
		s.place[l.Key] = append(s.place[l.Key], made.ID)
	}
	return nil
}

// location is a location of the file: its position is a point of a grid over the county, its postcode one of a made-up row.
func (s *demoShelf) location(l demoLocation) catalog.Location {
	out := catalog.Location{
		Provider: s.org[l.Provider], Name: i18n.Name{Zh: l.Zh, En: l.En}, Kind: "physical", Region: region.Key{Code: region.Code(fmt.Sprintf("%s9%02d", demoCounty.Code, l.Township)), Level: region.Township},
		Residence: l.Residence, Address: i18n.Name{Zh: l.AddressZh, En: l.AddressEn}, Accessibility: l.Access, Languages: []string{"zh"},
	}
	if l.Rule != "" {
		out.Hours = []catalog.Hours{{Rule: l.Rule, Opens: l.Opens, Closes: l.Closes}}
	}
	if l.Kind != "" {
		out.Kind = l.Kind
		return out
	}
	latitude, longitude := 27.00+0.06*float64(l.Township%4), 105.50+0.06*float64(l.Township/4)
	out.Latitude, out.Longitude, out.Postcode = &latitude, &longitude, fmt.Sprintf("5516%02d", l.Township)
	return out
}

func (s *demoShelf) services(ctx context.Context) error {
	for _, one := range s.file.Services {
		if slices.ContainsFunc(s.held, func(e catalog.Entry) bool { return e.Service != nil && e.Service.Name.Zh == one.Zh }) {
			continue
		}
		if _, err := s.register.EnterService(ctx, s.officer, s.service(one)); err != nil {
			return fmt.Errorf("%s: %w", one.En, err)
		}
	}
	return nil
}

func (s *demoShelf) service(one demoService) catalog.Service {
	out := catalog.Service{
		Provider: s.org[one.Provider], Name: i18n.Name{Zh: one.Zh, En: one.En}, About: named(s.Words, "app.demo.service"), Status: "active", Terms: one.Terms, Modes: one.Modes,
		Eligible: i18n.Name{Zh: one.EligibleZh, En: one.EligibleEn}, MinimumAge: one.MinAge, Apply: named(s.Words, "app.demo.apply"), WorkingDays: one.Days,
		Areas: []region.Key{demoCounty}, Languages: []string{"zh"},
	}
	for i, zh := range one.Documents {
		out.Documents = append(out.Documents, i18n.Name{Zh: zh, En: one.DocumentsEn[i]})
	}
	for _, c := range one.Costs {
		out.Costs = append(out.Costs, catalog.Cost{Fen: money.Fen(c.Fen), Unit: c.Unit, For: i18n.Name{Zh: c.Zh, En: c.En}})
	}
	if d := one.Device; d != nil {
		out.Device = &catalog.Device{Deposit: d.Deposit, LoanDays: d.LoanDays, SubsidyPct: d.SubsidyPct, SubsidyCap: d.SubsidyCap, Terms: i18n.Name{Zh: d.Zh, En: d.En}}
	}
	for _, at := range one.At {
		for _, id := range s.at(at) {
			out.Offers = append(out.Offers, catalog.Offer{Location: id})
		}
	}
	return out
}

// at are the locations that an offer of the file stands for.
func (s *demoShelf) at(o demoOffer) (ids []string) {
	for i, id := range s.place[o.Key] {
		if i%max(1, o.Every) == 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// demoCentre and demoVillage are the keys of the providers that the demonstration's clerk acts for.
const demoCentre, demoVillage = "centre", "village"

// declare declares for every offer with a unit for which nothing is declared yet, some days ago: the centre's clerk for the
// centre, an official for the others.
func (s *demoShelf) declare(ctx context.Context) error {
	d, err := s.register.Inside(ctx, s.officer)
	if err != nil {
		return err
	}
	clerk, err := s.actor(ctx, Provider, demoCounty)
	if err != nil {
		return err
	}
	for _, one := range s.file.Services {
		i := slices.IndexFunc(d.Listings, func(l catalog.Listing) bool { return l.Service.Name.Zh == one.Zh })
		for _, at := range one.At {
			places := s.at(at)
			for _, o := range d.Listings[i].Service.Offers {
				if at.Unit == "" || !slices.Contains(places, o.Location) || len(d.Listings[i].Capacities[o.ID]) > 0 {
					continue
				}
				who := s.officer
				if one.Provider == demoCentre {
					who = clerk
				}
				if _, err := s.register.Declare(ctx, who, d.Listings[i].Service.ID, s.capacity(at, o.ID)); err != nil {
					return fmt.Errorf("%s: %w", one.En, err)
				}
			}
		}
	}
	return nil
}

// demoDeclaredDays is how many days ago the demonstration's numbers are of where the file says nothing else.
const demoDeclaredDays = 4

func (s *demoShelf) capacity(at demoOffer, offer string) catalog.Capacity {
	ago := demoDeclaredDays
	if at.DaysAgo != nil {
		ago = *at.DaysAgo
	}
	return catalog.Capacity{
		Offer: offer, Unit: at.Unit, Capacity: at.Capacity, Funded: at.Funded, Vacancy: at.Vacancy, Waiting: at.Waiting, Status: at.Status,
		AsOf: calendar.Day(s.register.Now().Add(-time.Duration(ago) * 24 * time.Hour)), Source: s.text("app.demo.declared"),
	}
}

// publish lets visitors read what the file does not keep internal.
func (s *demoShelf) publish(ctx context.Context) error {
	publisher := access.System("demo-approver", catalog.CanPublish)
	d, err := s.register.Inside(ctx, publisher)
	if err != nil {
		return err
	}
	for _, l := range d.Listings {
		kept := slices.ContainsFunc(s.file.Services, func(one demoService) bool { return one.Internal && one.Zh == l.Service.Name.Zh })
		if l.State != catalog.Internal || kept {
			continue
		}
		if err := s.register.Publish(ctx, publisher, l.Service.ID, l.Entered); err != nil {
			return err
		}
	}
	return nil
}

// assign lets the provider's account of the demonstration declare for the centre, and speak for the association, whose month is not settled yet: so all of a
// settlement can be tried.
func (s *demoShelf) assign(ctx context.Context) error {
	clerk, err := s.actor(ctx, Provider, demoCounty)
	if err != nil {
		return err
	}
	for _, key := range []string{demoCentre, demoVillage} {
		err := s.register.Assign(ctx, s.officer, catalog.Agent{Provider: s.org[key], Account: clerk.ID, Acts: true})
		if f, ok := fault.As(err); err != nil && (!ok || f.Key != "catalog.agent.already") {
			return err
		}
	}
	return nil
}
