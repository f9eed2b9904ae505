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
// those of the service that this version still has; of none, everybody would wrongly count as due nothing, and so it is a Conflict. watch, which
// may be nil, sees every elder.
func (s *Service) diagnose(ctx context.Context, who access.Actor, w party.ListWish, before *since, watch func(Elder)) (*Diagnosis, *rule.Set, delivered, error) {
	on := s.today()
	list, err := s.listOn(ctx, on)
	if err != nil {
		return nil, nil, delivered{}, err
	}
	if w.BornBefore, err = bornBefore(list, on); err != nil {
		return nil, nil, delivered{}, err
	}
	items := s.looked(list)
	if len(items) == 0 {
		return nil, nil, delivered{}, fault.New(fault.Conflict, "eldercare.diagnose.nothing")
	}
	then, err := s.rulesBefore(ctx, list, before, on)
	if err != nil {
		return nil, nil, delivered{}, err
	}
	var again *rule.Set
	var told delivered
	asked, askedThen := asks(list), asks(then.list)
	d, err := diagnose(list, on, items, then, func(each func(Elder) error) (err error) {
		again, told, err = s.list(ctx, who, w, on, before, func(e Elder) error {
			if e.Was != nil {
				maps.DeleteFunc(e.Was.Facts, func(id string, _ any) bool { return !askedThen[id] })
			}
			maps.DeleteFunc(e.Facts, func(id string, _ any) bool { return !asked[id] }) // the register knows more than a version asks
			if watch != nil {
				watch(e)
			}
			return each(e)
		})
		return err
	})
	if err == nil {
		d.Again = again.Version()
	}
	return d, list, told, err
}

// looked are the items of a list that a diagnosis looks at.
func (s *Service) looked(list *rule.Set) []string {
	return slices.DeleteFunc(results(list), func(i string) bool { return !slices.Contains(s.Items, i) })
}

// rulesBefore are those by which the diagnosis before was made.
func (s *Service) rulesBefore(ctx context.Context, list *rule.Set, before *since, on string) (e earlier, err error) {
	if before == nil {
		return e, nil
	}
	again, err := s.holding(ctx, AgainSet, on, s.Again)
	if err != nil {
		return e, err
	}
	before.hold(list, again, enoughOn(s.Enough, on))
	return earlier{before.list, s.looked(before.list), before.was()}, nil
}

// asks are the facts that a version of the rules asks for.
func asks(rules *rule.Set) map[string]bool {
	asked := map[string]bool{}
	if rules == nil {
		return asked
	}
	for _, f := range rules.Document().Facts {
		asked[f.ID] = true
	}
	return asked
}
