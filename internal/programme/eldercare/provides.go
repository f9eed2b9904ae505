package eldercare

import (
	"bytes"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/money"
	"mihe/internal/register/catalog"
)

// Provides says which services of the directory provide an item of the list, and what of their price the public pays.
type Provides struct {
	Item   string   `yaml:"item"`
	Terms  []string `yaml:"terms"`  // codes of catalog.Terms; a service with one of them, or one below it, provides the item
	Shares []Share  `yaml:"shares"` // in the order of their days
}

// Share is what the public pays of a price, from a day on and until a later one replaces it. Verified says that somebody compared it with its source.
type Share struct {
	From     string    `yaml:"from"`     // YYYY-MM-DD
	Pct      int       `yaml:"pct"`      // of the price, in percent
	Most     money.Fen `yaml:"most_fen"` // at most
	Source   i18n.Name `yaml:"source"`
	Verified bool      `yaml:"verified"`
}

// ReadProvides reads them from YAML. Whatever is wrong is fault.Invalid.
func ReadProvides(raw []byte) ([]Provides, error) {
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	var file struct {
		Format int
		Items  []Provides
	}
	if err := d.Decode(&file); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "eldercare.provides.wrong", "at", "")
	}
	seen := map[string]bool{}
	for _, p := range file.Items {
		if seen[p.Item] || !p.sound() {
			return nil, fault.New(fault.Invalid, "eldercare.provides.wrong", "at", p.Item)
		}
		seen[p.Item] = true
	}
	if file.Format != 1 || len(seen) == 0 {
		return nil, fault.New(fault.Invalid, "eldercare.provides.wrong", "at", "")
	}
	return file.Items, nil
}

func (p Provides) sound() bool {
	if p.Item == "" || len(p.Terms) == 0 || len(p.Shares) == 0 {
		return false
	}
	unknown := func(code string) bool { _, known := catalog.TermName(code); return !known }
	if slices.ContainsFunc(p.Terms, unknown) {
		return false
	}
	last := ""
	for _, s := range p.Shares {
		_, err := time.Parse(time.DateOnly, s.From)
		if err != nil || s.From <= last || s.Pct < 0 || s.Pct > 100 || s.Most < 0 || s.Source.Zh == "" || s.Source.En == "" {
			return false
		}
		last = s.From
	}
	return true
}

// by tells whether a service provides the item.
func (p Provides) by(s catalog.Service) bool {
	return slices.ContainsFunc(s.Terms, func(code string) bool {
		return slices.ContainsFunc(p.Terms, func(term string) bool { return catalog.Under(code, term) })
	})
}

// On is the share that holds on a day; told is false before the first.
func (p Provides) On(day string) (s Share, told bool) {
	for _, one := range p.Shares {
		if one.From <= day {
			s, told = one, true
		}
	}
	return s, told
}

// Of is what the public pays of a price, in whole fen; what is left over of a fen is paid by the person.
func (s Share) Of(price money.Fen) money.Fen {
	return min(price*money.Fen(s.Pct)/100, s.Most)
}

// ItemName is what an item of the shipped list is called, for pages about what was arranged of it.
func (s *Service) ItemName(item string) (i18n.Name, bool) {
	document := s.List.Document()
	for _, step := range document.Steps {
		if step.ID != document.Result {
			continue
		}
		for _, o := range step.Options {
			if o.ID == item {
				return o.Title, true
			}
		}
	}
	return i18n.Name{}, false
}
