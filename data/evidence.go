package data

// Evidence returns what holds for codes on paper and wrong attempts, by day, as YAML (read by record/evidence).
func Evidence() ([]byte, error) { return files.ReadFile("evidence.yaml") }
