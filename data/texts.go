package data

import (
	"embed"
	"path"
	"strings"
)

// texts are the YAML files of a folder by their names without the ending.
func texts(files embed.FS, folder string) (map[string][]byte, error) {
	entries, err := files.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	all := make(map[string][]byte, len(entries))
	for _, e := range entries {
		text, err := files.ReadFile(path.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		all[strings.TrimSuffix(e.Name(), ".yaml")] = text
	}
	return all, nil
}
