package catalogweb

import (
	_ "embed"
	"encoding/json"

	"mihe/internal/base/web"
)

// profile is the JSON Schema of what our profile adds to HSDS 3.0.
//
//go:embed profile.json
var profile []byte

// hsdsProfile answers GET /profile.json.
func (h *handlers) hsdsProfile(*web.Request) (web.File, error) {
	return web.JSONFile("", json.RawMessage(profile))
}
