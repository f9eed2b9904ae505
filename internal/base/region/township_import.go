package region

// TownshipImport is one file that brought townships.
type TownshipImport struct {
	Number int64 // rises by one with every import
	AtMs   int64
	Actor  string
	Name   string // of the file
	Added  int64  // versions of townships that it brought
	SHA256 string // of the file's bytes
}
