package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// counties are those of the prefecture of -visits, with their codes in the census of 2020, on which their people are made up.
var counties = []struct{ code, census string }{
	{"520502", "520502"},
	{"520521", "520521"},
	{"520523", "520523"},
	{"520524", "520524"},
	{"520525", "520525"},
	{"520526", "520526"},
	{"520527", "520527"},
	{"520581", "520522"},
}

// The sizes of the made-up prefecture. Every elder is visited on every day that counts.
const (
	aDay       = 8  // visits of a carer
	aTeam      = 40 // carers of a provider
	workedDays = 22 // of the last month, in the first county
	sheetShare = 60 // of a hundred elders have a sheet of codes
	workday    = 8 * time.Hour
	peak       = 20 // times the even flow of a workday
)

// prefecture is a run that measures home visits in a prefecture whose counties are nodes of one program, all of them made up.
type prefecture struct {
	*bench
	visits int // of one day
}

func (p *prefecture) elders() int    { return max(aDay, p.visits/len(counties)) } // of a county
func (p *prefecture) carers() int    { return (p.elders() + aDay - 1) / aDay }
func (p *prefecture) providers() int { return (p.carers() + aTeam - 1) / aTeam }

// moves is how many steps a second the carers' phones send at the peak: every visit begins and ends.
func (p *prefecture) moves() int {
	return max(1, int(float64(2*p.visits)*peak/workday.Seconds()))
}

// run makes the folder, a county at a time, serves it, and tells what was seen.
func (p *prefecture) run(ctx context.Context) error {
	var all done
	most := 0.0
	for i := range counties {
		d, mb, err := p.stage(ctx, "county-"+strconv.Itoa(i))
		if err != nil {
			return err
		}
		all.What, all.Clock, all.CPU, most = d.What, all.Clock+d.Clock, all.CPU+d.CPU, max(most, mb)
	}
	p.report.figure(fmt.Sprintf("%d counties, each %s", len(counties), all.What), "under 500 MB", "%s, %.0f MB resident at most", spent(all.Clock, all.CPU), most)
	for _, s := range []struct{ name, aim string }{{"month", "under 500 MB"}, {"settlement", "under 500 MB"}, {"route", "under 2 s; under 500 MB"}} {
		d, mb, err := p.stage(ctx, s.name)
		if err != nil {
			return err
		}
		p.report.figure(d.What, s.aim, "%s, %.0f MB resident", spent(d.Clock, d.CPU), mb)
	}
	for _, name := range []string{"mihe.db", "keyring.db"} {
		info, err := os.Stat(filepath.Join(p.folder(), name))
		if err != nil {
			return err
		}
		p.report.figure(name, "", "%.0f MB", float64(info.Size())/1e6)
	}
	if err := p.serve(ctx); err != nil {
		return err
	}
	return p.verifyAll(ctx)
}

// stage runs this program again for one part, so that its memory is its own, of which it returns the largest in MB.
func (p *prefecture) stage(ctx context.Context, name string) (d done, mb float64, err error) {
	self, err := os.Executable()
	if err != nil {
		return d, 0, err
	}
	cmd := exec.CommandContext(ctx, self, "-visits", strconv.Itoa(p.visits), "-stage", name, "-folder", p.folder())
	var said, wrong bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &wrong
	if err := cmd.Run(); err != nil {
		return d, 0, fmt.Errorf("%s: %w: %s", name, err, wrong.String())
	}
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		mb = float64(u.Maxrss) * 1024 / 1e6
	}
	return d, mb, json.Unmarshal(said.Bytes(), &d)
}

// inside is a part in its own process. The figure of a part that says so itself is of what it took and not of the whole process.
func (p *prefecture) inside(ctx context.Context, name string) error {
	began, before := time.Now(), own()
	var d done
	var err error
	number, isCounty := strings.CutPrefix(name, "county-")
	switch {
	case isCounty:
		i, wrong := strconv.Atoi(number)
		if wrong != nil || i >= len(counties) {
			return errors.New("no such county")
		}
		d.What, err = p.fill(ctx, i)
	case name == "month":
		d.What, err = p.month(ctx)
	case name == "settlement":
		d, err = p.draw(ctx)
	case name == "route":
		d, err = p.route(ctx)
	default:
		err = errors.New("no such stage")
	}
	if err != nil {
		return err
	}
	if d.Clock == 0 {
		d.Clock, d.CPU = time.Since(began), own()-before
	}
	return json.NewEncoder(os.Stdout).Encode(d)
}

// verifyAll asks the program's verifier about the chain of every county.
func (p *prefecture) verifyAll(ctx context.Context) error {
	began := time.Now()
	var entries, records int64
	for i := range counties {
		raw, err := exec.CommandContext(ctx, p.binary, "verify", "--json", "--node", slugOf(i), "--data", p.folder()).Output()
		if err != nil {
			return fmt.Errorf("verify: %w: %s", err, raw)
		}
		var found struct {
			OK      bool  `json:"ok"`
			Entries int64 `json:"entries"`
			Records int64 `json:"records"`
		}
		if err := json.Unmarshal(raw, &found); err != nil {
			return err
		}
		if !found.OK {
			return fmt.Errorf("the ledger of %s does not verify: %s", slugOf(i), raw)
		}
		entries, records = entries+found.Entries, records+found.Records
	}
	p.report.figure("mihe verify of every county afterwards", "verifies", "verifies: %d entries, %d records, in %.1f s", entries, records, time.Since(began).Seconds())
	return nil
}

// slugOf and hostOf name the node of a county.
func slugOf(i int) string { return "county" + strconv.Itoa(i) }

func hostOf(i int) string { return slugOf(i) + ".localhost" }
