package ledger

import (
	"bytes"
	"encoding/json"
)

// EncodeBody writes the body of a record: JSON on one line, Han text and comparison signs as they are.
func EncodeBody(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
