package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"mihe/internal/base/csvfile"
)

// What can be wrong with a form that should bring a file.
var (
	ErrNoFile   = errors.New("the form brings no file")
	ErrLongFile = errors.New("the form is longer than the page takes")
)

// Upload is the file of a form as it came.
type Upload struct {
	Name string // safe to show
	Raw  []byte
}

// Upload takes a file out of a form of at most limit bytes, in memory: nothing of it is written before it has been read as what
// it should be. ErrNoFile and ErrLongFile are for the page to word.
func (r *Request) Upload(field string, limit int64) (u Upload, err error) {
	err = r.ParseMultipartForm(limit)
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return u, ErrLongFile
	}
	if err != nil {
		return u, ErrNoFile // whatever it is, there is no file in it
	}
	f, header, err := r.FormFile(field)
	if err != nil || header.Filename == "" {
		return u, ErrNoFile
	}
	u.Name = csvfile.FileName(header.Filename)
	u.Raw, err = io.ReadAll(f)
	return u, errors.Join(err, f.Close())
}

// Patient moves the limits that other requests have: those of the server for reading and answering, and that of the work
// for a request, which whoever sent it no longer ends by leaving. The returned function ends the latter.
func (r *Request) Patient(w http.ResponseWriter, d time.Duration) (end func()) {
	until := time.Now().Add(d)
	c := http.NewResponseController(w)
	// A server without limits of its own has none to move, and says so; then there is nothing to do.
	_ = c.SetReadDeadline(until)
	_ = c.SetWriteDeadline(until.Add(time.Minute))
	ctx, cancel := context.WithDeadline(context.WithoutCancel(r.Context()), until.Add(time.Minute))
	r.Request = r.WithContext(ctx)
	return cancel
}
