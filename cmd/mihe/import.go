package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/record/fact"
)

type importCommand struct {
	File     string `arg:"" optional:"" help:"${help_file}" placeholder:"FILE"`
	DryRun   bool   `help:"${help_dry_run}"`
	Template string `help:"${help_template}" enum:"csv,none" default:"none" placeholder:"csv"`
}

// importResult is what import prints with --json.
type importResult struct {
	Read      int64            `json:"read"`
	Stored    int64            `json:"stored"`
	Unchanged int64            `json:"unchanged"`
	Rejected  []importRejected `json:"rejected"`
	More      int64            `json:"more_rejected,omitempty"` // beyond those listed
}

type importRejected struct {
	Line   int    `json:"line"`
	Column string `json:"column"`
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

// Run stores a file of observations, or nothing of it.
func (c *importCommand) Run(ctx context.Context, p *program) (err error) {
	if c.Template == "csv" {
		_, err := p.stdout.Write(fact.TemplateCSV(app.Examples...))
		return err
	}
	if c.File == "" {
		return fault.New(fault.Invalid, "cmd.import.no_file").At("file")
	}
	info, err := os.Stat(c.File)
	if err != nil || info.IsDir() {
		return fault.Wrap(fmt.Errorf("%s: %w", c.File, errOr(err, "is a folder")), fault.NotFound, "cmd.import.unreadable", "file", c.File)
	}
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = first(err, a.Close()) }()
	report, err := a.Facts.Import(ctx, access.Operator(), fact.ImportFile{
		Name: filepath.Base(c.File), Size: info.Size(),
		Open: func() (io.ReadCloser, error) { return os.Open(c.File) },
	}, fact.ImportOptions{DryRun: c.DryRun, Progress: p.importProgress()})
	if err != nil && len(report.Rejected) == 0 {
		return err
	}
	if e := p.showImport(report); e != nil {
		return e
	}
	if err != nil {
		return reported{err}
	}
	return nil
}

func errOr(err error, text string) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("%s", text)
}

// importProgress shows on stderr how many rows have been checked and stored.
func (p *program) importProgress() func(fact.Step, int64) {
	return func(step fact.Step, rows int64) {
		key := "cmd.import.checking"
		if step == fact.Storing {
			key = "cmd.import.storing"
		}
		_, _ = fmt.Fprintf(p.stderr, "\r%s", p.t(key, "rows", rows)) // talk, not data
	}
}

func (p *program) showImport(r fact.Report) error {
	out := importResult{Read: r.Read, Stored: r.Stored, Unchanged: r.Unchanged, Rejected: []importRejected{}, More: r.More}
	for _, x := range r.Rejected {
		out.Rejected = append(out.Rejected, importRejected{x.Line, x.Column, x.Text, p.t(x.Key, x.Args...)})
	}
	return p.show(out, func() error {
		for _, x := range out.Rejected {
			if err := p.line("%s", p.t("cmd.import.rejected", "line", x.Line, "column", x.Column, "text", x.Text, "reason", x.Reason)); err != nil {
				return err
			}
		}
		key := "cmd.import.stored"
		if len(out.Rejected) > 0 {
			key = "cmd.import.nothing"
		}
		return p.line("%s", p.t(key, "read", r.Read, "stored", r.Stored, "unchanged", r.Unchanged, "rejected", int64(len(out.Rejected))+out.More))
	})
}
