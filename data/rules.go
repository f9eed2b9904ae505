package data

import "embed"

//go:embed rules/*.yaml
var rules embed.FS

// Rules returns the texts of the shipped rule sets by their names, which are those of the files without the ending (read by
// decide/rule). What they say is marked unverified value by value until somebody has compared it with its source.
func Rules() (map[string][]byte, error) { return texts(rules, "rules") }
