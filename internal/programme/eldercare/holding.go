package eldercare

import (
	"context"
	"maps"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/decide/rule"
	"mihe/internal/register/party"
)

// listOn is the version of the list that holds on a day, the same by which is decided on that day; where none was adopted, the shipped one.
func (s *Service) listOn(ctx context.Context, on string) (*rule.Set, error) {
	return s.holding(ctx, ListSet, on, s.List)
}

// holding is the version of a set that holds on a day; where none was adopted, the shipped one.
func (s *Service) holding(ctx context.Context, set, on string, shipped *rule.Set) (*rule.Set, error) {
	held, err := s.Rules.Holding(ctx, set, on)
	if f, ok := fault.As(err); ok && f.Key == "rule.none" {
		return shipped, nil
	}
	return held, err // a version that was adopted and cannot be read is no reason to take another
}

// Edition is the list of a version, for the names of its items. A version of an earlier release that nobody adopted is kept nowhere; the
// shipped list names its items then.
func (s *Service) Edition(ctx context.Context, version string) (*rule.Set, error) {
	if version == s.List.Version() {
		return s.List, nil
	}
	v, err := s.Rules.View(ctx, access.Visitor(), version)
	if f, ok := fault.As(err); ok && f.Key == "rule.version.absent" {
		return s.List, nil
	}
	return v.Rules, err
}

// diagnose runs the list that holds today over everybody of a wish who is old by it: one reading of the register. The items looked at are
// those of the service that this version still has; of none, everybody would wrongly count as due nothing, and so it is a Conflict.
func (s *Service) diagnose(ctx context.Context, who access.Actor, w party.ListWish) (*Diagnosis, *rule.Set, error) {
	on := s.today()
	list, err := s.listOn(ctx, on)
	if err != nil {
		return nil, nil, err
	}
	if w.BornBefore, err = bornBefore(list, on); err != nil {
		return nil, nil, err
	}
	items := slices.DeleteFunc(results(list), func(i string) bool { return !slices.Contains(s.Items, i) })
	if len(items) == 0 {
		return nil, nil, fault.New(fault.Conflict, "eldercare.diagnose.nothing")
	}
	asked := map[string]bool{}
	for _, f := range list.Document().Facts {
		asked[f.ID] = true
	}
	var again string
	d, err := Diagnose(list, on, items, func(each func(Elder) error) (err error) {
		again, err = s.list(ctx, who, w, on, func(e Elder) error {
			maps.DeleteFunc(e.Facts, func(id string, _ any) bool { return !asked[id] }) // the register knows more than this version asks
			return each(e)
		})
		return err
	})
	if err == nil {
		d.Again = again
	}
	return d, list, err
}
