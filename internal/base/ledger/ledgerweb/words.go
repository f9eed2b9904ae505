package ledgerweb

import "embed"

// Words are the texts of these pages in both languages, and what the entries about looking are called.
//
//go:embed zh-CN.json en.json
var Words embed.FS
