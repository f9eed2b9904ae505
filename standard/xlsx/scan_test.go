package xlsx

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// tokens writes what the scanner reads of a document: start and end tags, and texts inside the root.
func tokens(r io.Reader) (out []string, err error) {
	s := newScanner(r, "test")
	for {
		t, err := s.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return out, err
		}
		switch t {
		case tokenStart:
			tag := "<" + string(s.local())
			for _, a := range s.attrs {
				tag += " " + string(a.name) + "=" + s.decoded(a.value)
			}
			out = append(out, tag)
		case tokenEnd:
			out = append(out, ">"+string(s.local()))
		case tokenText:
			if n := len(out); n > 0 && strings.HasPrefix(out[n-1], "'") {
				out[n-1] += string(s.text)
			} else if len(s.text) > 0 {
				out = append(out, "'"+string(s.text))
			}
		}
	}
}

// standard reads the same with encoding/xml.
func standard(document string) (out []string, err error) {
	d := xml.NewDecoder(strings.NewReader(document))
	depth := 0
	for {
		t, err := d.Token()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return out, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			tag := "<" + t.Name.Local
			for _, a := range t.Attr {
				tag += " " + a.Name.Local + "=" + a.Value
			}
			out = append(out, tag)
		case xml.EndElement:
			depth--
			out = append(out, ">"+t.Name.Local)
		case xml.CharData:
			switch n := len(out); {
			case depth == 0 || len(t) == 0:
			case strings.HasPrefix(out[n-1], "'"):
				out[n-1] += string(t)
			default:
				out = append(out, "'"+string(t))
			}
		}
	}
}

var documents = []string{
	`<a/>`, `<a></a>`, `<a b="1" c='2'><d/>text<e>more</e></a>`, "\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a>1</a>\n", `<a>&lt;&amp;&#65;&#x4e2d;</a>`,
	`<a b="&quot;&gt;"/>`, `<a b="x>y">z</a>`, `<a><!-- > -- <b> --><b/><![CDATA[<c>&amp;]]></a>`, "<a>\r\n\r</a>", `<a><b><c/></b></a>`, `<a>中文</a>`, `<a  b = "1"  />`, `<a></a >`,
	// and those that are refused
	``, ` `, `text`, `<a>`, `<a></b>`, `<a/><b/>`, `<a b=1/>`, `<a b/>`, `<a b="1"c="2"/>`, `</a>`, `<a><b></a></b>`, `<a>&nbsp;</a>`, `<a>&#0;</a>`, "<a>\x01</a>", "<a>\xff</a>",
	`<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`, `<?xml version="1.0" encoding="utf-16"?><a/>`, `<a`, `<`, `<!`, `<!--`, `<a><![CDATA[`, `<1/>`, `<a>&#xD800;</a>`, `<a/>x`, `<a b="<"/>`,
}

func TestScannerAgreesWithEncodingXML(t *testing.T) {
	for _, d := range documents {
		compareTokens(t, d)
	}
}

// compareTokens: what both accept they must read alike, however the bytes arrive; what encoding/xml refuses must be refused, but for
// what it says of names, of "]]>", of U+FFFE and of attributes that are not used.
func compareTokens(t *testing.T, document string) {
	t.Helper()
	got, err := tokens(strings.NewReader(document))
	slow, errSlow := tokens(iotest.OneByteReader(strings.NewReader(document)))
	if strings.Join(got, "\n") != strings.Join(slow, "\n") || (err == nil) != (errSlow == nil) {
		t.Fatalf("%q reads %q, %v at once and %q, %v byte by byte", document, got, err, slow, errSlow)
	}
	want, errWant := standard(document)
	if err == nil && errWant == nil && strings.Join(got, "\n") != strings.Join(want, "\n") && !strings.Contains(document, ":") {
		t.Fatalf("%q reads %q, want %q", document, got, want)
	}
}

func TestScannerRefuses(t *testing.T) {
	for _, d := range documents[13:] {
		if got, err := tokens(strings.NewReader(d)); ProblemOf(err) != Damaged {
			t.Errorf("%q reads %q, %v; want damaged", d, got, err)
		}
	}
	for name, d := range map[string]string{
		"a text without end": "<a>" + strings.Repeat("x", maxToken) + "</a>",
		"a tag without end":  "<a " + strings.Repeat("x", maxToken) + "/>",
		"a comment":          "<a><!--" + strings.Repeat("x", maxToken) + "--></a>",
		"a deep nesting":     strings.Repeat("<a>", maxDepth+1),
	} {
		if _, err := tokens(strings.NewReader(d)); ProblemOf(err) != Large {
			t.Errorf("%s: %v, want large", name, err)
		}
	}
	if _, err := tokens(strings.NewReader("<a>" + strings.Repeat("x", maxToken/2) + "</a>")); err != nil {
		t.Errorf("half as long is refused too: %v", err)
	}
	if _, err := tokens(iotest.TimeoutReader(strings.NewReader("<a>" + strings.Repeat("<b/>", 100_000) + "</a>"))); ProblemOf(err) != Damaged {
		t.Errorf("a reader that fails: %v", err)
	}
}

func FuzzScan(f *testing.F) {
	for _, d := range documents {
		f.Add(d)
	}
	f.Fuzz(func(t *testing.T, document string) { compareTokens(t, document) })
}
