package accessweb_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// issuer is a provider of our own that says what it is told to, right or wrong.
type issuer struct {
	*httptest.Server
	key, other *rsa.PrivateKey
	now        func() time.Time

	mu     sync.Mutex
	spoil  func(claims map[string]any) // changes what the token says
	forged bool                        // the token is signed by a key that nobody has published
	alg    string                      // of the token's header; empty is RS256
	asked  url.Values                  // what the browser was sent with
	spent  map[string]bool
	broken bool // answers 500
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	p := &issuer{spent: map[string]bool{}, now: time.Now}
	for _, k := range []**rsa.PrivateKey{&p.key, &p.other} {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		*k = key
	}
	m := http.NewServeMux()
	m.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.json(w, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"end_session_endpoint": p.URL + "/end", "id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	m.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		p.json(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "kid": "one", "alg": "RS256", "use": "sig", "n": b64(p.key.N.Bytes()), "e": b64(big.NewInt(int64(p.key.E)).Bytes()),
		}}})
	})
	m.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(m)
	t.Cleanup(p.Close)
	return p
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (p *issuer) json(w http.ResponseWriter, v any) {
	p.mu.Lock()
	broken := p.broken
	p.mu.Unlock()
	if broken {
		http.Error(w, "broken", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the client will notice
}

// token gives out a token for a code once, to whoever holds the verifier of the challenge (RFC 7636).
func (p *issuer) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	asked, spent := p.asked, p.spent[r.PostFormValue("code")]
	p.spent[r.PostFormValue("code")] = true
	claims := map[string]any{
		"iss": p.URL, "aud": "mihe", "sub": r.PostFormValue("code"), "nonce": asked.Get("nonce"),
		"iat": p.now().Unix(), "exp": p.now().Add(5 * time.Minute).Unix(),
	}
	if p.spoil != nil {
		p.spoil(claims)
	}
	p.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	user, secret, _ := r.BasicAuth()
	secret, _ = url.QueryUnescape(secret) // RFC 6749, 2.3.1; what cannot be read is wrong
	if spent || b64(sum[:]) != asked.Get("code_challenge") || asked.Get("code_challenge_method") != "S256" || user != "mihe" || secret != "a secret" {
		http.Error(w, `{"error": "invalid_grant"}`, http.StatusBadRequest)
		return
	}
	p.json(w, map[string]any{"access_token": "none", "token_type": "Bearer", "id_token": p.sign(claims)})
}

func (p *issuer) sign(claims map[string]any) string {
	alg, key := "RS256", p.key
	if p.alg != "" {
		alg = p.alg
	}
	if p.forged {
		key = p.other
	}
	head, _ := json.Marshal(map[string]string{"alg": alg, "kid": "one", "typ": "JWT"}) // texts only
	body, _ := json.Marshal(claims)                                                    // numbers and texts only
	text := b64(head) + "." + b64(body)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		return ""
	}
	if alg == "none" {
		signature = nil
	}
	return text + "." + b64(signature)
}
