package region

import (
	"embed"
	"fmt"
	"sync"

	"mihe/internal/base/i18n"
)

// Words are this room's texts in both languages: levels, unit types, kinds of succession, why two figures cannot be
// compared, and what is wrong with a list of townships.
//
//go:embed zh-CN.json en.json
var Words embed.FS

var catalogue = sync.OnceValue(func() *i18n.Catalog {
	words, err := i18n.Load(Words)
	if err != nil {
		panic(fmt.Sprintf("region: %v", err)) // the words are compiled in, and a test reads them
	}
	return words
})

// chinese returns the Chinese words under a key: what files call a type, and how made-up places are named.
func chinese(key string, args ...any) string { return catalogue().Text(i18n.ZhCN, key, args...) }
