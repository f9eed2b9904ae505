// Package fault classifies failures (差错) once, where they are known, so that every edge can answer alike.
//
// The layer that knows what went wrong says which Kind it is and which message the person should read; the
// layers above only add words for the operator with %w. Pages, the JSON API and the command line translate the
// Kind: base/web to HTTP, cmd to an exit code. It serves every action of the plan and knows none of them.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind is the short list of failures a caller treats differently. The zero value is Internal: an error nobody
// classified is ours, not the reader's.
type Kind uint8

// The kinds, from "ours" to "come back later".
const (
	Internal    Kind = iota // a defect or an unexpected state; the reader can do nothing
	Invalid                 // the input is wrong, and the message says what would be right
	Denied                  // inside the actor's scope, without the right
	NotFound                // absent, or outside the actor's scope: both look the same
	Conflict                // true when asked, no longer true when stored; asking again may work
	Unavailable             // a disk, a port or a peer is away; waiting may help
)

// String names the kind in lower case, for logs.
func (k Kind) String() string {
	names := [...]string{"internal", "invalid", "denied", "not-found", "conflict", "unavailable"}
	if int(k) >= len(names) {
		return fmt.Sprintf("kind-%d", uint8(k))
	}
	return names[k]
}

// Error is one classified failure. Key names the message the person reads (see base/i18n); Args fill its
// placeholders as alternating names and values; Field names the form field or column at fault, or is empty.
type Error struct {
	Kind  Kind
	Key   string
	Args  []any
	Field string
	cause error
}

// New classifies a failure that has no deeper cause. args alternate placeholder names and values.
func New(kind Kind, key string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: args}
}

// Wrap classifies cause, which the operator reads in the log and the person never sees.
func Wrap(cause error, kind Kind, key string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: args, cause: cause}
}

// At returns a copy of e that is tied to a form field or a column.
func (e *Error) At(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// Error is the operator's text: kind, key, arguments and cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Kind.String() + ": " + e.Key)
	for i := 0; i+1 < len(e.Args); i += 2 {
		_, _ = fmt.Fprintf(&b, " %v=%v", e.Args[i], e.Args[i+1]) // a Builder accepts everything
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

// Unwrap returns the cause, or nil.
func (e *Error) Unwrap() error { return e.cause }

// KindOf returns the kind of the outermost classified error in err's chain, and Internal when there is none.
// A nil err has no kind: calling KindOf with nil is a programmer's mistake and returns Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// As returns the outermost classified error in err's chain.
func As(err error) (*Error, bool) { return errors.AsType[*Error](err) }
