package main

import (
	"context"
	"errors"

	"mihe/internal/app"
)

type doctorCommand struct {
	Rebuild bool `help:"${help_rebuild}"`
}

type doctorLine struct {
	app.Finding
	Says string `json:"says"`
}

// Run looks at everything that whoever runs the program should know. A bad finding is exit 1.
func (c *doctorCommand) Run(ctx context.Context, p *program) (err error) {
	a, err := p.openBegun(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if c.Rebuild {
		if err := a.Rebuild(ctx); err != nil {
			return err
		}
		p.say("cmd.doctor.rebuilt")
	}
	findings, err := a.Doctor(ctx)
	if err != nil {
		return err
	}
	lines, bad := make([]doctorLine, 0, len(findings)), false
	t := table{head: []string{p.t("cmd.head.node"), p.t("cmd.head.check"), p.t("cmd.head.level"), p.t("cmd.head.note")}}
	for _, f := range findings {
		says := p.t("app.doctor."+f.Check+"."+string(f.Level), f.Detail...)
		lines = append(lines, doctorLine{f, says})
		t.rows = append(t.rows, []string{f.Node, f.Check, p.t("app.doctor.level." + string(f.Level)), says})
		bad = bad || f.Level == app.Bad
	}
	if err := p.show(lines, func() error { return p.write(t.String()) }); err != nil || !bad {
		return err
	}
	return finding{errors.New("doctor")}
}
