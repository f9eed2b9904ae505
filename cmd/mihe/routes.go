package main

import (
	"context"

	"mihe/internal/app"
)

type routesCommand struct{}

type routeLine struct {
	Method  string `json:"method"`
	Pattern string `json:"pattern"`
	Right   string `json:"right"`
	Public  bool   `json:"public"`
}

// Run lists every route with the right it asks for. It opens no data folder.
func (c *routesCommand) Run(_ context.Context, p *program) error {
	routes, err := app.Routes(p.words)
	if err != nil {
		return err
	}
	lines := make([]routeLine, 0, len(routes))
	t := table{head: []string{p.t("cmd.head.method"), p.t("cmd.head.pattern"), p.t("cmd.head.right")}}
	for _, r := range routes {
		lines = append(lines, routeLine{r.Method, r.Pattern, string(r.Right), r.Public})
		t.rows = append(t.rows, []string{r.Method, r.Pattern, string(r.Right)})
	}
	return p.show(lines, func() error { return p.write(t.String()) })
}
