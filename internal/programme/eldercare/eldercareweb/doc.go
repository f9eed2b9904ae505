// Package eldercareweb is the pages of elder care: who is due basic services and does not have them, by township and by urban and rural; why
// that moved, a month under three orders, and the counties of a prefecture side by side.
package eldercareweb

import "embed"

// Words are the texts of these pages in both languages.
//
//go:embed zh-CN.json en.json
var Words embed.FS
