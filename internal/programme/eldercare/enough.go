package eldercare

import (
	"bytes"
	"time"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// Enough is how much of a month's visits must have taken place for an item to count as being provided, from a day on and until a later one
// replaces it. Verified says that somebody compared it with its source.
type Enough struct {
	From     string    `yaml:"from"` // YYYY-MM-DD
	Pct      int       `yaml:"pct"`  // of the visits that the plans allow, in percent
	Source   i18n.Name `yaml:"source"`
	Verified bool      `yaml:"verified"`
}

// leastEnough is the smallest share that may be set: nobody is served by the smaller half of what they were promised.
const leastEnough = 50

// ReadEnough reads shares from YAML, in the order of their days. Whatever is wrong is fault.Invalid.
func ReadEnough(raw []byte) ([]Enough, error) {
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	var file struct {
		Format int
		Enough []Enough
	}
	if err := d.Decode(&file); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "eldercare.enough.wrong", "at", "")
	}
	last := ""
	for _, e := range file.Enough {
		_, err := time.Parse(time.DateOnly, e.From)
		if err != nil || e.From <= last || e.Pct < leastEnough || e.Pct > 100 || e.Source.Zh == "" || e.Source.En == "" {
			return nil, fault.New(fault.Invalid, "eldercare.enough.wrong", "at", e.From)
		}
		last = e.From
	}
	if file.Format != 1 || last == "" {
		return nil, fault.New(fault.Invalid, "eldercare.enough.wrong", "at", "")
	}
	return file.Enough, nil
}

// enoughOn is what holds on a day. Before the first nothing is enough.
func enoughOn(all []Enough, day string) (e Enough) {
	for _, one := range all {
		if one.From <= day {
			e = one
		}
	}
	return e
}

// is tells whether some of the visits that were allowed are enough of them.
func (e Enough) is(some, allowed int) bool {
	return e.Pct > 0 && allowed > 0 && some*100 >= allowed*e.Pct
}
