package evidence

import (
	"bytes"
	"fmt"
	"time"

	"gopkg.in/yaml.v3"

	"mihe/data"
	"mihe/internal/base/i18n"
)

// Parameters hold from a day on and until later ones replace them. Verified says that somebody compared them with their source.
type Parameters struct {
	From        string    `yaml:"from"` // YYYY-MM-DD
	CodesASheet int64     `yaml:"codes_a_sheet"`
	Window      int64     `yaml:"window"`      // codes after the last one used that are looked at
	WrongADay   int64     `yaml:"wrong_a_day"` // of one account, and for one person
	Source      i18n.Name `yaml:"source"`
	Verified    bool      `yaml:"verified"`
}

// ShippedParameters are those that ship with the program.
func ShippedParameters() ([]Parameters, error) {
	raw, err := data.Evidence()
	if err != nil {
		return nil, err
	}
	return ReadParameters(raw)
}

// mostCodes is what fits on both sides of a sheet in print that old people can read.
const mostCodes = 200

// ReadParameters reads parameters from YAML: days rise, and a window is smaller than a sheet.
func ReadParameters(raw []byte) ([]Parameters, error) {
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	var file struct {
		Format     int
		Parameters []Parameters
	}
	if err := d.Decode(&file); err != nil {
		return nil, fmt.Errorf("parameters of evidence: %w", err)
	}
	last := ""
	for _, p := range file.Parameters {
		_, err := time.Parse(time.DateOnly, p.From)
		if err != nil || p.From <= last || p.Window < 1 || p.CodesASheet <= p.Window || p.CodesASheet > mostCodes || p.WrongADay < 1 ||
			p.Source.Zh == "" || p.Source.En == "" {
			return nil, fmt.Errorf("parameters of evidence from %q are wrong", p.From)
		}
		last = p.From
	}
	if file.Format != 1 || len(file.Parameters) == 0 {
		return nil, fmt.Errorf("parameters of evidence: format %d with %d of them", file.Format, len(file.Parameters))
	}
	return file.Parameters, nil
}

// on returns what holds on a day. Before the first day nothing is issued or accepted: the zero Parameters allow nothing.
func (s *Service) on(day string) (p Parameters) {
	for _, one := range s.Parameters {
		if one.From <= day {
			p = one
		}
	}
	return p
}
