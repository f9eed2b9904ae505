package csvfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Scanner takes a file apart into lines and cells. A cell never spans lines: no column of ours may hold a line break, so
// an unclosed quote spoils its own line and not all that follow.
type Scanner struct {
	r       *bufio.Reader
	decoder *encoding.Decoder // nil for UTF-8
	line    int
	cells   [][]byte
	reasons int // which column of a marked file holds the reasons, counted from 1; 0 when none does
}

// NewScanner reads r, in GB18030 when Sniff says so and in UTF-8 else.
func NewScanner(r io.Reader, gb18030 bool) *Scanner {
	s := &Scanner{r: bufio.NewReaderSize(r, maxLine)}
	if gb18030 {
		s.decoder = simplifiedchinese.GB18030.NewDecoder()
	}
	return s
}

// Row is one line of the file.
type Row struct {
	Line  int      // from 1
	Cells [][]byte // valid until the next call
	Wrong *Problem // what spoils the line as a whole, when another reader than Scanner knows; nil else
	raw   []byte   // the line without its end, decoded as far as possible
	wrong string   // what spoils the line as a whole, or empty
	last  bool     // the file ends here, without a line break
}

// Line is the number of the line read last.
func (s *Scanner) Line() int { return s.line }

// Next returns the next line that is not blank, and io.EOF after the last.
func (s *Scanner) Next() (Row, error) {
	for {
		raw, err := s.r.ReadSlice('\n')
		s.line++
		r := Row{Line: s.line, last: errors.Is(err, io.EOF)}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			r.raw, r.wrong = bytes.Clone(raw[:TextRunes]), "line"
			if err := s.skip(); err != nil {
				return r, err
			}
			return r, nil
		case r.last && len(raw) == 0:
			return r, io.EOF
		case err != nil && !r.last:
			return r, err
		}
		if r.Line == 1 {
			raw = bytes.TrimPrefix(raw, []byte(BOM))
		}
		raw = bytes.TrimSuffix(bytes.TrimSuffix(raw, []byte("\n")), []byte("\r"))
		if len(bytes.Trim(raw, " ")) > 0 {
			s.take(&r, raw)
			return r, nil
		}
	}
}

// skip reads to the end of an overlong line.
func (s *Scanner) skip() error {
	for {
		_, err := s.r.ReadSlice('\n')
		if err == nil || errors.Is(err, io.EOF) {
			return nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// take decodes a line and splits it.
func (s *Scanner) take(r *Row, raw []byte) {
	r.raw = raw
	if !ascii(raw) {
		if r.raw, r.wrong = s.decode(raw); r.wrong != "" {
			return
		}
	}
	if bytes.IndexByte(r.raw, 0) >= 0 {
		r.wrong = "nul"
		return
	}
	s.cells, r.wrong = split(r.raw, s.cells[:0])
	r.Cells = s.cells
	if s.reasons > 0 && len(r.Cells) >= s.reasons {
		r.Cells = slices.Delete(r.Cells, s.reasons-1, s.reasons)
	}
}

func (s *Scanner) decode(raw []byte) ([]byte, string) {
	if s.decoder != nil {
		text, err := s.decoder.Bytes(raw)
		if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
			return raw, "encoding"
		}
		return text, ""
	}
	if !utf8.Valid(raw) || bytes.ContainsRune(raw, utf8.RuneError) {
		return raw, "encoding"
	}
	return raw, ""
}

// split takes a line apart at its commas. A cell may stand in quotes, with "" for a quote inside.
func split(line []byte, cells [][]byte) ([][]byte, string) {
	for {
		if len(line) > 0 && line[0] == '"' {
			cell, rest, ok := quoted(line[1:])
			if !ok {
				return cells, "quote"
			}
			cells, line = append(cells, cell), rest
		} else {
			end := bytes.IndexByte(line, ',')
			if end < 0 {
				end = len(line)
			}
			if bytes.IndexByte(line[:end], '"') >= 0 {
				return cells, "quote"
			}
			cells, line = append(cells, line[:end]), line[end:]
		}
		if len(line) == 0 {
			return cells, ""
		}
		line = line[1:] // the comma
	}
}

// quoted reads a cell up to its closing quote, which must be followed by a comma or the end of the line.
func quoted(s []byte) (cell, rest []byte, ok bool) {
	for at := 0; ; {
		i := bytes.IndexByte(s[at:], '"')
		if i < 0 {
			return nil, nil, false
		}
		at += i
		if at+1 < len(s) && s[at+1] == '"' {
			at += 2
			continue
		}
		cell, rest = s[:at], s[at+1:]
		if bytes.Contains(cell, []byte(`""`)) {
			cell = bytes.ReplaceAll(cell, []byte(`""`), []byte(`"`))
		}
		return cell, rest, len(rest) == 0 || rest[0] == ','
	}
}
