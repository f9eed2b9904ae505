package app

import (
	"context"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"mihe/internal/account/openness"
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
	demoOldBorn = "1966-07"
)

// demoAssessments is the day of the last assessments of the demonstration.
var demoAssessments = time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)

// demoElders makes up the people of the county, loads them as the register, and runs the list of services over it. What is
// registered already changes nothing, and a diagnosis that was made is left. Its figures are published.
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
	register.Rows = provided(register.Rows)
	if _, err := n.Persons.Load(ctx, access.System("demo-register", party.CanImport), register); err != nil {
		return err
	}
	who := access.System("demo-diagnosis", eldercare.CanRead, eldercare.CanDiagnose, party.CanList)
	log, elders := *n.Log, *n.Elders
	log.Now = func() time.Time { return demoDay }
	elders.Now, elders.Log = log.Now, &log
	last, err := elders.Latest(ctx, who)
	if err == nil && last == nil {
		_, err = elders.Run(ctx, who)
	}
	if err != nil {
		return err
	}
	return d.publish(ctx, n, func(one openness.Listed) bool {
		return one.Source == elders.Source && slices.Contains(demoPublished, one.Variable)
	})
}

// demoPublished are the counts that the demonstration publishes; how services go stays inside.
var demoPublished = []string{"eldercare_due", "eldercare_served", "eldercare_served_recorded"}

// demoProvided are the shares of those of whom the register says yes, in town and in the countryside: there is a gap to look at.
var demoProvided = []struct {
	field        party.Field
	urban, rural float64
}{{party.VisitedBy, 0.85, 0.5}, {party.HealthManaged, 0.95, 0.75}, {party.FamilySupported, 0.7, 0.4}}

// The assessments of the demonstration: how many in town and in the countryside were ever assessed, how long ago at most, and what was found.
const (
	demoAssessedUrban, demoAssessedRural = 0.95, 0.75
	demoAssessedMonths                   = 26
)

var demoGrades = []string{"intact", "intact", "intact", "intact", "mild", "mild", "moderate", "severe", "complete"}

// demoSilent is the share of what the register does not say.
const demoSilent = 0.03

// provided says of made-up old people whether services are being provided to them, and when they were assessed with which result. Those who
// are not old draw too, so that the day changes nothing for the others.
func provided(rows iter.Seq[party.Row]) iter.Seq[party.Row] {
	return func(yield func(party.Row) bool) {
		random := rand.New(rand.NewPCG(demoPersons, 1)) // made up, and the same every time
		for row := range rows {
			lives := row.Facts[party.Residence]
			share := func(urban, rural float64) bool {
				if lives.Value == string(eldercare.Urban) {
					return random.Float64() < urban
				}
				return random.Float64() < rural
			}
			facts := party.Facts{}
			tell := func(field party.Field, value string) {
				if random.Float64() >= demoSilent {
					facts[field] = party.Fact{Value: value, Source: lives.Source, AsOf: lives.AsOf}
				}
			}
			for _, p := range demoProvided {
				value := "no"
				if share(p.urban, p.rural) {
					value = "yes"
				}
				tell(p.field, value)
			}
			assessed, ago, grade := share(demoAssessedUrban, demoAssessedRural), random.IntN(demoAssessedMonths), demoGrades[random.IntN(len(demoGrades))]
			if assessed {
				tell(party.AbilityAssessed, demoAssessments.AddDate(0, -ago, 0).Format(time.DateOnly))
				tell(party.AbilityGrade, grade)
			} else {
				tell(party.AbilityAssessed, "no")
			}
			if row.Facts[party.Born].Value < demoOldBorn {
				maps.Copy(row.Facts, facts)
			}
			if !yield(row) {
				return
			}
		}
	}
}
