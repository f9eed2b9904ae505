package access

import (
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
)

// Node is one tenant of the program: a county, a prefecture, a province or the nation, with records of its own that no
// other node sees.
type Node struct {
	Number    int64  // local to this database; leads the key of every row the node owns
	ID        string // node_..., the same everywhere
	Slug      string // short name for the command line, such as dafang
	Host      string // the host name its pages answer to; empty: every host no other node answers to
	Name      i18n.Name
	Region    region.Key
	Synthetic bool // its persons are all made up; fixed when the node is made
	CreatedMs int64
}
