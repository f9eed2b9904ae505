package xlsx

import (
	"errors"
	"io"
)

// The bounds of the table of shared texts, which is kept in memory.
const (
	maxTexts     = 4_000_000
	maxTextBytes = 64 << 20
)

// texts is the table of shared texts: cells name a text by its number.
type texts struct {
	all  []byte
	ends []uint32
}

// text returns the text of a number.
func (t *texts) text(n int) ([]byte, bool) {
	if n < 0 || n >= len(t.ends) {
		return nil, false
	}
	from := uint32(0)
	if n > 0 {
		from = t.ends[n-1]
	}
	return t.all[from:t.ends[n]:t.ends[n]], true
}

// sharedTexts reads the table; a workbook without one has an empty table.
func (b *Book) sharedTexts() (t *texts, err error) {
	t = &texts{}
	if part := target(b.related, "sharedStrings"); part != "" {
		err = b.readTexts(t, part)
	}
	return t, err
}

func (b *Book) readTexts(t *texts, part string) (err error) {
	r, err := b.c.open(part)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	s := newScanner(r, part)
	item := richText{}
	for {
		k, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch {
		case k == tokenStart && string(s.local()) == "si":
			item = richText{}
		case k == tokenEnd && string(s.local()) == "si":
			if len(t.ends) == maxTexts {
				return &Error{Large, part, "too many texts"}
			}
			t.ends = append(t.ends, uint32(len(t.all)))
		default:
			t.all = item.take(s, k, t.all)
		}
		if len(t.all) > maxTextBytes {
			return &Error{Large, part, "too much text"}
		}
	}
}

// richText gathers a text that may consist of runs with different fonts. How to read it aloud, which stands beside it in
// some languages, is left out.
type richText struct {
	inside   bool // a t element
	phonetic bool
	from     int // where the text of the t element begins
}

// take appends to out what one token of the text adds.
func (x *richText) take(s *scanner, k token, out []byte) []byte {
	switch {
	case k == tokenText && x.inside:
		return append(out, s.text...)
	case k == tokenText:
		return out
	}
	switch string(s.local()) {
	case "t":
		if x.inside = k == tokenStart && !x.phonetic; x.inside {
			x.from = len(out)
		} else if k == tokenEnd && !x.phonetic {
			out = unescape(out, x.from)
		}
	case "rPh":
		x.phonetic = k == tokenStart
	}
	return out
}

// unescape resolves _x000D_ and its like in out[from:]: how a workbook writes a character that XML does not allow.
func unescape(out []byte, from int) []byte {
	to := from
	for i := from; i < len(out); i++ {
		if c, ok := escaped(out[i:]); ok {
			to += copy(out[to:], string(c))
			i += len("_x0000_") - 1
			continue
		}
		out[to] = out[i]
		to++
	}
	return out[:to]
}

// escaped reads _xHHHH_ at the beginning of text.
func escaped(text []byte) (rune, bool) {
	if len(text) < len("_x0000_") || text[0] != '_' || text[1] != 'x' || text[6] != '_' {
		return 0, false
	}
	r := rune(0)
	for _, c := range text[2:6] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return r, true
}
