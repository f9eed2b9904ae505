package data

import (
	"embed"
	"path"
	"strings"
)

//go:embed rules/*.yaml
var rules embed.FS

// Rules returns the texts of the shipped rule sets by their names, which are those of the files without the ending (read by
// decide/rule). What they say is marked unverified value by value until somebody has compared it with its source.
func Rules() (map[string][]byte, error) {
	entries, err := rules.ReadDir("rules")
	if err != nil {
		return nil, err
	}
	texts := make(map[string][]byte, len(entries))
	for _, e := range entries {
		text, err := rules.ReadFile(path.Join("rules", e.Name()))
		if err != nil {
			return nil, err
		}
		texts[strings.TrimSuffix(e.Name(), ".yaml")] = text
	}
	return texts, nil
}
