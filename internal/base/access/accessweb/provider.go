package accessweb

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// ProviderConfig says where a provincial sign-on (OpenID Connect) is and how it knows us.
type ProviderConfig struct {
	Issuer     string
	ClientID   string
	SecretFile string // read each time it is needed, so that it can be changed while the program runs
	// RedirectURL is the address of /sign-in/callback as browsers reach it.
	RedirectURL string
	Name        i18n.Name
	// SecondFactor lists the values of acr or amr that count as a second factor. None does unless it is listed.
	SecondFactor []string
}

// Provider signs people in through a sign-on of somebody else.
type Provider struct {
	ProviderConfig
	client *http.Client
	now    func() time.Time

	mu     sync.Mutex
	found  *found
	failed time.Time // when it last did not answer
}

// found is what discovery told, and when.
type found struct {
	*oidc.Provider
	end string // where one signs out there; may be empty
	at  time.Time
}

const (
	// quietFor is how long a provider that did not answer is not asked again: whoever waits in line would wait in vain.
	quietFor = 10 * time.Second
	// fresh is how long a discovery counts. Signing keys are looked up by themselves when a new one appears.
	fresh = time.Hour
	// providerTime bounds one question to the provider.
	providerTime = 8 * time.Second
	// providerBytes bounds one answer.
	providerBytes = 1 << 20
	// skew is how far the clocks of the two may differ.
	skew = 2 * time.Minute
	// tokenAge is how old a token may be that was made for this sign-in.
	tokenAge = 10 * time.Minute
)

// NewProvider checks the configuration. It asks nobody: a provider that is away keeps only those out who come through it.
func NewProvider(c ProviderConfig, now func() time.Time) (*Provider, error) {
	for name, address := range map[string]string{"oidc_issuer": c.Issuer, "oidc_redirect_url": c.RedirectURL} {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !onThisMachine(u.Hostname())) {
			return nil, fault.New(fault.Invalid, "access.provider.config", "name", name).At(name)
		}
	}
	if c.ClientID == "" {
		return nil, fault.New(fault.Invalid, "access.provider.config", "name", "oidc_client_id").At("oidc_client_id")
	}
	client := &http.Client{Timeout: providerTime, Transport: bounded{http.DefaultTransport}}
	return &Provider{ProviderConfig: c, client: client, now: now}, nil
}

// onThisMachine tells whether a host is this machine, where TLS would protect nothing.
func onThisMachine(host string) bool {
	at, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && at.IsLoopback()
}

// bounded refuses to read more of an answer than a provider could mean.
type bounded struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	w, err := b.next.RoundTrip(r)
	if err == nil {
		w.Body = http.MaxBytesReader(nil, w.Body, providerBytes)
	}
	return w, err
}

// discovered asks the provider about itself, or remembers what it said. When it does not answer, what it said before still
// counts.
func (p *Provider) discovered(ctx context.Context) (*found, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	quiet := p.now().Sub(p.failed).Abs() < quietFor
	if p.found != nil && (quiet || p.now().Sub(p.found.at).Abs() < fresh) {
		return p.found, nil
	}
	if quiet {
		return nil, fault.New(fault.Unavailable, "access.provider.away")
	}
	// The context lives on in the set of keys, so it must not end with this request.
	told, err := oidc.NewProvider(p.with(context.WithoutCancel(ctx)), p.Issuer)
	if err != nil {
		p.failed = p.now()
		if p.found != nil {
			return p.found, nil
		}
		return nil, fault.Wrap(err, fault.Unavailable, "access.provider.away")
	}
	var more struct {
		End string `json:"end_session_endpoint"`
	}
	if err := told.Claims(&more); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "access.provider.away")
	}
	p.found = &found{told, more.End, p.now()}
	return p.found, nil
}

func (p *Provider) with(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, p.client)
}

// oauth is how we present ourselves.
func (p *Provider) oauth(f *found) (*oauth2.Config, error) {
	secret, err := p.secret()
	if err != nil {
		return nil, err
	}
	at := f.Endpoint()
	at.AuthStyle = oauth2.AuthStyleInHeader // the one every provider takes; trying both would spend the code on the first
	if secret == "" {
		at.AuthStyle = oauth2.AuthStyleInParams
	}
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: secret, Endpoint: at, RedirectURL: p.RedirectURL, Scopes: []string{oidc.ScopeOpenID},
	}, nil
}

