package data

// Eldercare returns when a service under a plan counts as being provided, by day, as YAML (read by programme/eldercare).
func Eldercare() ([]byte, error) { return files.ReadFile("eldercare.yaml") }
