package nodeadminweb

import (
	"errors"

	"mihe/internal/base/web"
)

// lacking is the key of what is wrong with a form that should bring a file; empty for any other failure.
func lacking(err error) string {
	switch {
	case errors.Is(err, web.ErrLongFile):
		return "access.settings.file.long"
	case errors.Is(err, web.ErrNoFile):
		return "access.settings.file.none"
	}
	return ""
}
