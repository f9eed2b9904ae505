package web

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
)

// CSV makes a download that spreadsheets open as it is meant: UTF-8 with a byte order mark (without one it is taken for
// GB18030), lines ended by CR LF (RFC 4180), and no cell that would run as a formula.
func CSV(name string, rows [][]string) (File, error) {
	b := bytes.NewBufferString("\ufeff")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = Harmless(cell)
		}
		if err := w.Write(safe); err != nil {
			return File{}, err
		}
	}
	w.Flush()
	return File{Name: name, Type: "text/csv; charset=utf-8", Body: b.Bytes()}, w.Error()
}

var numeral = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$`)

// Harmless keeps a spreadsheet from running a text as a formula: a text that begins like one is given an apostrophe in
// front, which spreadsheets do not show. Numbers, negative ones too, stay as they are. (OWASP, CSV injection.)
func Harmless(cell string) string {
	if cell == "" || numeral.MatchString(cell) {
		return cell
	}
	if first := []rune(cell)[0]; strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + cell
	}
	return cell
}

// JSONFile makes a download of v, indented so that a person can read it too.
func JSONFile(name string, v any) (File, error) {
	body, err := encode(v, "  ")
	return File{Name: name, Type: "application/json; charset=utf-8", Body: body}, err
}

// JSON answers one request with v.
func JSON(w http.ResponseWriter, r *Request, v any) error {
	body, err := encode(v, "")
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	reply(w, r.Request, http.StatusOK, "application/json", body)
	return nil
}

// encode writes Han text and comparison signs as they are: nothing here is put inside a script.
func encode(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	err := e.Encode(v)
	return b.Bytes(), err
}
