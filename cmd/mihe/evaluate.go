package main

import (
	"context"
	"errors"
	"os"

	"mihe/internal/account/evaluation"
	"mihe/internal/account/evaluation/evaluationweb"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
)

type evaluateCommand struct {
	Method string `help:"${help_evaluate_method}" required:"" placeholder:"M.yaml"`
	In     string `help:"${help_evaluate_in}" placeholder:"F.csv"`
	Out    string `help:"${help_evaluate_out}" required:"" placeholder:"DIR"`
}

// Run judges by a method, from a file or from the node's indicators, and writes everything with its manifest.
func (c *evaluateCommand) Run(ctx context.Context, p *program) error {
	method, err := readMethod(c.Method)
	if err != nil {
		return err
	}
	table, err := c.table(ctx, p, method)
	if err != nil {
		return err
	}
	result, err := evaluation.Evaluate(ctx, method, table)
	if err != nil {
		return err
	}
	files, err := result.Files(table)
	if err != nil {
		return err
	}
	reports, err := evaluationweb.Reports(ctx, p.words, result)
	if err != nil {
		return err
	}
	written, err := result.Save(c.Out, append(files, reports...))
	if err != nil {
		return err
	}
	p.say("cmd.evaluate.done", "judged", len(result.Units), "excluded", len(result.Excluded),
		"status", p.t("cmd.evaluate.status."+method.Status))
	if written.Replaced != "" {
		p.say("cmd.evaluate.replaced", "hash", written.Replaced)
	}
	return p.show(written, func() error { return p.line("%s  %s", written.Hash, written.Manifest) })
}

func readMethod(path string) (m *evaluation.Method, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "cmd.import.unreadable", "file", path)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return evaluation.ReadMethod(file)
}

// table are the figures: of a file, or of the node in the data folder.
func (c *evaluateCommand) table(ctx context.Context, p *program, m *evaluation.Method) (t *evaluation.Table, err error) {
	if c.In != "" {
		frame, err := readFrame(c.In)
		if err != nil {
			return nil, err
		}
		return evaluation.TableOf(m, frame)
	}
	a, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return evaluation.TableIn(ctx, access.Operator(), a.Indicators, a.Regions, m)
}
