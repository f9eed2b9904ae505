package data

import "embed"

//go:embed exchange/*.yaml
var exchange embed.FS

// Exchange returns the texts of the shipped layouts of partners' files by their names, which are those of the files without the
// ending (read by act/exchange). A layout is marked unverified until somebody has compared it with a file of the partner.
func Exchange() (map[string][]byte, error) { return texts(exchange, "exchange") }
