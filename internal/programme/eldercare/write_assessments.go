package eldercare

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"mihe/internal/act/exchange"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/register/party"
)

// Reporting is the purpose for which who was assessed is opened for a file to the national system.
const Reporting access.Purpose = "eldercare_assessment_report"

// HandedOver is the record of a file that was written: which, of which days, and how many rows. It names nobody.
type HandedOver struct {
	V      int    `json:"v"`
	ID     string `json:"id"`
	Layout string `json:"layout"`
	SHA256 string `json:"sha256"`
	Rows   int    `json:"rows"`
	From   string `json:"from,omitempty"` // YYYY-MM-DD; empty: from the first
	To     string `json:"to,omitempty"`
	AtMs   int64  `json:"at_ms"`
}

// AssessmentsWritten is what became of a wish for a file.
type AssessmentsWritten struct {
	File   []byte
	Rows   int
	Erased int // assessments of persons of whom nothing is handed over any more
}

// opened is how many persons are opened under one grant.
const opened = 50

// WriteAssessments writes the assessments of ability that were made here on the days of a period, both included, in a partner's layout, for handing
// them over. An empty day bounds nothing. What was corrected is written as it was corrected; what was used again is not written, for it was made
// elsewhere or before. That each person was opened, and what was written, is in the ledger before the file is returned.
func (s *Service) WriteAssessments(ctx context.Context, who access.Actor, l *exchange.Layout, from, to string) (w AssessmentsWritten, err error) {
	if err := who.CheckAt(rule.CanReadDecision, s.Home); err != nil {
		return w, err
	}
	if err := l.Names(identityColumn, assessedColumn, gradeColumn); err != nil {
		return w, err
	}
	for field, day := range map[string]string{"from": from, "to": to} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return w, fault.New(fault.Invalid, "eldercare.assessments.period").At(field)
		}
	}
	made, err := s.Rules.Made(ctx, who, AbilitySet, from, to)
	if err != nil {
		return w, err
	}
	list := lastOfDay(made)
	rows := []map[string]string{}
	for part := range slices.Chunk(list, opened) {
		some, err := s.assessmentRows(ctx, who, part)
		if err != nil {
			return w, err
		}
		rows = append(rows, some...)
	}
	slices.SortFunc(rows, byNumber)
	w.Rows, w.Erased = len(rows), len(list)-len(rows)
	for _, row := range rows { // a layout of the county's own need not have all of them
		for _, field := range []string{"assessor", "report"} {
			if l.Names(field) != nil {
				delete(row, field)
			}
		}
	}
	if w.File, err = l.Write(rows); err != nil {
		return AssessmentsWritten{}, err
	}
	sum := sha256.Sum256(w.File)
	h := HandedOver{V: 1, Layout: l.ID, SHA256: hex.EncodeToString(sum[:]), Rows: w.Rows, From: from, To: to, AtMs: s.Now().UnixMilli()}
	return w, s.DB.Write(ctx, func(tx *store.Tx) error {
		if h.ID, err = ident.New("file", s.Now(), s.Random); err != nil {
			return err
		}
		body, err := ledger.EncodeBody(h)
		if err != nil {
			return err
		}
		e := who.Entry("eldercare.assessments.exported", s.Home)
		e.Purpose, e.Record = string(Reporting), &ledger.Record{Kind: "eldercare.file", ID: h.ID, Body: body}
		_, err = s.Log.Append(tx, e)
		return err
	})
}

// lastOfDay leaves of the assessments of a person on one day the last: a file has a row for each person and day.
func lastOfDay(list []rule.Decision) []rule.Decision {
	type once struct{ subject, on string }
	last := map[once]int64{}
	for _, d := range list {
		last[once{d.Subject, d.On}] = max(last[once{d.Subject, d.On}], d.Seq)
	}
	return slices.DeleteFunc(list, func(d rule.Decision) bool { return last[once{d.Subject, d.On}] != d.Seq })
}

// assessmentRows opens some assessments and whom they are about. Who was erased, or is registered here no more, is left out.
func (s *Service) assessmentRows(ctx context.Context, who access.Actor, list []rule.Decision) (rows []map[string]string, err error) {
	var ids []string
	for _, d := range list {
		if !slices.Contains(ids, d.Subject) {
			ids = append(ids, d.Subject)
		}
	}
	known, err := s.Persons.ShowAll(ctx, who, ids, party.View{Purpose: Reporting, Groups: []party.Group{party.Identity}})
	if err != nil {
		return nil, err
	}
	numbers := map[string]string{}
	for _, k := range known {
		numbers[k.ID] = k.Names.Number
	}
	view := s.Regions.At(s.today())
	for _, d := range list {
		if numbers[d.Subject] == "" {
			continue
		}
		x, err := s.Rules.Explain(ctx, who, d.ID)
		if err != nil {
			return nil, err
		}
		grade, ok := x.Outcome.Value.(string)
		if x.Erased || !ok {
			continue
		}
		row := map[string]string{identityColumn: numbers[d.Subject], assessedColumn: d.On, gradeColumn: grade, "report": d.ID}
		if u, named := view.Unit(d.Region); named {
			row["assessor"] = u.Name.Zh
		}
		rows = append(rows, row)
	}
	return rows, nil
}
