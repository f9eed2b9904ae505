package region

import "fmt"

// Code is a six-digit division code. The empty Code names nothing and contains nothing.
type Code string

// Level is a step of the administrative ladder. The zero Level is none.
type Level uint8

// The levels, from the nation down. Townships are imported by each node and have no shipped list.
const (
	NoLevel Level = iota
	Nation
	Province
	Prefecture
	County
)

var levelNames = [...]string{"", "nation", "province", "prefecture", "county"}

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

// String writes the key as "441900@county"; it is for logs and tests.
func (k Key) String() string { return string(k.Code) + "@" + k.Level.String() }
