package booking

// Feed is an address at which a calendar program reads slots without signing in. Whoever knows the address reads them, so it is long, it is
// shown once, nothing but its hash is kept, what is read names nobody, and it can be closed.
type Feed struct {
	ID       string `json:"id"`
	Post     string `json:"post,omitempty"`     // whose slots it shows, or
	Provider string `json:"provider,omitempty"` // those of all posts of a provider
	Hash     string `json:"hash"`               // SHA-256 of the secret, in hexadecimal
	Account  string `json:"account"`            // that made it
	Person   string `json:"person"`             // behind that account
	MadeMs   int64  `json:"made_ms"`
	Closed   bool   `json:"closed,omitempty"`
}
