package opennessweb

import (
	"context"
	"sync"

	"mihe/data"
	"mihe/internal/account/indicator"
	"mihe/internal/account/openness"
	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// Deps is what these pages are made from.
type Deps struct {
	Openness *openness.Service
	Common   int64 // the owner of the facts that every node sees
	Registry *indicator.Registry
}

// Routes registers the pages of publication.
func Routes(m *web.Mux, d Deps) {
	h := &handlers{Deps: d, names: sync.OnceValues(d.readNames)}
	m.Handle("GET /publication", openness.CanRead, h.list)         // list_page.go
	m.Handle("POST /publication", openness.CanRead, h.take)        // take.go
	m.Handle("GET /publication/{id}", openness.CanRead, h.history) // history_page.go
}

type handlers struct {
	Deps
	names func() (names, error)
}

// names are what variables and sources are called. One that was imported under a word of its own has no other name.
type names struct{ variables, sources map[string]i18n.Name }

func (d Deps) readNames() (names, error) {
	n := names{map[string]i18n.Name{}, map[string]i18n.Name{}}
	for _, ind := range d.Registry.All() {
		n.variables[ind.ID] = ind.Name
	}
	variables, err := data.Variables()
	if err != nil {
		return n, err
	}
	for _, v := range variables {
		n.variables[v.ID] = i18n.Name{Zh: v.NameZh, En: v.NameEn}
	}
	sources, err := data.Sources()
	for _, s := range sources {
		n.sources[s.ID] = i18n.Name{Zh: s.TitleZh, En: s.TitleEn}
	}
	return n, err
}

// variable is the name of a variable, ready to be shown.
func (n names) variable(p web.Page, id string) web.Text { return named(p, n.variables, id) }

// source is the name of a source.
func (n names) source(p web.Page, id string) web.Text { return named(p, n.sources, id) }

func named(p web.Page, known map[string]i18n.Name, id string) web.Text {
	if name, ok := known[id]; ok {
		return p.Name(name)
	}
	return p.Typed(id)
}

// States gives other rooms' pages the key of the words for the state of a series, for those who may know it.
func States(s *openness.Service) func(context.Context, access.Actor) (func(owner int64, s fact.Series) string, error) {
	return func(ctx context.Context, who access.Actor) (func(int64, fact.Series) string, error) {
		if who.Check(openness.CanRead) != nil {
			return nil, nil //nolint:nilerr // whoever may not know is not told, which is no failure
		}
		list, err := s.List(ctx, who)
		if err != nil {
			return nil, err
		}
		states := map[openness.Key]string{}
		for _, l := range list {
			states[l.Key] = stateKey(l.Series)
		}
		return func(owner int64, s fact.Series) string {
			if key, ok := states[openness.Key{Owner: owner, Variable: s.Variable, Source: s.Source}]; ok {
				return key
			}
			return "openness.state.internal"
		}, nil
	}
}

// stateKey is the key of the words for a state. What is approved but not for everybody has words of its own.
func stateKey(s openness.Series) string {
	if s.State == openness.Approved && !s.Public() {
		return "openness.state.settled." + string(s.Attribute)
	}
	return "openness.state." + string(s.State)
}
