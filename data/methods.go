package data

import (
	"embed"
	"path"
	"strings"
)

//go:embed methods/*.yaml
var methods embed.FS

// Methods returns the texts of the shipped methods of evaluation by their names, which are those of the files without the
// ending (read by account/evaluation).
func Methods() (map[string][]byte, error) {
	entries, err := methods.ReadDir("methods")
	if err != nil {
		return nil, err
	}
	texts := make(map[string][]byte, len(entries))
	for _, e := range entries {
		text, err := methods.ReadFile(path.Join("methods", e.Name()))
		if err != nil {
			return nil, err
		}
		texts[strings.TrimSuffix(e.Name(), ".yaml")] = text
	}
	return texts, nil
}
