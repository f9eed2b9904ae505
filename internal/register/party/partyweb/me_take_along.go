package partyweb

import (
	"bytes"
	"net/http"

	"mihe/internal/base/web"
)

// takeAlong is everything that the node keeps of the reader, in every room.
func (h handlers) takeAlong(w http.ResponseWriter, r *web.Request) error {
	taken, err := h.Persons.TakeAway(r.Context(), r.Who)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := taken.Zip(&b); err != nil {
		return err
	}
	return r.Send(w, web.File{Name: "mihe-person.zip", Type: "application/zip", Body: b.Bytes()})
}
