package accessweb

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
)

// addressOf is where a request comes from, for counting failed attempts. A proxy on this machine is believed what it says
// last; of an IPv6 address the network counts, since one household has as many addresses as it likes.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	at, err := netip.ParseAddr(host)
	if err == nil && at.IsLoopback() {
		list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if told, e := netip.ParseAddr(strings.TrimSpace(list[len(list)-1])); e == nil {
			at = told
		}
	}
	if err != nil {
		return "unknown"
	}
	at = at.Unmap().WithZone("")
	if at.Is6() {
		if network, err := at.Prefix(64); err == nil {
			return network.String()
		}
	}
	return at.String()
}

// safeNext is where a reader goes after signing in: a path of ours, or the overview. Whatever a browser could take for
// another host, or for the way in and out itself, is none.
func safeNext(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" ||
		!strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.HasPrefix(u.Path, "//") ||
		strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f || r == '\\' }) || strings.Contains(u.Path, "\\") ||
		strings.HasPrefix(u.Path, "/sign-") || len(s) > 2000 {
		return ""
	}
	return s
}

// form reads the fields of a form. What was sent as something else has no fields.
func form(r *web.Request) (url.Values, error) {
	if err := r.ParseForm(); err != nil {
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			return nil, err
		}
		return nil, fault.Wrap(err, fault.Invalid, "access.page.form")
	}
	return r.PostForm, nil
}

// named returns a value of the path that is an identifier of a kind; anything else is as absent as what never was.
func named(r *web.Request, value, kind string) (string, error) {
	id := r.PathValue(value)
	if ident.Check(kind, id) != nil {
		return "", fault.New(fault.NotFound, "access.absent")
	}
	return id, nil
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// refusal is what a form shows again instead of a page that ends the conversation: which field is wrong, or the whole.
type refusal struct {
	status int
	field  string
	says   string
}

// refused tells whether err is the answer to what was typed.
func refused(p web.Page, err error) (refusal, bool) {
	f, ok := fault.As(err)
	if !ok {
		return refusal{}, false
	}
	said := refusal{field: f.Field, says: p.T(f.Key, f.Args...)}
	switch {
	case f.Key == access.TooMany:
		said.status = http.StatusTooManyRequests
	case f.Kind == fault.Invalid && f.Key != "web.problem.too_large", f.Kind == fault.Conflict:
		said.status = http.StatusUnprocessableEntity
	default:
		return refusal{}, false
	}
	return said, true
}

// at is what is said beside a field.
func (x refusal) at(field string) string {
	if x.field == field {
		return x.says
	}
	return ""
}
