package data

// Disclosure returns the tables of people of which small counts are not published, with their dated thresholds, as YAML (read by
// account/openness).
func Disclosure() ([]byte, error) { return files.ReadFile("disclosure.yaml") }
