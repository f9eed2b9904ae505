package selfcheckweb

import "embed"

// Words are the texts of this page in both languages.
//
//go:embed zh-CN.json en.json
var Words embed.FS
