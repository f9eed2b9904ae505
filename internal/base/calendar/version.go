package calendar

// Version is one import of one year.
type Version struct {
	Year   int
	Number int64 // from 1; the highest is in force
	AtMs   int64
	Actor  string
	Name   string // of the file
	SHA256 string // of its bytes
}
