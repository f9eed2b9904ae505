package calendar

import "embed"

// Words are this room's texts in both languages: which year is missing, and what is wrong with an imported one.
//
//go:embed zh-CN.json en.json
var Words embed.FS
