package app

import (
	"os"
	"path/filepath"
	"testing"

	"mihe/internal/base/fault"
)

func TestSettingsComeFromTheStrongestOrigin(t *testing.T) {
	folder := t.TempDir()
	file := "listen: 127.0.0.1:1\nlog_level: warn\noidc_second_factor: true\ndata: /elsewhere\n"
	if err := os.WriteFile(filepath.Join(folder, configFile), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"MIHE_DATA": folder, "MIHE_LOG_LEVEL": "error", "MIHE_LISTEN": "127.0.0.1:2"}
	s, err := Configure(map[string]string{"listen": "127.0.0.1:3"}, func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][2]string{
		"data": {folder, "environment"}, "listen": {"127.0.0.1:3", "flag"}, "log_level": {"error", "environment"},
		"oidc_second_factor": {"true", "file"}, "log_format": {"text", "default"},
	}
	for _, one := range s {
		if w, asked := want[one.Name]; asked && (one.Value != w[0] || string(one.Origin) != w[1]) {
			t.Errorf("%s = %q from %s, want %q from %s", one.Name, one.Value, one.Origin, w[0], w[1])
		}
	}
}

func TestSettingsNobodyKnowsAreRefused(t *testing.T) {
	for text, key := range map[string]string{
		"lisen: 127.0.0.1:1\n":   "app.config.unknown",
		"log_level: loud\n":      "app.config.value",
		"memory: 95\n":           "app.config.memory",
		"memory: 1048577\n":      "app.config.memory",
		"memory: 192MiB\n":       "app.config.memory",
		"- a list\n":             "app.config.form",
		"listen: [a, b]\n":       "app.config.form",
		"listen: a\nlisten: b\n": "app.config.form",
	} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, configFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Configure(map[string]string{"data": folder}, func(string) string { return "" })
		if e, ok := fault.As(err); !ok || e.Key != key || e.Kind != fault.Invalid {
			t.Errorf("%q: %v, want %s", text, err, key)
		}
	}
}

func TestAPasswordInASettingIsNotShown(t *testing.T) {
	for value, want := range map[string]string{
		"postgres://mihe:hidden@127.0.0.1/x":               "postgres://mihe:xxxxx@127.0.0.1/x",
		"postgres://127.0.0.1/x?password=hidden&user=mihe": "postgres://127.0.0.1/x?password=xxxxx&user=mihe",
		"C:\\data": "C:\\data", "/data": "/data", "": "",
	} {
		if got := (Setting{Value: value}).Shown(); got != want {
			t.Errorf("%q is shown as %q, want %q", value, got, want)
		}
	}
}
