package casework

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// termsFile is how time limits are written.
type termsFile struct {
	Format int
	ID     string
	Terms  map[string][]struct {
		From     string
		Days     int
		Unit     Unit
		Source   i18n.Name
		Verified bool
	}
}

// ReadTerms reads the time limits of a machine from YAML into those named; each of them must be there and none else. Whatever is wrong is
// fault.Invalid. Whether days and dates are sound is proved with the machine.
func ReadTerms(raw []byte, named map[string]*Terms) error {
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	var f termsFile
	if err := d.Decode(&f); err != nil {
		return fault.Wrap(err, fault.Invalid, "casework.terms.yaml", "detail", err.Error())
	}
	if names := slices.Sorted(maps.Keys(named)); f.Format != 1 || !slices.Equal(names, slices.Sorted(maps.Keys(f.Terms))) {
		return fault.New(fault.Invalid, "casework.terms.names", "names", strings.Join(names, ", ")).At("terms")
	}
	for name, list := range f.Terms {
		for _, t := range list {
			*named[name] = append(*named[name], Term(t))
		}
	}
	return nil
}
