package app

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/fault"
)

// configFile lies in the data folder and may hold any of the settings.
const configFile = "config.yaml"

// Setting is one thing that whoever runs the program may decide, with where its value came from.
type Setting struct {
	Name   string // as config.yaml writes it
	Env    string // the variable that overrides the file
	Value  string
	Origin Origin
}

// Shown is the value as it may be printed: the password inside a connection string stays hidden.
func (s Setting) Shown() string {
	u, err := url.Parse(s.Value)
	if err != nil {
		return s.Value
	}
	query := u.Query()
	hidden := query.Has("password")
	if hidden {
		query.Set("password", "xxxxx") // as Redacted writes it
		u.RawQuery = query.Encode()
	}
	if !hidden && u.User == nil {
		return s.Value
	}
	return u.Redacted()
}

// Origin says where the value of a setting came from.
type Origin string

// The origins, from the weakest.
const (
	FromDefault Origin = "default"
	FromFile    Origin = "file"
	FromEnv     Origin = "environment"
	FromFlag    Origin = "flag"
)

// defaults are all settings in the order in which they are shown. docs/operations/configuration.md explains each.
var defaults = []Setting{
	{Name: "data", Env: "MIHE_DATA", Value: "./mihe-data"},
	{Name: "db", Env: "MIHE_DB"},
	{Name: "listen", Env: "MIHE_LISTEN", Value: "127.0.0.1:8080"},
	{Name: "public_url", Env: "MIHE_PUBLIC_URL"},
	{Name: "metrics", Env: "MIHE_METRICS"},
	{Name: "log_level", Env: "MIHE_LOG_LEVEL", Value: "info"},
	{Name: "log_format", Env: "MIHE_LOG_FORMAT", Value: "text"},
	{Name: "memory", Env: "MIHE_MEMORY", Value: "192"},
	{Name: "signatures", Env: "MIHE_SIGNATURES", Value: "Ed25519,SM2-SM3"},
	{Name: "message_gateway", Env: "MIHE_MESSAGE_GATEWAY"},
	{Name: "message_gateway_token_file", Env: "MIHE_MESSAGE_GATEWAY_TOKEN_FILE"},
	{Name: "oidc_issuer", Env: "MIHE_OIDC_ISSUER"},
	{Name: "oidc_client_id", Env: "MIHE_OIDC_CLIENT_ID"},
	{Name: "oidc_client_secret_file", Env: "MIHE_OIDC_CLIENT_SECRET_FILE"},
	{Name: "oidc_redirect_url", Env: "MIHE_OIDC_REDIRECT_URL"},
	{Name: "oidc_name_zh", Env: "MIHE_OIDC_NAME_ZH"},
	{Name: "oidc_name_en", Env: "MIHE_OIDC_NAME_EN"},
	{Name: "oidc_second_factor", Env: "MIHE_OIDC_SECOND_FACTOR"},
}

// choices are the settings with a closed list of values.
var choices = map[string][]string{
	"log_level":  {"debug", "info", "warn", "error"},
	"log_format": {"text", "json"},
	"signatures": {"Ed25519", "SM2-SM3", "Ed25519,SM2-SM3"},
}

// check refuses a value that the setting cannot have.
func (s Setting) check() error {
	if list := choices[s.Name]; list != nil && !slices.Contains(list, s.Value) {
		return fault.New(fault.Invalid, "app.config.value", "name", s.Name, "value", s.Value, "choices", strings.Join(list, ", ")).At(s.Name)
	}
	if s.Name != "memory" {
		return nil
	}
	if _, err := memoryLimit(s.Value); err != nil {
		return fault.Wrap(err, fault.Invalid, "app.config.memory", "value", s.Value, "least", leastMemory, "most", mostMemory).At(s.Name)
	}
	return nil
}

// Settings are the decisions in force.
type Settings []Setting

// Configure reads the settings: built-in values, then config.yaml of the data folder, then variables, then what the
// command line names. A name or a value that nobody knows is refused, never passed over.
func Configure(flags map[string]string, getenv func(string) string) (Settings, error) {
	s := slices.Clone(Settings(defaults))
	for i := range s {
		s[i].Origin = FromDefault
	}
	folder := s.first("data", flags["data"], getenv("MIHE_DATA"))
	file, err := readConfig(filepath.Join(folder, configFile))
	if err != nil {
		return nil, err
	}
	for i := range s {
		one := &s[i]
		if v, ok := file[one.Name]; ok && one.Name != "data" {
			one.Value, one.Origin = v, FromFile
		}
		if v := getenv(one.Env); v != "" {
			one.Value, one.Origin = v, FromEnv
		}
		if v := flags[one.Name]; v != "" {
			one.Value, one.Origin = v, FromFlag
		}
		delete(file, one.Name)
		if err := one.check(); err != nil {
			return nil, err
		}
	}
	for _, unknown := range slices.Sorted(maps.Keys(file)) {
		return nil, fault.New(fault.Invalid, "app.config.unknown", "name", unknown, "file", configFile).At(unknown)
	}
	return s, nil
}

// first is the first value that is there, else the built-in one.
func (s Settings) first(name string, values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return s.Get(name)
}

// Get returns the value of a setting. An unknown name is a programmer's mistake and panics.
func (s Settings) Get(name string) string {
	for _, one := range s {
		if one.Name == name {
			return one.Value
		}
	}
	panic(fmt.Sprintf("no setting is called %q", name))
}

// readConfig reads the flat file of names and values; none at all is fine.
func readConfig(path string) (map[string]string, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "app.config.unreadable", "file", path)
	}
	file := map[string]string{}
	if err := yaml.Unmarshal(raw, &file); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "app.config.form", "file", path)
	}
	return file, nil
}
