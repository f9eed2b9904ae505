package xlsx

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// token is what the scanner found.
type token uint8

const (
	tokenStart token = iota + 1
	tokenEnd         // comes after an empty element too
	tokenText
)

// The bounds of the scanner. A cell holds at most 32,767 characters, which may be written as six bytes each.
const (
	maxToken = 1 << 20
	maxDepth = 64
)

// attribute is one attribute of a start tag, with its prefix; the value is not decoded.
type attribute struct{ name, value []byte }

// scanner takes an XML part apart, in constant memory. It knows what spreadsheets need and refuses the rest: a document
// type (which could declare entities), other encodings than UTF-8, tokens longer than a cell can be. The slices it
// hands out are valid until the next call of next.
type scanner struct {
	r     io.Reader
	part  string
	buf   []byte
	at    int   // buf[at:] has not been read
	done  bool  // r gives no more,
	cause error // because of this

	raw   []byte // the token as it stands in the part; nil for the end of an empty element
	name  []byte // of a tag, with its prefix
	text  []byte // of a text token, decoded
	attrs []attribute

	open  []byte // the names of the open elements, one after the other
	ends  []int  // where each of them ends in open
	empty bool   // the start tag just given was an empty element
	root  bool   // the root element has begun
	plain []byte
}

func newScanner(r io.Reader, part string) *scanner {
	return &scanner{r: r, part: part, buf: make([]byte, 0, 64<<10)}
}

func (s *scanner) damaged(why string) error { return &Error{Damaged, s.part, why} }

// next reads the next tag or text. Comments and instructions are passed over, and so is white space outside the root
// element. At the end of a complete document it returns io.EOF.
func (s *scanner) next() (token, error) {
	if s.empty {
		s.empty, s.raw = false, nil
		s.pop()
		return tokenEnd, nil
	}
	for {
		if s.at == len(s.buf) && !s.fill() {
			return s.finish()
		}
		if s.buf[s.at] != '<' {
			t, err := s.scanText()
			if t != 0 || err != nil {
				return t, err
			}
			continue
		}
		t, err := s.scanMarkup()
		if t != 0 || err != nil {
			return t, err
		}
	}
}

// finish ends the document.
func (s *scanner) finish() (token, error) {
	if err := s.failed(); err != nil {
		return 0, err
	}
	if len(s.ends) > 0 || !s.root {
		return 0, s.damaged("the part ends too early")
	}
	return 0, io.EOF
}

// depth is how many elements are open.
func (s *scanner) depth() int { return len(s.ends) }

// local is the name of a tag without its prefix.
func (s *scanner) local() []byte { return s.name[bytes.LastIndexByte(s.name, ':')+1:] }

// attr returns the decoded value of an attribute that has no prefix, or "".
func (s *scanner) attr(name string) string {
	for _, a := range s.attrs {
		if string(a.name) == name {
			return s.decoded(a.value)
		}
	}
	return ""
}

// prefixed returns the value of an attribute by its local name, when it has a prefix: r:id.
func (s *scanner) prefixed(name string) string {
	for _, a := range s.attrs {
		prefix, local, ok := bytes.Cut(a.name, []byte(":"))
		if ok && string(local) == name && string(prefix) != "xmlns" {
			return s.decoded(a.value)
		}
	}
	return ""
}

func (s *scanner) decoded(value []byte) string {
	if bytes.IndexByte(value, '&') < 0 {
		return string(value)
	}
	text, ok := decode(nil, value)
	if !ok {
		return ""
	}
	return string(text)
}

// number returns a whole number that an attribute holds; ok is false when it is absent or none.
func (s *scanner) number(name string) (n int, ok bool) {
	for _, a := range s.attrs {
		if string(a.name) == name {
			return digits(a.value)
		}
	}
	return 0, false
}

