package accessweb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"mihe/internal/base/access"
	"mihe/internal/base/web"
)

// CookieName is the name of the one cookie there is. It goes away with the browser.
const CookieName = "mihe_session"

// What a session remembers.
const (
	inAccount  = "account"  // who has come in
	inFactor   = "factor"   // through a second factor
	inProvider = "provider" // through the sign-on provider
	atFactor   = "pending"  // whose password was right, before the second factor
	atFactorMs = "pending_ms"
	atProvider = "at_provider" // was so before the second factor
	atUnready  = "unready"
	nextPath   = "next"
)

const yes = "1"

func newSessions(accounts *access.Service) *scs.SessionManager {
	m := scs.New()
	m.Store, m.Codec, m.Lifetime, m.IdleTimeout = kept{accounts}, texts{}, access.SessionLife, 0 // Service sees to idle ones
	return m
}

// kept is the session table as scs sees it. A token is kept as its SHA-256 only.
type kept struct{ accounts *access.Service }

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// FindCtx implements scs.CtxStore.
func (k kept) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	n, found, err := k.accounts.FindSession(ctx, hashOf(token))
	return []byte(n.Data), found, err
}

// CommitCtx implements scs.CtxStore. When a session ends is for Service to say.
func (k kept) CommitCtx(ctx context.Context, token string, b []byte, _ time.Time) error {
	_, values, err := texts{}.Decode(b)
	if err != nil {
		return err
	}
	account, _ := values[inAccount].(string)
	return k.accounts.KeepSession(ctx, hashOf(token), account, string(b))
}

// DeleteCtx implements scs.CtxStore.
func (k kept) DeleteCtx(ctx context.Context, token string) error {
	return k.accounts.DropSession(ctx, hashOf(token))
}

// Find, Commit and Delete are what scs asks for where it has no context; it uses the others where there are any.
func (k kept) Find(token string) ([]byte, bool, error) {
	return k.FindCtx(context.Background(), token)
}

// Commit implements scs.Store.
func (k kept) Commit(token string, b []byte, expiry time.Time) error {
	return k.CommitCtx(context.Background(), token, b, expiry)
}

// Delete implements scs.Store.
func (k kept) Delete(token string) error { return k.DeleteCtx(context.Background(), token) }

// texts writes what a session remembers as JSON, so that an older program reads what a newer one wrote.
type texts struct{}

// Encode implements scs.Codec.
func (texts) Encode(_ time.Time, values map[string]any) ([]byte, error) { return json.Marshal(values) }

// Decode implements scs.Codec.
func (texts) Decode(b []byte) (time.Time, map[string]any, error) {
	values := map[string]any{}
	err := json.Unmarshal(b, &values)
	return time.Time{}, values, err
}

type loadedKey struct{}

// Around looks up the session of every request. A failure is kept for Identify, which answers it.
func (h *Pages) Around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := ""
		if c, err := r.Cookie(CookieName); err == nil {
			token = c.Value
		}
		ctx, err := h.sessions.Load(r.Context(), token)
		if err != nil {
			ctx = r.Context()
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, loadedKey{}, loaded{err})))
	})
}

// loaded says that the session was looked up, and what came of it.
type loaded struct{ err error }

// Identify tells who sends a request. Without a session it is a visitor; when the session, the account or the keyring
// cannot be read it is nobody, and an error.
//
// A machine comes with a token (RFC 6750) and without a session.
func (h *Pages) Identify(r *http.Request) (access.Actor, error) {
	if token, machine := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); machine {
		return h.Accounts.Machine(r.Context(), token)
	}
	l, ok := r.Context().Value(loadedKey{}).(loaded)
	if !ok {
		return access.Visitor(), nil // no session was looked for: the routes are not wrapped by Around
	}
	if l.err != nil {
		return access.Actor{}, l.err
	}
	account := h.recall(r, inAccount)
	if account == "" {
		return access.Visitor(), nil
	}
	return h.Accounts.Actor(r.Context(), account, access.Way{
		Factor: h.recall(r, inFactor) == yes, Provider: h.recall(r, inProvider) == yes,
	})
}

func (h *Pages) recall(r *http.Request, name string) string {
	return h.sessions.GetString(r.Context(), name)
}

// remember keeps pairs of names and texts in the session; an empty text is forgotten. The token stays as it is, or is
// made when there was none.
func (h *Pages) remember(w http.ResponseWriter, r *web.Request, pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			h.sessions.Remove(r.Context(), pairs[i])
		} else {
			h.sessions.Put(r.Context(), pairs[i], pairs[i+1])
		}
	}
	return h.commit(w, r)
}

// renew is remember under a new token: whoever knew the old one, having planted it perhaps, knows nothing.
func (h *Pages) renew(w http.ResponseWriter, r *web.Request, pairs ...string) error {
	if err := h.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	return h.remember(w, r, pairs...)
}

// enter opens the session of an account: a new token, and nothing of what was remembered before.
func (h *Pages) enter(w http.ResponseWriter, r *web.Request, account string, way access.Way) error {
	if err := h.sessions.Clear(r.Context()); err != nil {
		return err
	}
	return h.renew(w, r, inAccount, account, inFactor, bit(way.Factor), inProvider, bit(way.Provider))
}

func bit(is bool) string {
	if is {
		return yes
	}
	return ""
}

func (h *Pages) commit(w http.ResponseWriter, r *web.Request) error {
	token, _, err := h.sessions.Commit(r.Context())
	if err != nil {
		return err
	}
	h.setCookie(w, r, token, 0)
	return nil
}

// leave ends the session of this browser.
func (h *Pages) leave(w http.ResponseWriter, r *web.Request) error {
	if err := h.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	h.setCookie(w, r, "", -1)
	return nil
}

func (h *Pages) setCookie(w http.ResponseWriter, r *web.Request, token string, age int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure follows how the program is reached; a demonstration has no TLS
		Name: CookieName, Value: token, Path: "/", MaxAge: age, HttpOnly: true,
		Secure: h.Secure || r.TLS != nil, SameSite: http.SameSiteLaxMode,
	})
}

// here is the hash of the session that a request belongs to.
func (h *Pages) here(r *web.Request) string { return hashOf(h.sessions.Token(r.Context())) }
