package store

// Flag is how a column holds yes and no: 1 and 0, on both databases.
func Flag(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