// digits reads a number of at most nine digits.
func digits(text []byte) (n int, ok bool) {
	if len(text) == 0 || len(text) > 9 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// yes tells whether an attribute says so.
func (s *scanner) yes(name string) bool {
	v := s.attr(name)
	return v == "1" || v == "true" || v == "on"
}

// fill reads on. It keeps what has not been read and grows up to maxToken.
func (s *scanner) fill() bool {
	if s.done {
		return false
	}
	if s.at > 0 {
		n := copy(s.buf, s.buf[s.at:])
		s.buf, s.at = s.buf[:n], 0
	}
	if len(s.buf) == cap(s.buf) {
		grown := make([]byte, len(s.buf), min(2*cap(s.buf), maxToken))
		copy(grown, s.buf)
		s.buf = grown
	}
	if len(s.buf) == cap(s.buf) {
		return false // the token is too long
	}
	n, err := io.ReadAtLeast(s.r, s.buf[len(s.buf):cap(s.buf)], 1)
	s.buf = s.buf[:len(s.buf)+n]
	if err != nil {
		s.done = true
		s.cause = err
	}
	return n > 0
}

// failed tells what kept the scanner from reading on, when that was not the end.
func (s *scanner) failed() error {
	switch {
	case !s.done:
		return &Error{Large, s.part, "a token is longer than " + strconv.Itoa(maxToken) + " bytes"}
	case errors.Is(s.cause, io.EOF):
		return nil
	case ProblemOf(s.cause) != "":
		return s.cause
	}
	return s.damaged(s.cause.Error())
}

// short is the error of a token that never ends.
func (s *scanner) short() error {
	if err := s.failed(); err != nil {
		return err
	}
	return s.damaged("the part ends too early")
}

func (s *scanner) scanText() (token, error) {
	from := 0
	for {
		if i := bytes.IndexByte(s.buf[s.at+from:], '<'); i >= 0 {
			from += i
			break
		}
		from = len(s.buf) - s.at
		if !s.fill() {
			if err := s.failed(); err != nil {
				return 0, err
			}
			break
		}
	}
	s.raw = s.buf[s.at : s.at+from]
	s.at += from
	if len(s.ends) == 0 {
		outside := s.raw
		if !s.root {
			outside = bytes.TrimPrefix(outside, []byte("\xef\xbb\xbf"))
		}
		if len(bytes.TrimSpace(outside)) > 0 {
			return 0, s.damaged("text outside the root element")
		}
		return 0, nil
	}
	text, ok := s.plainText(s.raw)
	if !ok {
		return 0, s.damaged("a character that XML does not allow")
	}
	s.text = text
	return tokenText, nil
}

// plainText decodes a text; most hold nothing to decode.
func (s *scanner) plainText(raw []byte) ([]byte, bool) {
	coded, ok := characters(raw)
	if !coded || !ok {
		return raw, ok
	}
	s.plain, ok = decode(s.plain[:0], raw)
	return s.plain, ok
}

// characters tells whether a text consists of characters that XML allows, and whether it has to be decoded.
func characters(raw []byte) (coded, ok bool) {
	ascii := true
	for _, c := range raw {
		switch {
		case c == '&' || c == '\r':
			coded = true
		case c >= utf8.RuneSelf:
			ascii = false
		case c < ' ' && c != '\n' && c != '\t':
			return false, false
		}
	}
	return coded, ascii || utf8.Valid(raw)
}

// decode resolves the five entities of XML, character references and line ends.
func decode(to, raw []byte) ([]byte, bool) {
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; c {
		case '\r':
			to = append(to, '\n')
			if i+1 < len(raw) && raw[i+1] == '\n' {
				i++
			}
		case '&':
			end := bytes.IndexByte(raw[i:], ';')
			if end < 2 || end > 10 {
				return nil, false
			}
			r, ok := entity(string(raw[i+1 : i+end]))
			if !ok {
				return nil, false
			}
			to = utf8.AppendRune(to, r)
			i += end
		default:
			to = append(to, c)
		}
	}
	return to, true
}

func entity(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if len(digits) > 0 && digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !allowed(rune(n)) {
		return 0, false
	}
	return rune(n), true
}

// allowed is the production Char of XML 1.0.
func allowed(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 && r <= utf8.MaxRune
}
