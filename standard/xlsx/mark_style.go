package xlsx

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
)

// markRed is the colour of faulty cells, light enough to read on, and of nothing else: cells of this colour are from
// an earlier marking.
const markRed = "FFFFC2C4"

// restyler passes the styles through and adds the red twins.
type restyler struct {
	s       *scanner
	w       *bufio.Writer
	reds    *reds
	fills   int // how many fills there are
	fill    int // the number of the red one
	earlier int // the number of the red one of an earlier marking, or -1
	cells   int // how many styles of cells there are
	clones  [][]byte
}

// styles passes the whole part through. Numbers of elements, which nothing needs, are dropped where they change.
func (r *restyler) styles() error {
	for {
		t, err := r.s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name := string(r.s.local())
		switch {
		case t == tokenStart && name == "fills":
			r.s.retag(r.w, false, change{name: "count"})
		case t == tokenStart && name == "cellXfs":
			r.s.retag(r.w, false, change{name: "count"})
			if err := r.cellStyles(); err != nil {
				return err
			}
		case t == tokenStart && name == "fill" && r.fill < 0: // conditional formats have fills too, further down
			r.fills++
			r.s.write(r.w)
		case t == tokenStart && name == "fgColor" && r.s.attr("rgb") == markRed && r.fills > 0 && r.fill < 0:
			r.earlier = r.fills - 1
			r.s.write(r.w)
		case t == tokenEnd && name == "fills":
			r.addFill()
			r.s.write(r.w)
		default:
			r.s.write(r.w)
		}
	}
}

func (r *restyler) addFill() {
	if r.fill = r.earlier; r.fill >= 0 || r.s.raw == nil {
		return
	}
	r.fill = r.fills
	p := string(r.s.name[:len(r.s.name)-len(r.s.local())])
	_, _ = r.w.WriteString("<" + p + "fill><" + p + `patternFill patternType="solid"><` + p + `fgColor rgb="` + markRed + `"/><` + p +
		`bgColor indexed="64"/></` + p + "patternFill></" + p + "fill>")
}

// cellStyles passes the styles of cells through, whose start tag has been read. Those that an earlier marking
// made lose their red; the twins follow the last.
func (r *restyler) cellStyles() error {
	depth := r.s.depth()
	for {
		t, err := r.s.next()
		if err != nil {
			return err
		}
		switch {
		case t == tokenEnd && r.s.depth() < depth:
			for _, clone := range r.clones {
				_, _ = r.w.Write(clone)
			}
			r.s.write(r.w)
			return nil
		case t == tokenStart && string(r.s.local()) == "xf":
			if err := r.cellStyle(); err != nil {
				return err
			}
			r.cells++
		default:
			r.s.write(r.w)
		}
	}
}

func (r *restyler) cellStyle() error {
	var plain, red bytes.Buffer
	if fill, _ := r.s.number("fillId"); r.earlier >= 0 && fill == r.earlier {
		r.s.retag(&plain, false, change{"fillId", "0"})
	} else {
		_, _ = plain.Write(r.s.raw)
	}
	if r.fill >= 0 {
		r.s.retag(&red, false, change{"fillId", strconv.Itoa(r.fill)}, change{"applyFill", "1"})
	} else {
		_, _ = red.Write(r.s.raw)
	}
	for depth := r.s.depth(); r.s.depth() >= depth; {
		if _, err := r.s.next(); err != nil {
			return err
		}
		_, _ = plain.Write(r.s.raw)
		_, _ = red.Write(r.s.raw)
	}
	if id, ok := r.reds.of[r.cells]; ok {
		r.clones[id-r.reds.first] = red.Bytes()
	}
	_, err := r.w.Write(plain.Bytes())
	return err
}
