package steering

import (
	"context"
	"encoding/json"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// DutyKind says whose work an item of a township's duty list is (乡镇履职事项清单).
type DutyKind string

// The kinds.
const (
	Basic     DutyKind = "basic"      // 基本履职事项
	Assists   DutyKind = "assisting"  // 配合履职事项
	TakenBack DutyKind = "taken_back" // 上级部门收回事项: may not be sent down
)

// Duty is one item of the duty list of the townships of a county.
type Duty struct {
	Region region.Key `json:"region"` // the county, or one township
	Code   string     `json:"code"`
	Text   string     `json:"text"`
	Kind   DutyKind   `json:"kind"`
	From   string     `json:"from"`
	Until  string     `json:"until"` // first day on which it no longer holds, or empty
}

// Holds tells whether the item is in force on a day.
func (d Duty) Holds(day string) bool { return d.From <= day && (d.Until == "" || day < d.Until) }

// checkDuty looks up a task to a township in the township's duty list. An item that was taken back upward may not be sent
// down; one that the list does not know may not either.
func (s *Service) checkDuty(q store.Queryer, t Task) error {
	if t.Target.Level != region.Township {
		if t.Duty != "" {
			return invalid("duty_item", "steering.duty.not_here")
		}
		return nil
	}
	if t.Duty == "" {
		return invalid("duty_item", "steering.duty.none")
	}
	list, err := s.Store.Duties(q, s.Node)
	if err != nil {
		return err
	}
	view, today := s.Regions.At(s.today()), s.today()
	known := false
	for _, d := range list {
		if d.Code != t.Duty || !d.Holds(today) || !view.Contains(d.Region, t.Target) {
			continue
		}
		known = true
		if d.Kind == TakenBack {
			return invalid("duty_item", "steering.duty.taken_back", "code", d.Code)
		}
	}
	if !known {
		return invalid("duty_item", "steering.duty.unknown", "code", t.Duty)
	}
	return nil
}

// AddDuties stores the items of a file that ParseDuties has read, all or none. The items already held with the same region
// and code end on the day the new one begins.
func (s *Service) AddDuties(ctx context.Context, who access.Actor, list []Duty) error {
	if len(list) == 0 {
		return fault.New(fault.Invalid, "steering.duty.empty").At("file")
	}
	for _, d := range list {
		if err := who.CheckAt(CanManage, d.Region); err != nil {
			return err
		}
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.note(tx, who, "steering.duties.imported", dutiesRecord, s.about(list), list); err != nil {
			return err
		}
		return s.Store.PutDuties(tx, s.Node, list)
	})
}

// about is the region whose auditors are told of a list: the county that all of it lies in, else the node's.
func (s *Service) about(list []Duty) region.Key {
	view := s.Regions.At(s.today())
	first, ok := view.Ancestor(list[0].Region, region.County)
	for _, d := range list {
		if !ok || !view.Contains(first, d.Region) {
			return s.Home
		}
	}
	return first
}

// Duties lists the items in the regions of the actor, and those of the county around a township that the actor has.
func (s *Service) Duties(ctx context.Context, who access.Actor) (list []Duty, err error) {
	if err := who.Check(CanRead); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		list, err = s.Store.Duties(q, s.Node)
		return err
	})
	view := s.Regions.At(s.today())
	places, _ := who.Places(CanRead)
	return slices.DeleteFunc(list, func(d Duty) bool {
		around := slices.ContainsFunc(places, func(k region.Key) bool { return view.Contains(d.Region, k) })
		return !around && !who.May(CanRead, d.Region)
	}), err
}

// note appends a record that is no step of a task.
func (s *Service) note(tx *store.Tx, who access.Actor, kind, record string, at region.Key, what any) error {
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	id, err := ident.New("note", s.Now(), s.Random)
	if err != nil {
		return err
	}
	entry := who.Entry(kind, at)
	entry.Record = &ledger.Record{Kind: record, ID: id, Body: body}
	_, err = s.Log.Append(tx, entry)
	return err
}
