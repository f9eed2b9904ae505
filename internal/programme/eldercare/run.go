package eldercare

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/register/party"
)

// Record is a diagnosis as it is kept: counts by cell, and nobody in particular.
type Record struct {
	V       int          `json:"v"`
	On      string       `json:"on"`      // YYYY-MM-DD
	Version string       `json:"version"` // of the list
	Again   string       `json:"again"`   // version of the rules by which an assessment is used again
	Items   []string     `json:"items"`
	Cells   []RecordCell `json:"cells"` // by place, then residence
	Actor   string       `json:"actor"`
	AtMs    int64        `json:"at_ms"`
	Vintage string       `json:"vintage,omitempty"` // of its figures; records of before it was kept have none

	// What follows is missing in records of before it was kept.
	Standings string   `json:"standings,omitempty"` // the record of where each elder stands
	Base      *Base    `json:"base,omitempty"`      // the diagnosis that it is compared with
	Shifts    []Shift  `json:"shifts,omitempty"`    // why the counts differ from those of Base
	Courses   []Course `json:"courses,omitempty"`   // by county
}

// RecordCell is the tally of one cell.
type RecordCell struct {
	Place     string               `json:"place"` // region.Key
	Residence Residence            `json:"residence"`
	Elders    int                  `json:"elders"`
	NotDue    int                  `json:"not_due"`
	Served    int                  `json:"served"`
	Unserved  int                  `json:"unserved"`
	Unsure    int                  `json:"unsure,omitempty"` // of the unserved; records of before there were plans have none
	Undecided int                  `json:"undecided"`
	Items     map[string]ItemTally `json:"items"` // without those due to nobody
}

// Run diagnoses all elders of the node as of today by the list that holds today, keeps the counts with its version, and makes them facts of the month. It is one
// reading of everybody old enough, which each of them can see among the uses of their data, and it needs the right to it.
func (s *Service) Run(ctx context.Context, who access.Actor) (*Record, error) {
	if err := who.CheckAt(CanDiagnose, s.Home); err != nil {
		return nil, err
	}
	before, err := s.since(ctx, s.today())
	if err != nil {
		return nil, err
	}
	w, err := s.watch(ctx, s.today())
	if err != nil {
		return nil, err
	}
	d, _, told, err := s.diagnose(ctx, who, s.everybody(""), before, w.sees)
	if err != nil {
		return nil, err
	}
	r, stands := d.record(), d.standings(before, told)
	r.Actor, r.AtMs, r.Courses = who.ID, s.Now().UnixMilli(), w.all()
	if before != nil {
		r.Base, r.Shifts = &before.Base, Movement(before.stands, stands)
	}
	if err := s.enter(ctx, who, r, stands); err != nil {
		return nil, err
	}
	return r, s.tell(ctx, r)
}

// enter records a diagnosis and the standings that it counts, each with its entry.
func (s *Service) enter(ctx context.Context, who access.Actor, r *Record, stands []Standing) error {
	id, err := ident.New("diag", s.Now(), s.Random)
	if err != nil {
		return err
	}
	if r.Standings, err = ident.New("stand", s.Now(), s.Random); err != nil {
		return err
	}
	kept, err := ledger.EncodeBody(keep(stands))
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		last, err := s.last(tx)
		if err != nil {
			return err
		}
		r.Vintage = vintageAfter(last, r.AtMs)
		e := who.Entry("eldercare.standings.kept", s.Home)
		e.Record = &ledger.Record{Kind: standingsRecord, ID: r.Standings, Body: kept}
		if _, err := s.Log.Append(tx, e); err != nil {
			return err
		}
		body, err := ledger.EncodeBody(r)
		if err != nil {
			return err
		}
		e = who.Entry("eldercare.diagnosis.run", s.Home)
		e.Record = &ledger.Record{Kind: "eldercare.diagnosis", ID: id, Body: body}
		_, err = s.Log.Append(tx, e)
		return err
	})
}

// last is the last diagnosis of the node, or nil.
func (s *Service) last(q store.Queryer) (*Record, error) {
	body, err := s.Store.Latest(q, s.Node)
	if err != nil || body == nil {
		return nil, err
	}
	r := &Record{}
	if err := json.Unmarshal(body, r); err != nil {
		return nil, fmt.Errorf("last diagnosis: %w", err)
	}
	return r, nil
}

