package app

import (
	"errors"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/record/consent"
	"mihe/internal/record/evidence"
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
	l.evidence(ids[0])
}

// evidence leaves a visit that was confirmed by a code, another for which the same code was entered, and a file.
func (l life) evidence(person string) {
	ctx, s := l.t.Context(), l.Nodes[0].Evidence
	carer := access.System("carer", evidence.CanRecord)
	carer.Person = "person_life_carer"
	sheet, err := s.IssueSheet(ctx, access.System("clerk", evidence.CanIssue), person, 0)
	l.must(err)
	f, err := s.AddFile(ctx, carer, evidence.NewFile{Person: person, Raw: []byte("%PDF-1.4 sample")})
	l.must(err)
	for _, visit := range []string{"visit_life_1", "visit_life_2"} {
		about := evidence.About{Kind: "sample.visit", ID: visit}
		l.must(l.DB.Write(ctx, func(tx *store.Tx) error {
			_, err := s.RecordIn(tx, carer, evidence.Statement{
				About: about, Person: person, Way: evidence.Deliverer, Says: evidence.Happened, Deliverer: carer.Person, Files: []string{f.SHA256},
			})
			return err
		}))
		_, err := s.ConfirmCode(ctx, carer, evidence.CodeConfirmation{About: about, Person: person, Code: sheet.Codes[0]})
		l.must(err)
	}
}
