package main

import (
	"context"
	"errors"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/decide/rule"
)

type explainCommand struct {
	Decision  string `arg:"" help:"${help_explain_decision}" placeholder:"DECISION"`
	Recompute bool   `help:"${help_explain_recompute}"`
}

// explained is a decision as programs read it. Of an erased person nothing stands below Erased.
type explained struct {
	Decision     string `json:"decision"`
	Subject      string `json:"subject"`
	Case         string `json:"case,omitempty"`
	Set          string `json:"set"`
	Version      string `json:"version"`
	On           string `json:"on"`
	Region       string `json:"region"`
	AtMs         int64  `json:"at_ms"`
	Supersedes   string `json:"supersedes,omitempty"`
	SupersededBy string `json:"superseded_by,omitempty"`
	Erased       bool   `json:"erased"`

	Value      any               `json:"value"`
	Reason     string            `json:"reason,omitempty"`
	Facts      []rule.FrozenFact `json:"facts"`
	Trace      rule.Trace        `json:"trace"`
	Words      []string          `json:"words"`
	Recomputed *recomputed       `json:"recomputed,omitempty"`
}

// recomputed is what deciding again came to.
type recomputed struct {
	Equal       bool              `json:"equal"`
	Differences []rule.Difference `json:"differences"`
}

// Run prints a decision with all it rests on; that it was read is in the ledger. With --recompute a difference is a finding.
func (c *explainCommand) Run(ctx context.Context, p *program) (err error) {
	a, err := p.openBegun(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	x, err := a.Rules.Explain(ctx, access.Operator(), c.Decision)
	if err != nil {
		return err
	}
	out := explained{
		Decision: x.ID, Subject: x.Subject, Case: x.Case, Set: x.Set, Version: x.Version, On: x.On, Region: x.Region.String(), AtMs: x.AtMs,
		Supersedes: x.Supersedes, SupersededBy: x.SupersededBy, Erased: x.Erased, Value: x.Outcome.Value, Reason: x.Frozen.Reason,
		Facts: x.Frozen.Facts, Trace: x.Outcome.Trace, Words: x.Say(p.words, p.lang),
	}
	if c.Recompute {
		differences, err := x.Recompute()
		if err != nil {
			return err
		}
		out.Recomputed = &recomputed{len(differences) == 0, append([]rule.Difference{}, differences...)}
	}
	if err := p.show(out, func() error {
		return p.line("%s", strings.Join(append(out.Words, p.recomputed(out.Recomputed)...), "\n"))
	}); err != nil {
		return err
	}
	if out.Recomputed != nil && !out.Recomputed.Equal {
		return finding{errors.New("the decision does not recompute")}
	}
	return nil
}

// recomputed says in words what deciding again came to.
func (p *program) recomputed(r *recomputed) []string {
	switch {
	case r == nil:
		return nil
	case r.Equal:
		return []string{p.t("cmd.explain.equal")}
	}
	lines := []string{p.t("cmd.explain.differs", "n", len(r.Differences))}
	for _, d := range r.Differences {
		lines = append(lines, "  "+p.t("cmd.explain.difference", "at", d.At, "kept", d.Kept, "computed", d.Computed))
	}
	return lines
}
