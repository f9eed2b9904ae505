package web

import (
	"errors"
	"io"
	"net/http"

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
