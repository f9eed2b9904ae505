package web

import (
	"strconv"
)

// Line is one unbroken run of a trend, as points in [0, 1] x [0, 1] from the lower left.
type Line [][2]float64

// Spark is a small trend. Lines of different definitions are separate and never joined.
type Spark struct {
	ID          string // unique on the page
	Title, Desc string
	Lines       []Line
	Second      bool // drawn in ink instead of the accent
	First, Last string
	From, To    string // labels under the ends
}

// Tile is one province on the tile grid; Band is 1 to 5, and 0 means no data.
type Tile struct {
	Short, One string
	Lang       string // of the two names, when not the page's
	Full       string
	Value      string
	Said       string // the band in words, for screen readers
	Href       string
	Col, Row   string
	Band       int
}

// Band is one step of a tile map's key.
type Band struct {
	Number      int
	Name, Range string
	Places      string
	PlacesLang  string
}

// DistRow is the distribution of the finest units in one group. All positions are in [0, 1] of one common axis.
type DistRow struct {
	ID                string
	Name              Text
	Value, Unit, Note string
	Title, Desc       string
	Columns           []Column
	Ticks             []float64
	P10, Median, P90  float64
	Axis              []Tick
}

// Column is one column of a histogram: from X, Width wide, Height tall, all in [0, 1].
type Column struct{ X, Width, Height float64 }

// Tick is a labelled position on an axis.
type Tick struct {
	At    float64
	Label string
}

// Pair is one row of a strip: two positions in [0, 1] joined by a line (ring and diamond). Value, when set, is written
// after the row.
type Pair struct {
	Name, Value string
	First, Last float64
}

// Strip compares two groups over several rows.
type Strip struct {
	ID, Title, Desc string
	Pairs           []Pair
	Axis            []Tick
}

// percent writes a share of [0, 1] as a coordinate.
func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 2, 64) + "%" }

// points writes a run for a 100 x 100 view box, with the upper edge at zero.
func (l Line) points() string {
	var b []byte
	for i, p := range l {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendFloat(b, 4+92*p[0], 'f', 1, 64)
		b = append(b, ',')
		b = strconv.AppendFloat(b, sparkY(p[1]), 'f', 1, 64)
	}
	return string(b)
}

// sparkY leaves room above for the first and last figure and below for the periods.
func sparkY(share float64) float64 { return 72 - 38*share }

// ends are the first point of the first run and the last of the last.
func (s Spark) ends() (first, last [2]float64, ok bool) {
	if len(s.Lines) == 0 || len(s.Lines[0]) == 0 {
		return first, last, false
	}
	final := s.Lines[len(s.Lines)-1]
	return s.Lines[0][0], final[len(final)-1], true
}

// inner are the ends of the runs that have no figure: where one definition stops and the next begins.
func (s Spark) inner() [][2]float64 {
	var list [][2]float64
	for i, l := range s.Lines {
		if len(l) == 0 {
			continue
		}
		if i > 0 {
			list = append(list, l[0])
		}
		if i < len(s.Lines)-1 {
			list = append(list, l[len(l)-1])
		}
	}
	return list
}

// sparkX is the horizontal coordinate of a point.
func sparkX(x float64) string { return strconv.FormatFloat(4+92*x, 'f', 1, 64) + "%" }

// labelled is how much of the width a figure above the line may take on a phone.
const labelled = .4

// labelY puts a figure above everything that is drawn between two positions, so that no line runs through it.
func (s Spark) labelY(from, to float64) string {
	top := 0.0
	for _, l := range s.Lines {
		for i, p := range l {
			if p[0] >= from && p[0] <= to {
				top = max(top, p[1])
			}
			if i > 0 {
				top = max(top, l.heightAt(i, from), l.heightAt(i, to))
			}
		}
	}
	return strconv.FormatFloat(sparkY(top)-14, 'f', 1, 64) + "%"
}

// heightAt is where the stroke that ends in point i passes x, and zero when it does not.
func (l Line) heightAt(i int, x float64) float64 {
	a, b := l[i-1], l[i]
	if x < a[0] || x > b[0] || a[0] == b[0] {
		return 0
	}
	return a[1] + (b[1]-a[1])*(x-a[0])/(b[0]-a[0])
}

// ticksPath draws a short upright line at every position, on a scale of 0 to 1000.
func ticksPath(at []float64) string {
	var b []byte
	for _, x := range at {
		b = append(b, 'M')
		b = strconv.AppendFloat(b, 1000*x, 'f', 0, 64)
		b = append(b, " 0v10"...)
	}
	return string(b)
}

// anchor keeps the labels at both ends of an axis inside it.
func anchor(at float64) string {
	switch {
	case at <= .02:
		return "start"
	case at >= .98:
		return "end"
	}
	return "middle"
}

// stripX leaves room for the marks at both ends.
func stripX(share float64) string { return percent(.03 + .94*share) }
