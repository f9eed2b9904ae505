package xlsx

import "bytes"

// scanMarkup reads what begins with "<". It returns 0 for what is passed over.
func (s *scanner) scanMarkup() (token, error) {
	for len(s.buf)-s.at < 9 && s.fill() { // enough to tell the kinds apart
	}
	head := s.buf[s.at:]
	switch {
	case bytes.HasPrefix(head, []byte("<!--")):
		_, err := s.through("-->")
		return 0, err
	case bytes.HasPrefix(head, []byte("<![CDATA[")):
		return s.scanCDATA()
	case bytes.HasPrefix(head, []byte("<!")):
		return 0, s.damaged("a document type declaration")
	case bytes.HasPrefix(head, []byte("<?")):
		return 0, s.instruction()
	}
	raw, err := s.tag()
	if err != nil {
		return 0, err
	}
	s.raw = raw
	if raw[1] == '/' {
		return s.endTag(raw)
	}
	return s.startTag(raw)
}

// through reads up to the given end, which it includes.
func (s *scanner) through(end string) ([]byte, error) {
	from := 0
	for {
		if i := bytes.Index(s.buf[s.at+from:], []byte(end)); i >= 0 {
			raw := s.buf[s.at : s.at+from+i+len(end)]
			s.at += len(raw)
			return raw, nil
		}
		from = max(0, len(s.buf)-s.at-len(end)+1)
		if !s.fill() {
			return nil, s.short()
		}
	}
}

// tag reads up to the ">" that stands outside quotes.
func (s *scanner) tag() ([]byte, error) {
	quote := byte(0)
	for i := 1; ; i++ {
		if s.at+i == len(s.buf) && !s.fill() {
			return nil, s.short()
		}
		switch c := s.buf[s.at+i]; {
		case c == '<':
			return nil, s.damaged("a tag inside a tag")
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			raw := s.buf[s.at : s.at+i+1]
			s.at += i + 1
			return raw, nil
		}
	}
}

func (s *scanner) scanCDATA() (token, error) {
	raw, err := s.through("]]>")
	if err != nil {
		return 0, err
	}
	if len(s.ends) == 0 {
		return 0, s.damaged("text outside the root element")
	}
	text := raw[len("<![CDATA[") : len(raw)-len("]]>")]
	if _, ok := characters(text); !ok {
		return 0, s.damaged("a character that XML does not allow")
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	s.raw, s.text = raw, bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	return tokenText, nil
}

// instruction passes over <?...?>, but looks at the encoding that the first one declares.
func (s *scanner) instruction() error {
	raw, err := s.through("?>")
	if err != nil || s.root || !bytes.HasPrefix(raw, []byte("<?xml ")) {
		return err
	}
	_, declared, ok := bytes.Cut(bytes.ToLower(raw), []byte("encoding"))
	if !ok {
		return nil
	}
	declared = bytes.Trim(declared, "= \t\r\n\"'")
	if !bytes.HasPrefix(declared, []byte("utf-8")) && !bytes.HasPrefix(declared, []byte("us-ascii")) {
		return s.damaged("an encoding other than UTF-8")
	}
	return nil
}

func (s *scanner) endTag(raw []byte) (token, error) {
	s.name = bytes.TrimRight(raw[2:len(raw)-1], " \t\r\n")
	if len(s.ends) == 0 || !bytes.Equal(s.name, s.open[s.innermost():]) {
		return 0, s.damaged("an end tag without its start")
	}
	s.pop()
	return tokenEnd, nil
}

func (s *scanner) startTag(raw []byte) (token, error) {
	inner := raw[1 : len(raw)-1]
	if s.empty = len(inner) > 0 && inner[len(inner)-1] == '/'; s.empty {
		inner = inner[:len(inner)-1]
	}
	end := bytes.IndexAny(inner, " \t\r\n")
	if end < 0 {
		end = len(inner)
	}
	s.name = inner[:end]
	switch {
	case !named(s.name):
		return 0, s.damaged("a tag without a name")
	case len(s.ends) == 0 && s.root:
		return 0, s.damaged("a second root element")
	case len(s.ends) == maxDepth:
		return 0, &Error{Large, s.part, "elements nested too deeply"}
	}
	s.root = true
	if !s.attributes(inner[end:]) {
		return 0, s.damaged("attributes that cannot be read")
	}
	s.open = append(s.open, s.name...)
	s.ends = append(s.ends, len(s.open))
	return tokenStart, nil
}

// named tells whether a name consists of what names consist of, as far as spreadsheets use it.
func named(name []byte) bool {
	for _, c := range name {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
		if !letter && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return len(name) > 0 && (name[0] >= 'A' || name[0] == ':')
}

// attributes takes the attributes of a start tag apart: each is name="value" after white space.
func (s *scanner) attributes(text []byte) bool {
	s.attrs = s.attrs[:0]
	for {
		rest := bytes.TrimLeft(text, " \t\r\n")
		if len(rest) == 0 {
			return true
		}
		name, after, ok := bytes.Cut(rest, []byte("="))
		if name = bytes.TrimRight(name, " \t\r\n"); !ok || len(rest) == len(text) || !named(name) {
			return false
		}
		after = bytes.TrimLeft(after, " \t\r\n")
		if len(after) < 2 || after[0] != '"' && after[0] != '\'' {
			return false
		}
		end := bytes.IndexByte(after[1:], after[0])
		if end < 0 {
			return false
		}
		s.attrs = append(s.attrs, attribute{name, after[1 : 1+end]})
		text = after[end+2:]
	}
}

// innermost is where in open the name of the innermost open element begins.
func (s *scanner) innermost() int {
	if len(s.ends) < 2 {
		return 0
	}
	return s.ends[len(s.ends)-2]
}

// pop closes the innermost element; name becomes its name.
func (s *scanner) pop() {
	begin := s.innermost()
	s.name = s.open[begin:]
	s.ends, s.open = s.ends[:len(s.ends)-1], s.open[:begin]
}
