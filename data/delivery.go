package data

// Delivery returns from which bounds on a record of a visit is looked at, by day, as YAML (read by act/delivery).
func Delivery() ([]byte, error) { return files.ReadFile("delivery.yaml") }
