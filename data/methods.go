package data

import "embed"

//go:embed methods/*.yaml
var methods embed.FS

// Methods returns the texts of the shipped methods of evaluation by their names, which are those of the files without the
// ending (read by account/evaluation).
func Methods() (map[string][]byte, error) { return texts(methods, "methods") }