// vintageAfter is the vintage of a diagnosis made at an instant: the second, or, where an earlier diagnosis has that one or a later one (two within a
// second, a clock that was set back), the second after it. Two diagnoses never share a vintage, under which figures cannot differ.
func vintageAfter(last *Record, atMs int64) string {
	at := time.UnixMilli(atMs).In(calendar.China).Truncate(time.Second)
	if last != nil {
		before, err := time.ParseInLocation(time.DateTime, last.Vintage, calendar.China)
		if err != nil {
			before = time.UnixMilli(last.AtMs).In(calendar.China).Truncate(time.Second)
		}
		if !at.After(before) {
			at = before.Add(time.Second)
		}
	}
	return at.Format(time.DateTime)
}

// everybody is a wish for all of the node who were born before a month.
func (s *Service) everybody(born string) party.ListWish {
	return party.ListWish{Region: s.Home, BornBefore: born, Purpose: party.ServicePlanning, Groups: listed}
}

// listed are the groups of data that the list needs.
var listed = []party.Group{party.Attributes, party.Hardship, party.Health}

// list reads the elders of a wish as of a day: one entry of the ledger. Where it is compared with a diagnosis before and other rules held then, each
// elder comes with what they were by those. It returns the rules by which assessments count, and what was delivered.
func (s *Service) list(ctx context.Context, who access.Actor, w party.ListWish, on string, before *since, each func(Elder) error) (*rule.Set, delivered, error) {
	rules, err := s.holding(ctx, AgainSet, on, s.Again)
	if err != nil {
		return nil, delivered{}, err
	}
	told, err := s.delivered(ctx, on, before)
	if err != nil {
		return nil, told, err
	}
	now := lens{newValidity(rules, on), told}
	var then *lens
	if before != nil && before.Rules {
		then = &lens{newValidity(before.again, on), delivered{before.enough, told.by, told.ended}}
	}
	_, err = s.People.List(ctx, who, w, func(one party.Listed) error {
		e, err := now.elder(one)
		if err != nil {
			return err
		}
		if then != nil {
			was, err := then.elder(one)
			if err != nil {
				return err
			}
			e.Was = &was
		}
		return each(e)
	})
	return rules, told, err
}

// lens is the rules by which a register is read.
type lens struct {
	assessments *validity
	told        delivered
}

func (l lens) elder(one party.Listed) (Elder, error) {
	assessed, err := l.assessments.holds(one.Facts[party.AbilityAssessed].Value)
	if err != nil {
		return Elder{}, fmt.Errorf("elder %s: %w", one.ID, err)
	}
	return l.told.takeOver(known(one.ID, one.Region, one.Facts, assessed)), nil
}

// Latest returns of the last diagnosis of the node what concerns the places of the actor, or nil where that is nothing.
func (s *Service) Latest(ctx context.Context, who access.Actor) (r *Record, err error) {
	if err := who.Check(CanRead); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if r, err = s.last(q); err != nil || r == nil {
			return err
		}
		if r.Cells = slices.DeleteFunc(r.Cells, func(c RecordCell) bool { return !who.May(CanRead, c.Key()) }); len(r.Cells) == 0 {
			r = nil
		}
		return nil
	})
	return r, err
}

// record is the counts of a diagnosis, in a stated order.
func (d *Diagnosis) record() *Record {
	r := &Record{V: 1, On: d.On, Version: d.Version, Again: d.Again, Items: d.Items}
	for c, t := range d.Cells {
		r.Cells = append(r.Cells, RecordCell{
			Place: c.Place.String(), Residence: c.Residence, Elders: t.Elders, NotDue: t.NotDue, Served: t.Served, Unserved: t.Unserved,
			Unsure: t.Unsure, Undecided: t.Undecided, Items: t.Items,
		})
	}
	slices.SortFunc(r.Cells, func(a, b RecordCell) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Residence, b.Residence))
	})
	return r
}

// Key is the place of a cell.
func (c RecordCell) Key() region.Key {
	k, _ := region.ParseKey(c.Place) // written by record
	return k
}

// bornBefore is the month before which whoever is old by the list was born: nobody younger is opened. Who reaches the age within the
// month is counted from the next one on.
func bornBefore(list *rule.Set, on string) (string, error) {
	day, err := time.Parse(time.DateOnly, on)
	if err != nil {
		return "", err
	}
	for _, p := range list.Document().Parameters {
		if p.ID != oldAge {
			continue
		}
		for _, v := range p.Values {
			if v.From <= on && (v.To == "" || on <= v.To) {
				years, err := strconv.Atoi(v.Value)
				return day.AddDate(-years, 0, 1-day.Day()).Format("2006-01"), err
			}
		}
	}
	return "", fault.New(fault.Invalid, "eldercare.list.age", "parameter", oldAge)
}

// oldAge is the parameter of the list from which age on a person counts as old.
const oldAge = "old_age"
