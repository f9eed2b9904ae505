package factweb

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"

	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

// file answers GET /import/{id}/{file}: what was wrong as a table, or in the file itself. One route serves them, because
// two with these ending would both claim addresses of batches.
func (h handlers) file(w http.ResponseWriter, r *web.Request) error {
	switch r.PathValue("file") {
	case "errors.csv":
		return h.errors(w, r)
	case "marked.csv":
		return h.marked(w, r, fact.MarksCSV, csvType)
	case "marked.xlsx":
		return h.marked(w, r, fact.MarksXLSX, xlsxType)
	}
	return errNoFile
}

// errors is everything that is kept of what was wrong.
func (h handlers) errors(w http.ResponseWriter, r *web.Request) error {
	list, err := h.Jobs.Rejected(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := r.Page
	rows := [][]string{{p.T("fact.page.line"), p.T("fact.page.column"), p.T("fact.page.text"), p.T("fact.page.why")}}
	for _, one := range list {
		rows = append(rows, []string{strconv.Itoa(one.Line), one.Column, one.Text, p.T(one.Key, one.Args...)})
	}
	f, err := web.CSV("mihe-errors.csv", rows)
	if err != nil {
		return err
	}
	return r.Send(w, f)
}

// marked sends the file back with what is wrong in it. It may be large, so it is sent as it lies on disk.
func (h handlers) marked(w http.ResponseWriter, r *web.Request, form fact.Marks, kind string) (err error) {
	f, err := h.Jobs.Marked(r.Context(), r.Who, r.PathValue("id"), form, r.Page.T)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	head := w.Header()
	head.Set("Cache-Control", "private, no-store")
	head.Set("Content-Type", kind)
	head.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "mihe-marked." + string(form)}))
	head.Set("Content-Length", strconv.FormatInt(info.Size(), 10))
	if r.Method != http.MethodHead {
		_, _ = io.Copy(w, f) // the reader may have gone
	}
	return nil
}
