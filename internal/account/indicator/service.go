package indicator

import (
	"context"
	"sync"

	"mihe/data"
	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// database reads on a snapshot.
type database interface {
	Read(ctx context.Context, fn func(store.Queryer) error) error
}

// Service answers questions about gaps from the observations of one node. It keeps what it computed until the data
// version moves; it is safe for concurrent use.
type Service struct {
	db          database
	facts       fact.Reader
	node        int64
	right       access.Right // what whoever asks must hold
	reg         *Registry
	atlas       *atlas
	sources     map[string]SourceNote
	names       map[string]i18n.Name
	countryName i18n.Name
	watch       watchRules

	mu      sync.Mutex
	current *reading
}

// NewInternalService builds a Service for those who work with figures that nobody has approved for publication: who asks
// must hold CanReadInternal. Its facts say which those figures are.
func NewInternalService(db database, facts fact.Reader, node int64, tree *region.Tree, reg *Registry) (*Service, error) {
	s, err := NewService(db, facts, node, tree, reg)
	if err == nil {
		s.right = CanReadInternal
	}
	return s, err
}

// NewService builds a Service over the shipped registry whose answers everybody may read. Its facts hold nothing else.
func NewService(db database, facts fact.Reader, node int64, tree *region.Tree, reg *Registry) (*Service, error) {
	s := &Service{
		db: db, facts: facts, node: node, right: access.Public, reg: reg, atlas: newAtlas(tree), names: reg.labels,
		countryName: reg.labels["country"], sources: map[string]SourceNote{},
	}
	var err error
	if s.watch, err = shippedWatchRules(); err != nil {
		return nil, err
	}
	shipped, err := data.Sources()
	if err != nil {
		return nil, err
	}
	for _, d := range shipped {
		s.sources[d.ID] = SourceNote{
			ID: d.ID, Title: i18n.Name{Zh: d.TitleZh, En: d.TitleEn},
			Publisher: i18n.Name{Zh: d.PublisherZh, En: d.PublisherEn}, DigitisedBy: d.DigitisedBy,
		}
	}
	return s, nil
}

// Shipped loads the registry that ships with the program.
func Shipped() (*Registry, error) {
	raw, err := data.Indicators()
	if err != nil {
		return nil, err
	}
	list, err := data.Variables()
	if err != nil {
		return nil, err
	}
	var vars []Variable
	for _, v := range list {
		vars = append(vars, Variable{
			ID: v.ID, Name: i18n.Name{Zh: v.NameZh, En: v.NameEn}, Unit: v.Unit, Base: v.Base, ExpandBy: v.ExpandBy,
		})
	}
	return LoadRegistry(raw, vars)
}

// Registry returns the indicators.
func (s *Service) Registry() *Registry { return s.reg }

// Public tells whether the answers are for everybody.
func (s *Service) Public() bool { return s.right == access.Public }

// Version returns the data version that answers are computed from; page caches key on it.
func (s *Service) Version(ctx context.Context) (version int64, err error) {
	err = s.db.Read(ctx, func(q store.Queryer) (err error) {
		version, err = s.VersionIn(q)
		return err
	})
	return version, err
}

// VersionIn is Version as a transaction sees it: for use cases that must know whether an answer still holds.
func (s *Service) VersionIn(q store.Queryer) (int64, error) { return s.facts.Version(q, s.node) }

// Summary is one line of the list of indicators.
type Summary struct {
	Indicator *Indicator
	By        []By     // the groupings that some period permits
	Periods   []string // ascending; empty when nothing has been imported
	Sources   []SourceNote
	Internal  bool // some of what it is computed from has not been approved for publication
}

// List describes every registered indicator with what its data permits. The answer is shared: leave it unchanged.
func (s *Service) List(ctx context.Context, who access.Actor) ([]Summary, error) {
	return ask(ctx, s, who, func(_ context.Context, r *reading) ([]Summary, error) { return r.list(), nil })
}

func (r *reading) summaries() []Summary {
	var list []Summary
	for _, ind := range r.s.reg.All() {
		list = append(list, r.summary(ind))
	}
	return list
}

func (r *reading) summary(ind *Indicator) Summary {
	sum := Summary{
		Indicator: ind, By: r.permitted(ind), Periods: r.periods(ind, ""), Internal: r.internal(ind),
	}
	for _, v := range append(ind.formula.variables(), ind.ID) {
		for slot, levels := range r.index.held {
			if slot.variable != v {
				continue
			}
			for _, hs := range levels {
				for _, h := range hs {
					sum.Sources = appendSource(sum.Sources, r.s.sourceNote(h))
				}
			}
		}
	}
	sortSources(sum.Sources)
	return sum
}
