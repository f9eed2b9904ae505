package nodeadminweb

import (
	"errors"
	"io"
	"net/http"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/web"
)

// upload is the file of a form as it came, or what is wrong with the form itself.
type upload struct {
	Name  string
	Raw   []byte
	Wrong string // key of a message for the field; empty when there is a file
}

// readUpload takes a file out of a form, in memory: nothing of it is written before it has been read as what it should be.
func readUpload(r *web.Request, field string, limit int64) (u upload, err error) {
	err = r.ParseMultipartForm(limit)
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return upload{Wrong: "access.settings.file.long"}, nil
	}
	if err != nil {
		return upload{Wrong: "access.settings.file.none"}, nil //nolint:nilerr // whatever it is, there is no file in it
	}
	f, header, err := r.FormFile(field)
	if err != nil || header.Filename == "" {
		return upload{Wrong: "access.settings.file.none"}, nil //nolint:nilerr // the field is absent or empty
	}
	u.Name = csvfile.FileName(header.Filename)
	u.Raw, err = io.ReadAll(f)
	return u, errors.Join(err, f.Close())
}
