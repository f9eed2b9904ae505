package notify

import "embed"

// Words are the texts of this room in both languages, among them the templates of messages about cases.
//
//go:embed zh-CN.json en.json
var Words embed.FS