func (p *Provider) secret() (string, error) {
	if p.SecretFile == "" {
		return "", nil
	}
	raw, err := os.ReadFile(p.SecretFile)
	if err != nil {
		return "", fault.Wrap(err, fault.Unavailable, "access.provider.away")
	}
	return strings.TrimSpace(string(raw)), nil
}

// asked is what binds one sign-in at the provider to one browser.
type asked struct{ state, nonce, verifier string }

// begin is the address at the provider to which the browser goes.
func (p *Provider) begin(ctx context.Context, a asked) (string, error) {
	f, err := p.discovered(ctx)
	if err != nil {
		return "", err
	}
	c, err := p.oauth(f)
	if err != nil {
		return "", err
	}
	return c.AuthCodeURL(a.state, oidc.Nonce(a.nonce), oauth2.S256ChallengeOption(a.verifier)), nil
}

// told is what the provider says about who came.
type told struct {
	subject string
	strong  bool // through a second factor that we accept
}

// finish exchanges the code for a token and believes it only if everything about it is right.
func (p *Provider) finish(ctx context.Context, code string, a asked) (told, error) {
	f, err := p.discovered(ctx)
	if err != nil {
		return told{}, err
	}
	c, err := p.oauth(f)
	if err != nil {
		return told{}, err
	}
	token, err := c.Exchange(p.with(ctx), code, oauth2.VerifierOption(a.verifier))
	if err != nil {
		return told{}, unanswered(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return told{}, notBelieved(errors.New("no id_token"))
	}
	verifier := f.VerifierContext(p.with(ctx), &oidc.Config{ClientID: p.ClientID, Now: func() time.Time { return p.now().Add(-skew) }})
	id, err := verifier.Verify(p.with(ctx), raw)
	if err != nil {
		return told{}, unanswered(err)
	}
	return p.believe(id, a)
}

// believe looks at what a signature does not say.
func (p *Provider) believe(id *oidc.IDToken, a asked) (told, error) {
	var claims struct {
		Party string   `json:"azp"`
		ACR   string   `json:"acr"`
		AMR   []string `json:"amr"`
	}
	if err := id.Claims(&claims); err != nil {
		return told{}, notBelieved(err)
	}
	age := p.now().Sub(id.IssuedAt)
	switch {
	case id.Nonce == "" || id.Nonce != a.nonce:
		return told{}, notBelieved(errors.New("another nonce"))
	case len(id.Audience) > 1 && claims.Party != p.ClientID, claims.Party != "" && claims.Party != p.ClientID:
		return told{}, notBelieved(fmt.Errorf("made for %q", claims.Party))
	case age > tokenAge+skew || age < -skew:
		return told{}, notBelieved(fmt.Errorf("issued %s ago", age))
	case id.Subject == "" || len(id.Subject) > 255:
		return told{}, notBelieved(fmt.Errorf("a subject of %d bytes", len(id.Subject)))
	}
	return told{id.Subject, p.accepts(append(claims.AMR, claims.ACR))}, nil
}

func (p *Provider) accepts(values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return v != "" && slices.Contains(p.SecondFactor, v) })
}

// notBelieved is the one answer to whatever is wrong with what came back.
func notBelieved(cause error) error {
	return fault.Wrap(cause, fault.Denied, "access.provider.refused")
}

// unanswered tells a provider that is away from one that refused, or whose answer is not to be believed.
func unanswered(err error) error {
	if _, isURL := errors.AsType[*url.Error](err); isURL {
		return fault.Wrap(err, fault.Unavailable, "access.provider.away")
	}
	if e, ok := errors.AsType[*oauth2.RetrieveError](err); ok && e.Response != nil && e.Response.StatusCode >= 500 {
		return fault.Wrap(err, fault.Unavailable, "access.provider.away")
	}
	if _, isNet := errors.AsType[net.Error](err); isNet {
		return fault.Wrap(err, fault.Unavailable, "access.provider.away")
	}
	return notBelieved(err)
}

// leaveAt is where the reader can sign out at the provider too, or "".
func (p *Provider) leaveAt(ctx context.Context) string {
	f, err := p.discovered(ctx)
	if err != nil || f.end == "" {
		return "" // a way that cannot be shown is no failure of ours
	}
	u, err := url.Parse(f.end)
	if err != nil || u.Scheme != "https" && !onThisMachine(u.Hostname()) {
		return ""
	}
	q := u.Query()
	q.Set("client_id", p.ClientID)
	u.RawQuery = q.Encode()
	return u.String()
}
