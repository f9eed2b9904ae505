package data

import "embed"

//go:embed forms/*.yaml
var forms embed.FS

// Forms returns the texts of the shipped forms by their names, which are those of the files without the ending (read by record/form). None
// has a number: that is the county's to give.
func Forms() (map[string][]byte, error) { return texts(forms, "forms") }
