package openness

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"mihe/internal/record/fact"
)

// Key names a series.
type Key struct {
	Owner    int64  `json:"owner"` // the node that answers for it; the common facts are a node of their own
	Variable string `json:"variable"`
	Source   string `json:"source"`
}

// ID is the short name of a series in addresses, the same for as long as the database lives.
func (k Key) ID() string {
	sum := sha256.Sum256([]byte(strconv.FormatInt(k.Owner, 10) + "\x00" + k.Variable + "\x00" + k.Source))
	return hex.EncodeToString(sum[:8])
}

// keyOf is the key of a holding that names one source.
func keyOf(h fact.Holding) Key { return Key{h.Owner, h.Variable, h.Source} }

// State is how far a series has come.
type State string

// The states. A series without any step is Internal.
const (
	Internal State = "internal"
	Proposed State = "proposed" // waits for the review for secrecy
	Reviewed State = "reviewed" // waits for approval
	Approved State = "approved"
)

// States lists them in their order.
var States = []State{Internal, Proposed, Reviewed, Approved}

// Attribute is how a series is to be disclosed.
type Attribute string

// The attributes of 政府信息公开条例. Only what is disclosed actively stands on public pages.
const (
	Active    Attribute = "active"     // 主动公开, article 19 and 20
	OnRequest Attribute = "on_request" // 依申请公开, article 27
	Never     Attribute = "never"      // 不予公开, articles 14 to 16
)

// Attributes lists them in their order.
var Attributes = []Attribute{Active, OnRequest, Never}

// Series is the state of one series.
type Series struct {
	Key
	State     State
	Attribute Attribute // empty while Internal
	Basis     string    // the legal basis of the attribute
	Reason    string    // why it was last refused or withdrawn
	// ProposedBy and ReviewedBy tell persons apart: the next step wants another one.
	ProposedBy, ReviewedBy string
	AtMs                   int64 // of the last step
	PublicSeq              int64 // number of the ledger entry that last changed whether it is public
}

// Public tells whether everybody may see the series.
func (s Series) Public() bool { return s.State == Approved && s.Attribute == Active }
