package evaluationweb

import (
	"errors"
	"fmt"
	"testing"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/web"
)

// A file is written once for each result, and anew when there is another or when it failed.
func TestAFileIsWrittenOncePerResult(t *testing.T) {
	first, second, written, failure := &evaluation.Result{}, &evaluation.Result{}, 0, error(nil)
	write := func(*evaluation.Result) (web.File, error) {
		written++
		return web.File{Body: fmt.Append(nil, written)}, failure
	}
	var n newest
	for i, c := range []struct {
		of      *evaluation.Result
		failure error
		want    string
	}{
		{first, nil, "1"},
		{first, nil, "1"},
		{second, errors.New("for this test"), "2"},
		{second, nil, "3"},
		{second, nil, "3"},
		{first, nil, "4"},
	} {
		failure = c.failure
		f, err := n.of(c.of, write)
		if string(f.Body) != c.want || (err != nil) != (c.failure != nil) {
			t.Errorf("asked for the %d. time: file %s, %v, want %s", i+1, f.Body, err, c.want)
		}
	}
}
