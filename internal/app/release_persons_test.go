package app

import (
	"errors"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/record/consent"
	"mihe/internal/register/party"
)

// persons ties some of the made-up people of the register to each other: kin, a mandate, a duplicate, an organisation, a consent.
func (l life) persons() {
	n := l.Nodes[0]
	who := access.System("life", party.CanList, party.CanKeep, consent.CanRecord)
	enough := errors.New("enough")
	var ids []string
	_, err := n.Persons.List(l.t.Context(), who, party.ListWish{Region: demoCounty, Purpose: party.ServicePlanning, Groups: []party.Group{party.Attributes}}, func(one party.Listed) error {
		if ids = append(ids, one.ID); len(ids) == 4 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) {
		l.t.Fatalf("%d persons: %v", len(ids), err)
	}
	_, err = n.Persons.Relate(l.t.Context(), who, party.Relation{Person: ids[0], Other: ids[1], Kind: party.Child, Shown: party.InRegister, From: "2026-01-01"})
	l.must(err)
	_, err = n.Persons.Delegate(l.t.Context(), who, party.Mandate{
		For: ids[0], Who: ids[1], What: []string{"eldercare.apply"}, From: "2026-01-01", Until: "2027-01-01", Shown: party.OnPaper, Paper: "sample 1",
	})
	l.must(err)
	policy, err := Policy()
	l.must(err)
	_, err = n.Persons.Offer(l.t.Context(), policy.Actor("acct_life", ids[0], nil, l.contains), party.NewOffer{Name: "sample kin", What: []string{"eldercare.apply"}, Until: time.Now().AddDate(1, 0, 0).Format(time.DateOnly)})
	l.must(err)
	l.must(n.Persons.Merge(l.t.Context(), who, ids[2], ids[3], "one person twice in the sample"))
	_, err = n.Persons.Register(l.t.Context(), who, party.Organisation{NameZh: "（合成）样本机构", NameEn: "(synthetic) sample body", Kind: "provider", Region: demoCounty})
	l.must(err)
	l.must(n.Consents.Say(l.t.Context(), who, consent.Consent{
		Person: ids[0], Purpose: "sample_purpose", Group: party.Contact, Given: true, Shown: party.OnPaper, Text: "sample.1", Channel: access.Paper,
	}))
}
