package feedback

import "embed"

// Words are the texts of this room in both languages.
//
//go:embed zh-CN.json en.json
var Words embed.FS
