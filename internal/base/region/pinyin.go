package region

import (
	"fmt"
	"slices"
	"strings"

	"mihe/data"
)

// reader spells names of places. It knows the characters of the shipped names and reads runs it knows as words
// (六安, 番禺) before single characters.
type reader struct {
	readings map[string]data.PinyinRow
	longest  int // runes of the longest run
}

func newReader() (*reader, error) {
	rows, err := data.RegionPinyin()
	r := &reader{readings: make(map[string]data.PinyinRow, len(rows))}
	for _, row := range rows {
		n := len([]rune(row.Text))
		if len(strings.Fields(row.Pinyin)) != n || row.Also != "" && len(strings.Fields(row.Also)) != n {
			return nil, fmt.Errorf("region_pinyin.csv: %s is not read %q %q", row.Text, row.Pinyin, row.Also)
		}
		r.readings[row.Text] = row
		r.longest = max(r.longest, n)
	}
	return r, err
}

// spell returns the ways in which people type a name, one syllable per character: the right one, perhaps a common
// misreading, and with u where ü is written v. A character it does not know is read as "?".
func (r *reader) spell(name string) [][]string {
	right, also := r.read(name)
	ways := [][]string{right}
	if !slices.Equal(right, also) {
		ways = append(ways, also)
	}
	if joined := strings.Join(right, " "); strings.Contains(joined, "v") {
		ways = append(ways, strings.Fields(strings.ReplaceAll(joined, "v", "u")))
	}
	return ways
}

func (r *reader) read(name string) (right, also []string) {
	for runes := []rune(name); len(runes) > 0; {
		row, n := r.at(runes)
		right = append(right, strings.Fields(row.Pinyin)...)
		if row.Also == "" {
			row.Also = row.Pinyin
		}
		also = append(also, strings.Fields(row.Also)...)
		runes = runes[n:]
	}
	return right, also
}

// at returns the reading of the longest known run at the start of runes, and its length.
func (r *reader) at(runes []rune) (data.PinyinRow, int) {
	for n := min(r.longest, len(runes)); n > 0; n-- {
		if row, ok := r.readings[string(runes[:n])]; ok {
			return row, n
		}
	}
	return data.PinyinRow{Pinyin: "?"}, 1
}
