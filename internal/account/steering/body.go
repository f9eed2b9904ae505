package steering

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Body says which local body carries out a function of government in a region (归口单位), from a day on. A county's data
// bureau is often a sign on another door: the name is what stands on the door.
type Body struct {
	Region   region.Key `json:"region"`
	Function string     `json:"function"`
	Name     string     `json:"name"`
	From     string     `json:"from"` // YYYY-MM-DD
}

// knows tells whether a function of government has a name in the registry of indicators. Its identifier is the Chinese word.
func (s *Service) knows(function string) bool {
	return slices.ContainsFunc(s.Measures.Registry().Functions(), func(f i18n.Name) bool { return f.Zh == function })
}

// SetBody records which body carries out a function in a region from today on.
func (s *Service) SetBody(ctx context.Context, who access.Actor, b Body) error {
	if err := who.CheckAt(CanManage, b.Region); err != nil {
		return err
	}
	b.Name, b.From = strings.TrimSpace(b.Name), calendar.Day(s.Now())
	switch {
	case !s.knows(b.Function):
		return invalid("function", "steering.file.function", "name", b.Function)
	case b.Name == "" || utf8.RuneCountInString(b.Name) > maxTitle || unprintable(b.Name):
		return invalid("name", "steering.body.name", "max", maxTitle)
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.note(tx, who, "steering.body.named", bodyRecord, b.Region, b); err != nil {
			return err
		}
		return s.Store.PutBody(tx, s.Node, b)
	})
}

// Bodies lists the bodies in the regions of the actor.
func (s *Service) Bodies(ctx context.Context, who access.Actor) (list []Body, err error) {
	if err := who.Check(CanRead); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		list, err = s.Store.Bodies(q, s.Node)
		return err
	})
	return slices.DeleteFunc(list, func(b Body) bool { return !who.May(CanRead, b.Region) }), err
}

// nameBodies freezes which bodies the functions of a task mean: those of the target's own region, else of the nearest
// region above it. A function that nobody has mapped keeps an empty body, and pages say so.
func (s *Service) nameBodies(q store.Queryer, t *Task) error {
	list, err := s.Store.Bodies(q, s.Node)
	if err != nil {
		return err
	}
	view, today := s.Regions.At(s.today()), s.today()
	name := func(function string) string {
		for k, ok := t.Target, true; ok; k, ok = view.Parent(k) {
			found := ""
			for _, b := range list { // in the order of days: the last one stands
				if b.Region == k && b.Function == function && b.From <= today {
					found = b.Name
				}
			}
			if found != "" {
				return found
			}
		}
		return ""
	}
	t.LeadBody, t.Bodies = name(t.Lead), []string{}
	for _, f := range t.Assisting {
		t.Bodies = append(t.Bodies, name(f))
	}
	return nil
}
