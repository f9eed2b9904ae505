package data

import "embed"

//go:embed terms/*.yaml
var terms embed.FS

// Terms returns the texts of the shipped time limits of cases by their names, which are those of the files without the ending (read by
// the programmes). A limit is marked unverified until somebody has compared it with its source.
func Terms() (map[string][]byte, error) { return texts(terms, "terms") }
