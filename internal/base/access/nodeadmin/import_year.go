package nodeadmin

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/store"
)

// yearBody is the record of an imported year.
type yearBody struct {
	AtMs    int64  `json:"at_ms"`
	Name    string `json:"name"`
	SHA256  string `json:"sha256"`
	Year    int    `json:"year"`
	Version int64  `json:"version"`
	Days    int    `json:"days"`
}

// YearReport is what came of a file of working days.
type YearReport struct {
	Version  calendar.Version  // in force now
	Added    bool              // false when this very file was in force already
	Problems []csvfile.Problem // nothing was stored when there is one
}

// ImportYear takes the days off and make-up days of one year from a file, and puts them in force. An administrator of the
// whole node may.
func (s *Service) ImportYear(ctx context.Context, who access.Actor, name string, raw []byte) (r YearReport, err error) {
	if err := who.CheckAt(access.ManageNode, s.Node.Region); err != nil {
		return r, err
	}
	year, problems, err := calendar.ParseYear(raw)
	if err != nil {
		return YearReport{Problems: problems}, err
	}
	now := s.Now().UnixMilli()
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		r.Version, r.Added, err = s.Years.Add(tx, year, calendar.Version{AtMs: now, Actor: who.ID, Name: name})
		if err != nil || !r.Added {
			return err
		}
		v := r.Version
		return s.record(tx, who.Entry("access.calendar.imported", s.Node.Region), access.CalendarRecord,
			yearBody{now, v.Name, v.SHA256, v.Year, v.Number, len(year.Entries)})
	})
	if err != nil {
		return YearReport{}, err
	}
	if !r.Added {
		return r, nil
	}
	return r, s.changed(ctx)
}
