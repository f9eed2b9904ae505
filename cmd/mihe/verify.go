package main

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"

	"mihe/internal/app"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
)

type verifyCommand struct {
	Head      string `help:"${help_head}" placeholder:"FILE"`
	WriteHead string `help:"${help_write_head}" placeholder:"FILE"`
}

// verifyResult is what verify prints with --json: what it found of the chosen node's chain, and of the others when no node
// was named. first_bad, bad_file, gone and ok speak of all of them; gone are files that statements name, by SHA-256; differs are
// settlements, samples and adopted days that do not come out again.
type verifyResult struct {
	verifyChain
	FirstBad *verifyBad    `json:"first_bad"`
	BadFile  *verifyFile   `json:"bad_file"`
	Gone     []string      `json:"gone,omitempty"`
	Differs  []string      `json:"differs,omitempty"`
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
	Files       int64  `json:"files"`
}

type verifyBad struct {
	Node string     `json:"node"`
	Seq  int64      `json:"seq"`
	Why  ledger.Why `json:"why"`
}

// verifyFile is an imported file whose observations are no longer those that the ledger commits to. What differs is its
// cells, the row that publishes it, or its record.
type verifyFile struct {
	Node  string `json:"node"`
	Batch int64  `json:"batch"`
	File  string `json:"file"`
	What  string `json:"what"`
}

// Run verifies the ledger and the imported files, and changes nothing in the data folder.
func (c *verifyCommand) Run(ctx context.Context, p *program) error {
	heads, err := readHeads(c.Head)
	if err != nil {
		return err
	}
	if err := p.begun(); err != nil {
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
		return finding{errors.New("the ledger or an imported file is not as it was")}
	}
	if c.WriteHead == "" {
		return nil
	}
	return c.write(p, chains)
}

func verified(chains []app.Chain) verifyResult {
	out := verifyResult{OK: true, Others: []verifyChain{}}
	for i, c := range chains {
		one := verifyChain{c.Node, c.Slug, c.Entries, c.Head.String(), c.Records, c.Checkpoints, c.Files}
		if i == 0 {
			out.verifyChain = one
		} else {
			out.Others = append(out.Others, one)
		}
		if c.FirstBad != nil && out.FirstBad == nil {
			out.FirstBad, out.OK = &verifyBad{c.Node, c.FirstBad.Seq, c.FirstBad.Why}, false
		}
		if b := c.BadFile; b != nil && out.BadFile == nil {
			out.BadFile, out.OK = &verifyFile{c.Node, b.Batch, b.Name, b.What}, false
		}
		if len(c.Gone) > 0 {
			out.Gone, out.OK = append(out.Gone, c.Gone...), false
		}
		if len(c.Differs) > 0 {
			out.Differs, out.OK = append(out.Differs, c.Differs...), false
		}
	}
	return out
}

func (p *program) showVerified(r verifyResult, chains []app.Chain) error {
	t := table{
		head: []string{
			p.t("cmd.head.node"), p.t("cmd.head.entries"), p.t("cmd.head.records"), p.t("cmd.head.checkpoints"), p.t("cmd.head.files"), p.t("cmd.head.verdict"),
		},
		right: []bool{false, true, true, true, true},
	}
	for i, c := range append([]verifyChain{r.verifyChain}, r.Others...) {
		row := []string{c.Slug}
		for _, n := range []int64{c.Entries, c.Records, c.Checkpoints, c.Files} {
			row = append(row, strconv.FormatInt(n, 10))
		}
		t.rows = append(t.rows, append(row, p.verdict(chains[i])))
	}
	return p.write(t.String())
}

// verdict says in words what was found of a chain and its files.
func (p *program) verdict(c app.Chain) string {
	var found []string
	if bad := c.FirstBad; bad != nil {
		found = append(found, p.t("cmd.verify.bad", "seq", bad.Seq, "why", p.t("ledger.why."+string(bad.Why))))
	}
	if bad := c.BadFile; bad != nil {
		found = append(found, p.t("cmd.verify.file", "file", bad.Name, "batch", bad.Batch, "what", p.t("cmd.verify.file."+bad.What)))
	}
	if len(c.Gone) > 0 {
		found = append(found, p.t("cmd.verify.gone", "count", len(c.Gone), "first", c.Gone[0]))
	}
	if len(c.Differs) > 0 {
		found = append(found, p.t("cmd.verify.differs", "count", len(c.Differs), "first", c.Differs[0]))
	}
	if found == nil {
		return p.t("cmd.verify.good")
	}
	return strings.Join(found, "; ")
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
