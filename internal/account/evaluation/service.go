package evaluation

import (
	"context"
	"sync"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
)

// Service evaluates the known methods over the indicators of one node: for everybody over what is public, for those who
// may see more over all the node holds. A result takes about a second of a processor, so it is kept until the data version
// moves, and however many readers ask at once it is computed once. It is safe for concurrent use.
type Service struct {
	Methods    *Methods
	indicators func(access.Actor) *indicator.Service
	regions    *region.Tree

	mu    sync.Mutex
	short map[heldKey]*kept[*work]
	whole map[heldKey]*kept[*Result]
}

// heldKey names a result: the method, and whose figures it is made of.
type heldKey struct {
	from *indicator.Service
	id   string
}

// kept is what came out for one data version, or why nothing did.
type kept[T any] struct {
	mu      sync.Mutex
	known   bool
	version int64
	result  T
	err     error
}

// NewService builds a Service; indicators says which of a node's figures an actor sees.
func NewService(methods *Methods, indicators func(access.Actor) *indicator.Service, tree *region.Tree) *Service {
	return &Service{Methods: methods, indicators: indicators, regions: tree, short: map[heldKey]*kept[*work]{}, whole: map[heldKey]*kept[*Result]{}}
}

// Result is what a method gives over the figures the actor may see. An unknown method is fault.NotFound; one whose figures
// are not there, or not public, is refused as the indicators refuse it. The answer is shared: leave it unchanged.
func (s *Service) Result(ctx context.Context, who access.Actor, id string) (*Result, error) {
	m, from, err := s.find(who, id)
	if err != nil {
		return nil, err
	}
	return get(context.WithoutCancel(ctx), place(s, s.whole, heldKey{from, id}), from.Version, func(ctx context.Context) (*Result, error) {
		w, err := s.judged(ctx, who, from, m)
		if err != nil {
			return nil, err
		}
		return w.influenced(ctx)
	})
}

// Short is Result without the influence of the open choices, for pages that show a card or one place: they shall not wait for
// the rest. The runs that both need are made once.
func (s *Service) Short(ctx context.Context, who access.Actor, id string) (*Result, error) {
	m, from, err := s.find(who, id)
	if err != nil {
		return nil, err
	}
	w, err := s.judged(context.WithoutCancel(ctx), who, from, m)
	if err != nil {
		return nil, err
	}
	return w.r, nil
}

// find gives the method and the figures that the actor may see.
func (s *Service) find(who access.Actor, id string) (*Method, *indicator.Service, error) {
	m, ok := s.Methods.Find(id)
	if !ok {
		return nil, nil, fault.New(fault.NotFound, "evaluation.unknown", "id", id).At("id")
	}
	from := s.indicators(who)
	if !from.Public() { // what is kept was computed for somebody else
		if err := who.Check(indicator.CanReadInternal); err != nil {
			return nil, nil, err
		}
	}
	return m, from, nil
}

func (s *Service) judged(ctx context.Context, who access.Actor, from *indicator.Service, m *Method) (*work, error) {
	return get(ctx, place(s, s.short, heldKey{from, m.ID}), from.Version, func(ctx context.Context) (*work, error) {
		t, err := TableIn(ctx, who, from, s.regions, m)
		if err != nil {
			return nil, err
		}
		return judged(ctx, m, t)
	})
}

// Public tells whether an actor is given results over public figures alone.
func (s *Service) Public(who access.Actor) bool { return s.indicators(who).Public() }

// place is where a result is kept.
func place[T any](s *Service, held map[heldKey]*kept[T], key heldKey) *kept[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := held[key]
	if k == nil {
		k = &kept[T]{}
		held[key] = k
	}
	return k
}

// attempts: figures move with imports, which are rare; a result that was overtaken this often is given and not kept.
const attempts = 3

// get returns what is kept of the newest version, or computes it. Figures are read one indicator after another, so a result
// counts only when the version is the same before and after.
func get[T any](ctx context.Context, k *kept[T], version func(context.Context) (int64, error),
	compute func(context.Context) (T, error),
) (none T, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for range attempts {
		before, err := version(ctx)
		if err != nil {
			return none, err
		}
		if k.known && k.version == before {
			return k.result, k.err
		}
		r, failed := compute(ctx)
		if kind := fault.KindOf(failed); failed != nil && kind != fault.Invalid && kind != fault.NotFound {
			return none, failed
		}
		after, err := version(ctx)
		if err != nil {
			return none, err
		}
		if after == before {
			k.known, k.version, k.result, k.err = true, before, r, failed
			return r, failed
		}
	}
	return compute(ctx)
}
