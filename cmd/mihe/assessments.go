package main

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"

	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
)

// assessmentsLayout is the shipped form of the files of the national system.
const assessmentsLayout = "eldercare_assessment"

// assessmentsResult is what became of a file of assessments with --json. Persons are told of by the lines of the file alone.
type assessmentsResult struct {
	Read     int              `json:"read"`
	Taken    int              `json:"taken"`
	Known    int              `json:"known"`
	Older    int              `json:"older"`
	Differs  []int            `json:"differs"`
	Unknown  []int            `json:"unknown_persons"`
	Dropped  []string         `json:"columns_not_read"`
	Rejected []importRejected `json:"rejected"`
}

// assessments takes over the assessments of a file.
func (c *importCommand) assessments(ctx context.Context, p *program, a *app.App) error {
	if c.DryRun {
		return usage{errors.New(p.t("cmd.assessments.dry"))}
	}
	l, err := layoutOf(c.Layout, assessmentsLayout)
	if err != nil {
		return err
	}
	content, err := readFile(c.File)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "cmd.import.unreadable", "file", c.File)
	}
	r, problems, err := a.Elders.ReadAssessments(ctx, access.Operator(), l, filepath.Base(c.File), content)
	if err != nil && len(problems) == 0 {
		return err
	}
	out := assessmentsResult{
		Read: r.Rows, Taken: r.Taken, Known: r.Known, Older: r.Older, Differs: append([]int{}, r.Differs...), Unknown: append([]int{}, r.Unknown...),
		Dropped: append([]string{}, r.Dropped...), Rejected: p.rejected(problems),
	}
	e := p.show(out, func() error { return p.sayAssessments(out, err == nil, l.Verified) })
	if e != nil || err == nil {
		return e
	}
	return reported{err}
}

// sayAssessments says it in words.
func (p *program) sayAssessments(r assessmentsResult, good, verified bool) error {
	var says []string
	for _, x := range r.Rejected {
		says = append(says, p.t("cmd.assessments.rejected", "line", strconv.Itoa(x.Line), "column", x.Column, "reason", x.Reason))
	}
	if !good {
		says = append(says, p.t("cmd.assessments.nothing", "rejected", len(r.Rejected)))
	} else {
		says = append(says, p.t("cmd.assessments.read", "read", r.Read, "taken", r.Taken, "known", r.Known, "older", r.Older))
	}
	for _, line := range r.Unknown {
		says = append(says, p.t("cmd.assessments.unknown", "line", strconv.Itoa(line)))
	}
	for _, line := range r.Differs {
		says = append(says, p.t("cmd.assessments.differs", "line", strconv.Itoa(line)))
	}
	for _, column := range r.Dropped {
		says = append(says, p.t("cmd.orders.dropped", "column", column))
	}
	if good && !verified {
		says = append(says, p.t("cmd.assessments.unverified"))
	}
	for _, one := range says {
		if err := p.line("%s", one); err != nil {
			return err
		}
	}
	return nil
}
