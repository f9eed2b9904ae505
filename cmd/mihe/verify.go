package main

import (
	"context"
	"errors"
	"os"
	"strconv"

	"mihe/internal/app"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
)

type verifyCommand struct {
	Head      string `help:"${help_head}" placeholder:"FILE"`
	WriteHead string `help:"${help_write_head}" placeholder:"FILE"`
}

// verifyResult is what verify prints with --json: what it found of the chosen node's chain, and of the others when no node
// was named. first_bad and ok speak of all of them.
type verifyResult struct {
	verifyChain
	FirstBad *verifyBad    `json:"first_bad"`
	OK       bool          `json:"ok"`
	Others   []verifyChain `json:"others"`
}

type verifyChain struct {
	Node        string `json:"node"`
	Slug        string `json:"slug"`
	Entries     int64  `json:"entries"`
	Head        string `json:"head"`
	Records     int64  `json:"records"`
	Checkpoints int64  `json:"checkpoints"`
}

type verifyBad struct {
	Node string     `json:"node"`
	Seq  int64      `json:"seq"`
	Why  ledger.Why `json:"why"`
}

// Run verifies the ledger and changes nothing in the data folder.
func (c *verifyCommand) Run(ctx context.Context, p *program) error {
	heads, err := c.heads()
	if err != nil {
		return err
	}
	chains, err := app.Verify(ctx, app.Config{Folder: p.settings.Get("data"), Database: p.settings.Get("db"), Node: p.cli.Node}, heads)
	if err != nil {
		return err
	}
	result := verified(chains)
	if err := p.show(result, func() error { return p.showVerified(result, chains) }); err != nil {
		return err
	}
	if !result.OK {
		return finding{errors.New(string(result.FirstBad.Why))}
	}
	if c.WriteHead == "" {
		return nil
	}
	return c.write(p, chains)
}

// heads reads the checkpoints kept elsewhere.
func (c *verifyCommand) heads() (_ []ledger.Checkpoint, err error) {
	if c.Head == "" {
		return nil, nil
	}
	f, err := os.Open(c.Head)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "cmd.verify.unreadable", "file", c.Head)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return ledger.ReadHead(f)
}

func verified(chains []app.Chain) verifyResult {
	out := verifyResult{OK: true, Others: []verifyChain{}}
	for i, c := range chains {
		one := verifyChain{c.Node, c.Slug, c.Entries, c.Head.String(), c.Records, c.Checkpoints}
		if i == 0 {
			out.verifyChain = one
		} else {
			out.Others = append(out.Others, one)
		}
		if c.FirstBad != nil && out.FirstBad == nil {
			out.FirstBad, out.OK = &verifyBad{c.Node, c.FirstBad.Seq, c.FirstBad.Why}, false
		}
	}
	return out
}

func (p *program) showVerified(r verifyResult, chains []app.Chain) error {
	t := table{
		head:  []string{p.t("cmd.head.node"), p.t("cmd.head.entries"), p.t("cmd.head.records"), p.t("cmd.head.checkpoints"), p.t("cmd.head.verdict")},
		right: []bool{false, true, true, true},
	}
	for i, c := range append([]verifyChain{r.verifyChain}, r.Others...) {
		verdict := p.t("cmd.verify.good")
		if bad := chains[i].FirstBad; bad != nil {
			verdict = p.t("cmd.verify.bad", "seq", bad.Seq, "why", p.t("ledger.why."+string(bad.Why)))
		}
		t.rows = append(t.rows, []string{
			c.Slug, strconv.FormatInt(c.Entries, 10), strconv.FormatInt(c.Records, 10), strconv.FormatInt(c.Checkpoints, 10), verdict,
		})
	}
	return p.write(t.String())
}

// write keeps the newest checkpoints in a file that is worth something only on another machine. It replaces an older
// file when the new one is whole.
func (c *verifyCommand) write(p *program, chains []app.Chain) error {
	var signed []ledger.Checkpoint
	for _, chain := range chains {
		signed = append(signed, chain.Signed...)
		if len(chain.Signed) > 0 {
			p.say("cmd.verify.written", "node", chain.Slug, "seq", chain.Signed[0].Seq, "entries", chain.Entries)
		}
	}
	if len(signed) == 0 {
		return fault.New(fault.NotFound, "cmd.verify.unsigned")
	}
	half := c.WriteHead + ".half"
	f, err := os.Create(half)
	if err == nil {
		err = errors.Join(ledger.WriteHead(f, signed), f.Sync(), f.Close())
	}
	if err == nil {
		err = os.Rename(half, c.WriteHead)
	}
	if err != nil {
		_ = os.Remove(half) // it is not whole
		return fault.Wrap(err, fault.Unavailable, "cmd.verify.unwritten", "file", c.WriteHead)
	}
	return nil
}
