package steering

import (
	"bytes"
	"fmt"

	"gopkg.in/yaml.v3"
)

// LoadPlan reads the plan from YAML whose keys are the field names of Plan in lower case, and refuses one that is not
// whole: 17 actions in order, each in a known chapter, texts in both languages, every target with basis, status and
// source, and every target of the plan's own text really quoting it.
func LoadPlan(raw []byte) (*Plan, error) {
	p := &Plan{}
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	if err := dec.Decode(p); err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	return p, nil
}
