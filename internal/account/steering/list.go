package steering

import (
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Filter chooses tasks for a list. List itself fills in what follows from who asks.
type Filter struct {
	States  []State
	Action  int    // 0: every action
	Before  string // identifier of the last task of the page before
	Limit   int
	Mine    bool // only those whose next step is the actor's to take
	Overdue bool // only those whose limit has passed

	Places []region.Key // where the actor may read; empty: everywhere
	Turns  []Turn       // with Mine: what the actor may do next
	Home   region.Level // with Mine: of the node, for which tasks were filed before that was recorded
	Day    string       // with Overdue: today
}

// Turn is the states whose next step a right may take, and where an actor holds it.
type Turn struct {
	States []State
	Places []region.Key // empty: everywhere
	Stand  Stand        // how one of the places must lie to the task
}

// List returns a page of the tasks that the actor may read, the newest first, and how many there are in each state,
// whichever states the filter names.
func (s *Service) List(ctx context.Context, who access.Actor, f Filter) (tasks []Task, counts map[State]int64, err error) {
	if f, err = s.chosen(who, f); err != nil {
		return nil, nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		if tasks, err = s.Store.List(q, s.Node, f); err != nil {
			return err
		}
		f.Mine, f.Overdue = false, false
		counts, err = s.Store.Count(q, s.Node, f)
		return err
	})
	return tasks, counts, err
}

// Tally counts the tasks of an action (0: of all) whose next step is the actor's, and those that are overdue.
func (s *Service) Tally(ctx context.Context, who access.Actor, action int) (mine, overdue int64, err error) {
	f, err := s.chosen(who, Filter{Action: action, Mine: true})
	if err != nil {
		return 0, 0, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) (err error) {
		if mine, err = s.sum(q, f); err != nil {
			return err
		}
		f.Mine, f.Overdue = false, true
		overdue, err = s.sum(q, f)
		return err
	})
	return mine, overdue, err
}

func (s *Service) sum(q store.Queryer, f Filter) (n int64, err error) {
	counts, err := s.Store.Count(q, s.Node, f)
	for _, c := range counts {
		n += c
	}
	return n, err
}

// chosen fills in what follows from who asks and when.
func (s *Service) chosen(who access.Actor, f Filter) (Filter, error) {
	if err := who.Check(CanRead); err != nil {
		return f, err
	}
	if f.Before != "" && ident.Check("task", f.Before) != nil {
		return f, invalid("before", "steering.list.before")
	}
	if places, everywhere := who.Places(CanRead); !everywhere {
		f.Places = places
	}
	f.Turns, f.Home, f.Day = turns(who), s.Home.Level, s.today()
	return f, nil
}

// turns lists what waits for the actor: the states whose owner's right it holds, and where.
func turns(who access.Actor) (list []Turn) {
	for _, right := range []access.Right{CanFile, CanSign, CanAnswer, CanVerify} {
		places, everywhere := who.Places(right)
		if right == CanSign {
			places = slices.DeleteFunc(places, func(k region.Key) bool { return k.Level != region.County })
		}
		if len(places) == 0 && !everywhere {
			continue
		}
		t := Turn{Places: places, Stand: standOf(right)}
		for _, state := range taskMachine.states() {
			if taskMachine.Waiting[state].Owner == right {
				t.States = append(t.States, state)
			}
		}
		list = append(list, t)
	}
	return list
}
