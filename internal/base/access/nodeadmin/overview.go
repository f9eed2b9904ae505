package nodeadmin

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Overview is what a node stands on.
type Overview struct {
	Years    []Year   // with data, the first first
	Counties []County // with townships, by code
	Brought  []Brought
	// WholeNode means that the reader may import working days, which only an administrator of the whole node may.
	WholeNode bool
}

// Year is the working days of one year as they are in force.
type Year struct {
	Number       int
	Off, Work    int      // days off and make-up days that the notices name
	Sources      []string // the notices
	Version      int64    // 0 for a shipped year
	ImportedOnMs int64    // of that version
}

// County is a county with the townships that stand today.
type County struct {
	region.Unit
	Townships int
	Synthetic bool // all or some of them are made up
}

// Brought is one import through this node, the last first.
type Brought struct {
	Seq    int64 // of its entry in the ledger
	AtMs   int64
	Name   string // of the file
	SHA256 string
	Year   int   // of working days; 0 for townships
	Count  int64 // days, or versions of townships
}

// Overview shows which years and townships there are, and what came through this node. Of the townships the actor sees
// those in their own regions.
func (s *Service) Overview(ctx context.Context, who access.Actor) (o Overview, err error) {
	if err := who.Check(access.ManageNode); err != nil {
		return o, err
	}
	o.WholeNode = who.May(access.ManageNode, s.Node.Region)
	o.Counties = s.counties(who)
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		versions, err := s.Years.Versions(q)
		if err != nil {
			return err
		}
		o.Years = s.years(versions)
		o.Brought, err = s.brought(q, who)
		return err
	})
	return o, err
}

func (s *Service) years(versions []calendar.Version) (list []Year) {
	c := s.Calendar()
	first, last := c.Years()
	for number := first; number <= last; number++ {
		entries := c.Entries(number)
		if len(entries) == 0 {
			continue
		}
		y := Year{Number: number}
		for _, e := range entries {
			if e.Kind == calendar.Off {
				y.Off++
			} else {
				y.Work++
			}
			if !slices.Contains(y.Sources, e.Source) {
				y.Sources = append(y.Sources, e.Source)
			}
		}
		for _, v := range versions { // in the order of their numbers
			if v.Year == number {
				y.Version, y.ImportedOnMs = v.Number, v.AtMs
			}
		}
		list = append(list, y)
	}
	return list
}

func (s *Service) counties(who access.Actor) (list []County) {
	v := s.Regions.At(calendar.Day(s.Now()))
	at := map[region.Key]int{}
	for _, t := range v.Units(region.Township) {
		if !v.Contains(s.Node.Region, t.Parent) || !who.May(access.ManageNode, t.Parent) {
			continue
		}
		i, found := at[t.Parent]
		if !found {
			county, _ := v.Unit(t.Parent) // stands, since the township does
			i, at[t.Parent] = len(list), len(list)
			list = append(list, County{Unit: county})
		}
		list[i].Townships++
		list[i].Synthetic = list[i].Synthetic || t.Synthetic
	}
	return list
}

// brought are the imports through this node: those about the actor's own regions and, for who looks after the whole node,
// the years of working days.
func (s *Service) brought(q store.Queryer, who access.Actor) (list []Brought, err error) {
	err = s.Records.Records(q, s.Node.Number, ledger.Room(access.CalendarRecord), 0, func(seq int64, r ledger.Record) error {
		b, at, err := s.readRecord(seq, r)
		if err != nil {
			return fmt.Errorf("record %s: %w", r.ID, err)
		}
		if who.May(access.ManageNode, at) || who.May(access.ManageNode, s.Node.Region) && b.Seq != 0 {
			list = append(list, b)
		}
		return nil
	})
	slices.Reverse(list)
	return list, err
}

// readRecord reads the record of an import and the region it is about. Other records of the room give zeros.
func (s *Service) readRecord(seq int64, r ledger.Record) (b Brought, at region.Key, err error) {
	switch r.Kind {
	case access.CalendarRecord:
		var body yearBody
		err = json.Unmarshal(r.Body, &body)
		return Brought{seq, body.AtMs, body.Name, body.SHA256, body.Year, int64(body.Days)}, s.Node.Region, err
	case access.TownshipsRecord:
		var body townshipsBody
		err = json.Unmarshal(r.Body, &body)
		at, _ = region.ParseKey(body.Region)
		return Brought{seq, body.AtMs, body.Name, body.SHA256, 0, body.Added}, at, err
	}
	return b, at, nil
}
