package main

import (
	"context"

	"mihe/internal/app"
)

type configCommand struct{}

type configLine struct {
	Name   string     `json:"name"`
	Value  string     `json:"value"`
	Origin app.Origin `json:"origin"`
	Env    string     `json:"env"`
}

// Run lists every setting with its value and where that came from. It opens no data folder.
func (c *configCommand) Run(_ context.Context, p *program) error {
	lines := make([]configLine, 0, len(p.settings))
	t := table{head: []string{p.t("cmd.head.setting"), p.t("cmd.head.value"), p.t("cmd.head.origin"), p.t("cmd.head.env")}}
	for _, s := range p.settings {
		lines = append(lines, configLine{s.Name, s.Shown(), s.Origin, s.Env})
		t.rows = append(t.rows, []string{s.Name, s.Shown(), p.t("cmd.origin." + string(s.Origin)), s.Env})
	}
	return p.show(lines, func() error { return p.write(t.String()) })
}
