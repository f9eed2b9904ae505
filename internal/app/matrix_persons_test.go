package app

import (
	"net/url"
	"strings"
	"testing"

	"mihe/internal/register/party/partytest"
)

// openedFor is what the object column says of somebody who is opened, beside whom.
const openedFor = "person, opened"

// personRequest is about somebody of a township of the county. What a form leaves out is refused, so that nobody changes under
// the next cell.
func (w *world) personRequest(t *testing.T, q *request, object string) {
	t.Helper()
	if strings.HasSuffix(q.path, "/find") {
		q.form = url.Values{"number": {partytest.Number(77, "19410307", false)}}
	}
	opened := object == openedFor
	if opened {
		object = "person"
	}
	if strings.Contains(q.path, "{id}") {
		id := w.elder(t, object)
		q.path = strings.NewReplacer(
			"{id}", id, "{other}", id, "{relation}", "relation_01ke5y3x80a9svzgxj00m6c4xb", "{mandate}", "mandate_01ke5y3x80a9svzgxj00m6c4xb",
			"{means}", "means_01ke5y3x80a9svzgxj00m6c4xb",
		).Replace(q.path)
	}
	if opened {
		q.path += "?purpose=register_keeping"
	}
}
