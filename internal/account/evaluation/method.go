package evaluation

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// maxMethod bounds a method's text.
const maxMethod = 1 << 20

// Method is how an evaluation is made; see the shipped ones in data/methods for the format.
type Method struct {
	Format  int       // of the text; 1
	ID      string    // lower-case letters, digits and hyphens
	Version int       // from 1; any change of what follows is a new one
	Title   i18n.Name `yaml:"title"`
	// Status is illustrative (an example nobody decided on) or adopted.
	Status string
	Note   i18n.Name
	// Steps are the answers to the ten steps of the handbook, by the names in Steps.
	Steps map[string]i18n.Name
	Data  Data

	Indicators []Item // the leaves, in any order
	Nodes      []Node // what they are combined to; exactly one has no parent

	Screen        Screen
	Outliers      *Outliers // nil: none are drawn in
	Imputation    Imputation
	Normalisation Normalisation
	Weights       Weighing
	Aggregation   Aggregation
	Uncertainty   Uncertainty
	Bands         int    // into how many the units are divided by rank, 2 to 10
	Seed          uint64 // of everything that is drawn

	Hash string `yaml:"-"` // SHA-256 of the text
	Text []byte `yaml:"-"` // as it was read
}

// Data says which figures of a node are evaluated; with a file they are the file's.
type Data struct {
	Level  string // county, prefecture or province
	Within string // code of a region; empty for the country
	Period string // empty for the latest of each indicator, or of the file
	// Over are the periods over which bounds, limits of outliers and weights from data are fixed, with Period; a file with a column
	// period is taken whole where it names none.
	Over []string
}

// Item is one indicator of a method.
type Item struct {
	ID        string // of the registry, and the column of a file
	Parent    string
	Weight    float64   // beside its siblings, above 0
	Direction string    // up or down: which way is better
	Title     i18n.Name // for what the registry does not know
	// Worst and Best are goalposts that people set; both or neither. They win over the method's normalisation.
	Worst, Best *float64
	Target      *float64 // for normalisation by target
	Why         i18n.Name
}

// Node is a pillar, a sub-index or the index.
type Node struct {
	ID     string
	Title  i18n.Name
	Parent string // empty for the index
	Weight float64
}

// Screen leaves out units that reported too little.
type Screen struct {
	Least float64 // share of indicators that must be there, in (0, 1]
}

// Outliers are drawn in while skewness and kurtosis both pass their limits, at most Points of them.
type Outliers struct {
	Skewness, Kurtosis float64
	Points             int
}

// Imputation fills gaps.
type Imputation struct {
	By     string // none, mean or median
	Within bool   // of the unit's own group
}

// Normalisation brings indicators to one scale of points.
type Normalisation struct {
	By        string // minmax, efficacy, z, rank or target
	Low, High float64
}

// Weighing says where the weights of the indicators come from. Those of nodes are always the method's own.
type Weighing struct {
	By string // given, equal, entropy, critic, variation or pca
}

// Aggregation combines scores.
type Aggregation struct {
	By string // arithmetic, geometric or harmonic
}

// Uncertainty says what could have been decided otherwise.
type Uncertainty struct {
	Runs           int
	Treatment      bool     // also without drawing in outliers
	Imputations    []string // other fillings: mean, median
	Normalisations []string // other scales: minmax, rank, z
	Aggregations   []string // other means
	Weights        []string // other weights
	Band           float64  // by which share each weight may be off, in [0, 1]
	LeaveOut       bool     `yaml:"leave_out"` // each indicator in turn
	Rows           int      // of the analysis of influences; 0 for none
}

// The words of a method's status.
const (
	Illustrative = "illustrative"
	Adopted      = "adopted"
)

// Steps are the ten steps of the handbook, in its order (OECD/JRC, Handbook on Constructing Composite Indicators, 2008).
var Steps = []string{
	"framework", "data", "imputation", "multivariate", "normalisation", "weighting_aggregation", "robustness", "back_to_data",
	"links", "presentation",
}

// ReadMethod reads a method. Whatever is wrong or left unanswered is fault.Invalid and names the field.
func ReadMethod(r io.Reader) (*Method, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxMethod+1))
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "evaluation.frame.unreadable")
	}
	if len(raw) > maxMethod {
		return nil, fault.New(fault.Invalid, "evaluation.frame.size", "max", maxMethod>>20)
	}
	m := &Method{}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(m); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "evaluation.method.text", "problem", problemOf(err))
	}
	if err := d.Decode(&struct{}{}); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "evaluation.method.text", "problem", i18n.Msg("evaluation.method.second"))
	}
	sum := sha256.Sum256(raw)
	m.Hash, m.Text = hex.EncodeToString(sum[:]), raw
	return m, m.check()
}

// What the reader of YAML says, by its words.
var (
	unknownField = regexp.MustCompile(`line (\d+): field (\S+) not found`)
	wrongType    = regexp.MustCompile("line (\\d+): cannot unmarshal \\S+ `?([^`]*?)`? into")
	someLine     = regexp.MustCompile(`line (\d+):`)
)

// problemOf says in words what kept a text from being read as a method: the first thing wrong, and its line.
func problemOf(err error) i18n.Message {
	text := err.Error()
	if m := unknownField.FindStringSubmatch(text); m != nil {
		return i18n.Msg("evaluation.method.unknown", "line", m[1], "field", csvfile.Clip(m[2], csvfile.TextRunes))
	}
	if m := wrongType.FindStringSubmatch(text); m != nil {
		return i18n.Msg("evaluation.method.type", "line", m[1], "text", csvfile.Clip(m[2], csvfile.TextRunes))
	}
	if m := someLine.FindStringSubmatch(text); m != nil {
		return i18n.Msg("evaluation.method.syntax", "line", m[1])
	}
	return i18n.Msg("evaluation.method.no_yaml")
}

// wrongField is a refusal of one field of a method.
func wrongField(field, key string, args ...any) error {
	return fault.New(fault.Invalid, "evaluation.method.field", "field", field, "reason", i18n.Msg("evaluation.method."+key, args...)).At(field)
}

// child names a field of a list.
func child(list string, id string, field string) string {
	return fmt.Sprintf("%s[%s].%s", list, id, field)
}
