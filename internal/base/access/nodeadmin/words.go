package nodeadmin

import "embed"

// Words are the texts of this room in both languages: its kinds of entries, and why a row is refused.
//
//go:embed zh-CN.json en.json
var Words embed.FS
