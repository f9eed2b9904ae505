package eldercare

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"mihe/internal/act/casework"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// Terms are the time limits of an application, by the step that they bound.
type Terms struct{ Receive, Correct, Assess, Decide, Tell, Review, TakeOver, Appeal casework.Terms }

// termsFile is how they are written.
type termsFile struct {
	Format int
	ID     string
	Terms  map[string][]struct {
		From     string
		Days     int
		Unit     casework.Unit
		Source   i18n.Name
		Verified bool
	}
}

// ReadTerms reads time limits from YAML; each of them must be there and none else. Whatever is wrong is fault.Invalid. Whether days and
// dates are sound is proved with the machine.
func ReadTerms(raw []byte) (Terms, error) {
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	var f termsFile
	if err := d.Decode(&f); err != nil {
		return Terms{}, fault.Wrap(err, fault.Invalid, "eldercare.terms.yaml", "detail", err.Error())
	}
	var ts Terms
	named := map[string]*casework.Terms{
		"receive": &ts.Receive, "correct": &ts.Correct, "assess": &ts.Assess, "decide": &ts.Decide, "tell": &ts.Tell, "review": &ts.Review,
		"take_over": &ts.TakeOver, "appeal": &ts.Appeal,
	}
	if names := slices.Sorted(maps.Keys(named)); f.Format != 1 || !slices.Equal(names, slices.Sorted(maps.Keys(f.Terms))) {
		return Terms{}, fault.New(fault.Invalid, "eldercare.terms.names", "names", strings.Join(names, ", ")).At("terms")
	}
	for name, list := range f.Terms {
		for _, t := range list {
			*named[name] = append(*named[name], casework.Term{From: t.From, Days: t.Days, Unit: t.Unit, Source: t.Source, Verified: t.Verified})
		}
	}
	return ts, nil
}
