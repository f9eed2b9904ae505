package rule

import (
	"encoding/json"
	"fmt"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// The kinds of records.
const (
	versionRecord    = "rule.version"
	comparisonRecord = "rule.impact"
	adoptionRecord   = "rule.adoption"
	decisionRecord   = "rule.decision"
	runRecord        = "rule.run"
)

// proposal is the record of a proposed version: the text itself.
type proposal struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Set     string `json:"set"`
	Source  string `json:"source"`
	Actor   string `json:"actor"`
	Person  string `json:"person"`
	AtMs    int64  `json:"at_ms"`
	Text    string `json:"text"` // YAML as it was handed in
}

// compared is the record of a report on a version.
type compared struct {
	ID     string `json:"id"`
	Actor  string `json:"actor"`
	AtMs   int64  `json:"at_ms"`
	Impact Impact `json:"impact"`
}

// adopted is the record of an adoption.
type adopted struct {
	ID         string `json:"id"`
	Version    string `json:"version"`
	Set        string `json:"set"`
	From       string `json:"from"`
	Comparison string `json:"comparison"`
	Basis      string `json:"basis"`
	Actor      string `json:"actor"`
	Person     string `json:"person"`
	AtMs       int64  `json:"at_ms"`
}

// decided is the record of a decision. Sealed is a Frozen under the person's key.
type decided struct {
	ID         string `json:"id"`
	Subject    string `json:"subject"`
	Case       string `json:"case,omitempty"`
	Set        string `json:"set"`
	Version    string `json:"version"`
	On         string `json:"on"`
	Region     string `json:"region"`
	Actor      string `json:"actor"`
	AtMs       int64  `json:"at_ms"`
	Supersedes string `json:"supersedes,omitempty"`
	Sealed     string `json:"sealed"`
}

// ran is the record of a run over many cases.
type ran struct {
	ID    string `json:"id"`
	Set   string `json:"set"`
	Actor string `json:"actor"`
	AtMs  int64  `json:"at_ms"`
	Tally Tally  `json:"tally"`
}

func decode[T any](body []byte) (T, error) {
	var v T
	err := json.Unmarshal(body, &v)
	return v, err
}

// apply changes the read models as a record says: now, and whenever they are rebuilt.
func (s *Service) apply(tx *store.Tx, seq int64, kind string, body []byte) error {
	switch kind {
	case versionRecord:
		r, err := decode[proposal](body)
		if err != nil {
			return err
		}
		return s.Store.AddVersion(tx, s.Node, Version{r.Version, r.Set, r.Source, r.Actor, r.Person, r.AtMs, r.ID, seq})
	case comparisonRecord:
		r, err := decode[compared](body)
		if err != nil {
			return err
		}
		return s.Store.AddComparison(tx, s.Node, Comparing{r.ID, r.Impact.After, r.Impact.Before, r.AtMs, seq})
	case adoptionRecord:
		r, err := decode[adopted](body)
		if err != nil {
			return err
		}
		return s.Store.AddAdoption(tx, s.Node, Adoption{r.ID, r.Version, r.Set, r.From, r.Comparison, r.Basis, r.Actor, r.AtMs, seq})
	case decisionRecord:
		r, err := decode[decided](body)
		if err != nil {
			return err
		}
		at, ok := region.ParseKey(r.Region)
		if !ok {
			return fmt.Errorf("decision %s is of no region", r.ID)
		}
		if err := s.Store.AddDecision(tx, s.Node, Decision{r.ID, r.Subject, r.Case, r.Set, r.Version, r.On, at, r.Actor, r.AtMs, r.Supersedes, "", seq}); err != nil || r.Supersedes == "" {
			return err
		}
		return s.Store.Supersede(tx, s.Node, r.Supersedes, r.ID)
	case runRecord:
		return nil // the record is all there is
	default:
		return fmt.Errorf("unknown record %q", kind)
	}
}
