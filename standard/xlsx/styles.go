package xlsx

import "strconv"

// styles reads which number format each style of a cell has. A workbook without styles has none.
func (b *Book) styles() error {
	part := target(b.related, "styles")
	if part == "" {
		return nil
	}
	codes, cells := map[int]format{}, false
	return b.c.scan(part, func(s *scanner, t token) error {
		name := string(s.local())
		switch {
		case t == tokenText:
		case name == "cellXfs":
			cells = t == tokenStart
		case t == tokenStart && name == "numFmt":
			id, ok := s.number("numFmtId")
			if ok && len(codes) < maxList && len(s.attr("formatCode")) <= maxCode {
				codes[id] = parseFormat(s.attr("formatCode"))
			}
		case t == tokenStart && name == "xf" && cells:
			if len(b.formats) == maxList {
				return &Error{Large, part, strconv.Itoa(maxList) + " styles"}
			}
			id, _ := s.number("numFmtId")
			f, ok := codes[id]
			if !ok {
				f = parseFormat(builtIn[id])
			}
			b.formats = append(b.formats, f)
		}
		return nil
	})
}

// maxCode is longer than any format code may be.
const maxCode = 1000

// format returns the format of a style; a style that is not there is the first.
func (b *Book) format(style int) format {
	if len(b.formats) == 0 {
		return format{}
	}
	if style >= len(b.formats) {
		style = 0
	}
	return b.formats[style]
}
