package eldercare

import (
	"time"

	"mihe/internal/base/region"
	"mihe/internal/register/party"
)

// disabilities are the grades of GB/T 26341-2010 as the entitlement list calls them.
var disabilities = map[string]string{"0": "none", "1": "first", "2": "second", "3": "third", "4": "fourth"}

// answers are the fields of the register that the list asks for as yes or no.
var answers = map[party.Field]string{
	party.LivesAlone: "lives_alone", party.LowIncome: "subsistence", party.Destitute: "destitute", party.LostOnly: "lost_only_child",
	party.Established: "hardship",
}

// assessment is the item of the list that is provided by an assessment that is still valid, and the fact that it finds.
const (
	assessment = "ability_assessment"
	grade      = "grade"
)

// provided are the fields of the register that say of an item, with yes or no, whether it is being provided, in the order of the list.
var provided = []struct {
	field party.Field
	item  string
}{{party.HealthManaged, "health_management"}, {party.FamilySupported, "family_support"}, {party.VisitedBy, "visits"}}

// Told are the items of the list of which a register says whether they are being provided: what a diagnosis can look at.
func Told() []string {
	items := []string{assessment}
	for _, p := range provided {
		items = append(items, p.item)
	}
	return items
}

// known puts what a register knows of a person into the words of the list. What the register does not hold stays unknown. Of a birth the
// register gives the month: its last day counts, so that nobody is due anything before it is certain. An assessment that is no longer
// valid says nothing: neither is the item provided, nor its grade known.
func known(person string, at region.Key, facts party.Facts, assessed bool) Elder {
	e := Elder{Person: person, Place: at, Residence: Residence(facts[party.Residence].Value), Facts: map[string]any{}}
	if month, err := time.Parse("2006-01", facts[party.Born].Value); err == nil {
		e.Facts["birth"] = month.AddDate(0, 1, -1).Format(time.DateOnly)
	}
	if grade, told := disabilities[facts[party.Disability].Value]; told {
		e.Facts["disability"] = grade
	}
	for field, fact := range answers {
		if f, told := facts[field]; told {
			e.Facts[fact] = f.Value == "yes"
		}
	}
	if _, err := time.Parse(time.DateOnly, facts[party.AbilityAssessed].Value); err == nil {
		e.Assessed = facts[party.AbilityAssessed].Value
	}
	if assessed {
		e.Current = append(e.Current, assessment)
		if f, told := facts[party.AbilityGrade]; told {
			e.Facts[grade] = f.Value
		}
	}
	for _, p := range provided {
		if facts[p.field].Value == "yes" {
			e.Current = append(e.Current, p.item)
		}
	}
	return e
}
