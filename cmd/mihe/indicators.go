package main

import (
	"context"
	"errors"
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/base/access"
)

type indicatorsCommand struct{}

// indicatorLine is one indicator as the contract prints it.
type indicatorLine struct {
	ID        string              `json:"id"`
	NameZh    string              `json:"name_zh"`
	NameEn    string              `json:"name_en"`
	Unit      string              `json:"unit"`
	Direction indicator.Direction `json:"direction"`
	Gap       indicator.GapKind   `json:"gap"`
	Role      indicator.Role      `json:"role"`
	Action    string              `json:"action"`
	Owner     string              `json:"owner"`
	Formula   string              `json:"formula"`
	Source    string              `json:"source"`
	By        []indicator.By      `json:"by"`
	Periods   []string            `json:"periods"`
}

// Run lists the registered indicators with what their data permits.
func (c *indicatorsCommand) Run(ctx context.Context, p *program) (err error) {
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	list, err := a.Indicators.List(ctx, access.Operator())
	if err != nil {
		return err
	}
	lines := make([]indicatorLine, 0, len(list))
	for _, s := range list {
		lines = append(lines, p.indicatorLine(s))
	}
	return p.show(lines, func() error { return p.indicatorTable(lines) })
}

func (p *program) indicatorLine(s indicator.Summary) indicatorLine {
	i := s.Indicator
	l := indicatorLine{
		ID: i.ID, NameZh: i.Name.Zh, NameEn: i.Name.En, Unit: i.Unit, Direction: i.Direction, Gap: i.Gap, Role: i.Role,
		Action: i.Action, Owner: i.Owner, Formula: i.Formula, By: s.By, Periods: s.Periods,
	}
	if l.By == nil {
		l.By = []indicator.By{}
	}
	if l.Periods == nil {
		l.Periods = []string{}
	}
	var titles []string
	for _, src := range s.Sources {
		title, _ := src.Title.In(p.lang)
		if len(titles) == 0 || titles[len(titles)-1] != title {
			titles = append(titles, title)
		}
	}
	l.Source = strings.Join(titles, "; ")
	return l
}

func (p *program) indicatorTable(lines []indicatorLine) error {
	t := table{head: []string{
		p.t("cmd.head.id"), p.t("cmd.head.name"), p.t("cmd.head.unit"), p.t("cmd.head.role"),
		p.t("cmd.head.periods"), p.t("cmd.head.by"),
	}}
	for _, l := range lines {
		name := l.NameZh
		if p.lang != "zh-CN" {
			name = l.NameEn
		}
		periods := p.t("cmd.none")
		if n := len(l.Periods); n > 0 {
			periods = l.Periods[0]
			if n > 1 {
				periods += " … " + l.Periods[n-1]
			}
		}
		var by []string
		for _, b := range l.By {
			by = append(by, string(b))
		}
		t.rows = append(t.rows, []string{l.ID, name, p.t("cmd.unit." + l.Unit), string(l.Role), periods, strings.Join(by, " ")})
	}
	return p.write(t.String())
}
