package app

import (
	"net"
	"net/http"
	"strings"
)

// hosts chooses the pages of a node by the host name of the request (docs/adr/0009). A name that no node claims gets the
// first node.
type hosts struct {
	first http.Handler
	by    map[string]http.Handler
}

// ServeHTTP answers with the pages of the node that the request names.
func (h hosts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if node, ok := h.by[strings.ToLower(strings.TrimSuffix(host, "."))]; ok {
		node.ServeHTTP(w, r)
		return
	}
	h.first.ServeHTTP(w, r)
}
