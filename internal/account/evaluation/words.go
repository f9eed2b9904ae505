package evaluation

import "embed"

// Words are the texts of this room.
//
//go:embed zh-CN.json en.json
var Words embed.FS
