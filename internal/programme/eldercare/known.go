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

// provided are the fields of the register that say whether an item is being provided.
var provided = map[party.Field]string{party.VisitedBy: "visits"}

// known puts what a register knows of a person into the words of the list. What the register does not hold stays unknown. Of a birth the
// register gives the month: its last day counts, so that nobody is due anything before it is certain.
func known(person string, at region.Key, facts party.Facts) Elder {
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
	for field, item := range provided {
		if facts[field].Value == "yes" {
			e.Current = append(e.Current, item)
		}
	}
	return e
}
