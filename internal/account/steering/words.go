package steering

import "embed"

// Words are the texts of this room's faults in both languages.
//
//go:embed zh-CN.json en.json
var Words embed.FS
