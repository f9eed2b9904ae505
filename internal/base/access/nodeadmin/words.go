package nodeadmin

import "embed"

// Words say in both languages why a row is refused. The kinds of entries have theirs in package access, whose records they
// name.
//
//go:embed zh-CN.json en.json
var Words embed.FS
