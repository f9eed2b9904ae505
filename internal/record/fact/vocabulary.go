package fact

import (
	"strings"

	"mihe/internal/base/region"
)

// Required as a Target's Sex or Residence means that every row must name one.
const Required = "required"

// Target says where a row of an imported file goes, and what it may hold.
type Target struct {
	Variable string
	// Sex and Residence: "" leaves the choice to the row (a blank cell means all); Required demands a value; any
	// other value is implied: a blank cell is filled with it and a different one is refused.
	Sex, Residence string
	// Residences, when not empty, are the only ones a row may name ("" among them allows a blank cell).
	Residences []string
	// Min and Max bound the value, both included; when Max is not above Min there is no bound.
	Min, Max float64
	// Decimals is the most a value may have; 0 means the general limit of 6. Integer allows none.
	Decimals int
	Integer  bool
	// Parts are the variables this value is computed from. Where all of them are held for the period the value is
	// computed, and a row that states it is refused.
	Parts []string
}

// Vocabulary maps the ids that a file may use (indicators and variables) to their targets. It comes from the rooms
// that define indicators; this one never imports them.
type Vocabulary map[string]Target

// RegionResolver knows which units exist.
type RegionResolver interface {
	// Resolve returns the unit that code names on a day (YYYY-MM-DD). code is six digits, or six digits with a level
	// as in "441900@prefecture" (see ParseRegion); without one the county-level unit is meant where a code stands
	// at two levels. 000000 is the nation.
	Resolve(code, on string) (region.Key, bool)
}

// ParseRegion splits "441900@prefecture" into code and level; the level is NoLevel when none is written. It tells
// whether text is well formed, not whether such a unit exists. Facts are about counties and what lies above: the code
// of a township is not well formed.
func ParseRegion(text string) (region.Code, region.Level, bool) {
	if len(text) < 6 {
		return "", region.NoLevel, false
	}
	for i := range 6 {
		if text[i] < '0' || text[i] > '9' {
			return "", region.NoLevel, false
		}
	}
	code, rest := region.Code(text[:6]), text[6:]
	if rest == "" {
		return code, region.NoLevel, true
	}
	if rest[0] != '@' {
		return "", region.NoLevel, false
	}
	level, ok := region.ParseLevel(rest[1:])
	return code, level, ok && level <= region.County
}

// misread names why text is no region of a fact: the code of a township deserves another answer than a slip.
func misread(text string) string {
	code, _, _ := strings.Cut(text, "@")
	if _, ok := region.ParseKey(code + "@" + region.Township.String()); ok {
		return "township"
	}
	return "format"
}
