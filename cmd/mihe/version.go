package main

import (
	"context"
	"runtime"
	"runtime/debug"

	"mihe/data"
)

// release is the version of this source tree; CHANGELOG.md tells what is in it.
const release = "0.1.0-dev"

type versionCommand struct{}

type versionResult struct {
	Version  string `json:"version"`
	Revision string `json:"revision"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
	Facts    string `json:"facts"`
}

// Run prints what this program is made of.
func (c *versionCommand) Run(_ context.Context, p *program) error {
	facts, err := data.Version()
	if err != nil {
		return err
	}
	v := versionResult{Version: release, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH, Facts: facts}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				v.Revision = s.Value
			}
		}
	}
	return p.show(v, func() error { return p.line("mihe %s, %s, %s, %s", v.Version, v.Go, v.Platform, v.Facts) })
}
