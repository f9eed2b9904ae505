package app

import (
	"net"
	"net/http"
	"net/url"
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
	if node, ok := h.by[hostName(r.Host)]; ok {
		node.ServeHTTP(w, r)
		return
	}
	h.first.ServeHTTP(w, r)
}

// hostName is the name in a Host header, in the form in which nodes keep theirs.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// answers is the node whose pages stand at an address, by the rule of hosts.
func (a *App) answers(address string) *Node {
	if u, err := url.Parse(address); err == nil {
		for _, n := range a.Nodes {
			if n.Host != "" && n.Host == hostName(u.Host) {
				return n
			}
		}
	}
	return a.Nodes[0]
}
