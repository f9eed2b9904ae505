package region

import "fmt"

// Code is a division code: nine digits for a township, six for every other unit. The empty Code names nothing and
// contains nothing.
type Code string

// Level is a step of the administrative ladder. The zero Level is none.
type Level uint8

// The levels, from the nation down. Townships have no shipped list: a node imports its own.
const (
	NoLevel Level = iota
	Nation
	Province
	Prefecture
	County
	Township
)

var levelNames = [...]string{"", "nation", "province", "prefecture", "county", "township"}

// String returns the level's name as data files write it.
func (l Level) String() string {
	if int(l) >= len(levelNames) {
		return fmt.Sprintf("level-%d", uint8(l))
	}
	return levelNames[l]
}

// ParseLevel is the inverse of String.
func ParseLevel(s string) (Level, bool) {
	for i, n := range levelNames {
		if i > 0 && n == s {
			return Level(i), true
		}
	}
	return NoLevel, false
}

// Key names a unit: three cities without counties stand under one code at two levels, so a code alone is not
// enough. Keys are comparable.
type Key struct {
	Code  Code
	Level Level
}

// Country is the key of the whole country in published tables.
var Country = Key{Code: "000000", Level: Nation}

// String writes the key as "441900@county"; ParseKey reads it.
func (k Key) String() string { return string(k.Code) + "@" + k.Level.String() }
