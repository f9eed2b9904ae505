package app

import (
	"context"
	"iter"
	"math/rand/v2"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/programme/eldercare"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partysynth"
)

// The people of the demonstration's county: made up on the margins of its census, and far fewer than live there.
const (
	demoPeople  = 3000
	demoAsOn    = "2026-06-30"
	demoBirths  = 2020 // the census counted ages in that year
	demoPersons = 14   // the seed
)

// demoElders makes up the people of the county, loads them as the register, and runs the list of services over it. What is
// registered already changes nothing, and a diagnosis that was made is left.
func (d *demonstration) demoElders(ctx context.Context) error {
	n := d.Nodes[0]
	var towns []region.Key
	for _, t := range region.SyntheticTownships(demoCounty, demoTownshipCount, 1, "2020-01-01") {
		towns = append(towns, region.Key{Code: t.Code, Level: region.Township})
	}
	people, err := partysynth.Make(partysynth.Wish{
		County: string(demoCounty.Code), People: demoPeople, Seed: demoPersons, Townships: towns, AsOn: demoAsOn, BirthYear: demoBirths,
	})
	if err != nil {
		return err
	}
	register := people.Register()
	register.Rows = visited(register.Rows)
	if _, err := n.Persons.Load(ctx, access.System("demo-register", party.CanImport), register); err != nil {
		return err
	}
	who := access.System("demo-diagnosis", eldercare.CanRead, eldercare.CanDiagnose, party.CanList)
	if last, err := n.Elders.Latest(ctx, who); last != nil || err != nil {
		return err
	}
	_, err = n.Elders.Run(ctx, who)
	return err
}

// visited says of made-up people whether they are visited regularly: more in town than in the countryside, so that there is a gap to look at,
// and of some the register says nothing.
func visited(rows iter.Seq[party.Row]) iter.Seq[party.Row] {
	shares := map[string]float64{"urban": 0.7, "rural": 0.4}
	return func(yield func(party.Row) bool) {
		random := rand.New(rand.NewPCG(demoPersons, 1)) // made up, and the same every time
		for row := range rows {
			lives := row.Facts[party.Residence]
			if draw, silent := random.Float64(), random.Float64() < 0.05; !silent {
				told := party.Fact{Value: "no", Source: lives.Source, AsOf: lives.AsOf}
				if draw < shares[lives.Value] {
					told.Value = "yes"
				}
				row.Facts[party.VisitedBy] = told
			}
			if !yield(row) {
				return
			}
		}
	}
}
