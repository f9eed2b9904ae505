package region

import "embed"

// Words are this room's texts in both languages: levels, unit types, kinds of succession, and why two figures cannot
// be compared.
//
//go:embed zh-CN.json en.json
var Words embed.FS
