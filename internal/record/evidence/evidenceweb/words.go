package evidenceweb

import "embed"

// Words are the texts of these pages in both languages.
//
//go:embed zh-CN.json en.json
var Words embed.FS
