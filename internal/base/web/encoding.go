package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// encoding picks what an Accept-Encoding header prefers among the codings offered, or "" for none of them. Between equal
// wishes the later offer wins. A weight that cannot be read counts as zero.
func encoding(header string, offered ...string) string {
	weights := map[string]float64{}
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		q := 1.0
		if text, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q="); ok {
			q, _ = strconv.ParseFloat(text, 64) // zero when unreadable
		}
		weights[strings.ToLower(strings.TrimSpace(name))] = q
	}
	best, most := "", weights["identity"]
	for _, name := range offered {
		q, named := weights[name]
		if !named {
			q = weights["*"]
		}
		if q > 0 && q >= most {
			best, most = name, q
		}
	}
	return best
}

// smallest is the size under which compression does not pay.
const smallest = 1 << 10

// reply sends one answer that is made once, compressed lightly when the reader takes it.
func reply(w http.ResponseWriter, r *http.Request, status int, kind string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Add("Vary", "Accept-Encoding")
	if len(body) >= smallest && encoding(r.Header.Get("Accept-Encoding"), "gzip") != "" {
		if packed, err := quickly(body); err == nil {
			h.Set("Content-Encoding", "gzip")
			body = packed
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) //nolint:gosec // JSON or rendered by templ, which escapes; the reader may have gone
	}
}

// quick keeps writers between answers: a new one takes most of a megabyte, which costs more than compressing a page.
var quick = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the level is a known one
	return z
}}

// quickly compresses an answer that is made once.
func quickly(body []byte) ([]byte, error) {
	var b bytes.Buffer
	z := quick.Get().(*gzip.Writer)
	defer quick.Put(z)
	z.Reset(&b)
	err := writeAll(z, body)
	return b.Bytes(), err
}

func zip(body []byte, level int) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, level)
	if err != nil {
		return nil, err
	}
	err = writeAll(z, body)
	return b.Bytes(), err
}

func unzip(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func squeeze(body []byte, level int) ([]byte, error) {
	var b bytes.Buffer
	err := writeAll(brotli.NewWriterLevel(&b, level), body)
	return b.Bytes(), err
}

func writeAll(w io.WriteCloser, body []byte) error {
	if _, err := w.Write(body); err != nil {
		return err
	}
	return w.Close()
}
