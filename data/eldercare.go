package data

// Eldercare returns when a service under a plan counts as being provided, by day, as YAML (read by programme/eldercare).
func Eldercare() ([]byte, error) { return files.ReadFile("eldercare.yaml") }

// EldercareServices returns which services provide the items of the list, and what of their price the public pays, by day, as YAML (read by
// programme/eldercare).
func EldercareServices() ([]byte, error) { return files.ReadFile("eldercare-services.yaml") }
