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
	"syscall"
	"time"

	"mihe/internal/base/region"
)

// bigCounty is the county on whose census the people of -county are made up: 503,376 lived there in 2020, 62,238 of them 60 and older.
var bigCounty = region.Key{Code: "530628", Level: region.County}

// county is a run that measures elder care in a county of half a million people, all of them made up.
type county struct {
	*bench
	people, cases int
}

// stages are what is done to the folder before it is served, each in a process of its own, so that its memory is its own as well.
var stages = []struct {
	name string
	do   func(context.Context, *county) (string, error)
}{{"register", loadPeople}, {"cases", openCases}, {"diagnosis", diagnose}, {"accounts", makeAccounts}}

// run makes the folder, serves it, and tells what was seen.
func (c *county) run(ctx context.Context) error {
	began := time.Now()
	cmd := exec.CommandContext(ctx, c.binary, "demo", "--no-serve", "--data", c.folder())
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("demo: %w: %s", err, text)
	}
	c.report.figure("the demonstration's county, 3,000 people: mihe demo --no-serve in an empty folder", "under 20 s", "%s, %s",
		spent(time.Since(began), worked(cmd)), resident(cmd))
	for _, s := range stages {
		if err := c.stage(ctx, s.name); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	for _, name := range []string{"mihe.db", "keyring.db"} {
		info, err := os.Stat(filepath.Join(c.folder(), name))
		if err != nil {
			return err
		}
		c.report.figure(name, "", "%.0f MB", float64(info.Size())/1e6)
	}
	if err := c.serve(ctx); err != nil {
		return err
	}
	return c.verify(ctx)
}

// done is what a stage says of itself.
type done struct {
	What  string        `json:"what"`
	Clock time.Duration `json:"clock"`
	CPU   time.Duration `json:"cpu"`
}

// aims are those of the stages.
var aims = map[string]string{"diagnosis": "seconds; under 500 MB", "register": "under 500 MB"}

// stage runs this program again for one stage.
func (c *county) stage(ctx context.Context, name string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, "-county", "-stage", name, "-folder", c.folder(), "-people", strconv.Itoa(c.people), "-cases", strconv.Itoa(c.cases))
	var said, wrong bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &wrong
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%w: %s", err, wrong.String())
	}
	var d done
	if err := json.Unmarshal(said.Bytes(), &d); err != nil {
		return err
	}
	c.report.figure(d.What, aims[name], "%s, %s", spent(d.Clock, d.CPU), resident(cmd))
	return nil
}

// inside is a stage in its own process.
func (c *county) inside(ctx context.Context, name string) error {
	for _, s := range stages {
		if s.name != name {
			continue
		}
		began, before := time.Now(), own()
		what, err := s.do(ctx, c)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(done{what, time.Since(began), own() - before})
	}
	return errors.New("no such stage")
}

// own is the processor time that this process has used.
func own() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// worked is the processor time of a program that has ended.
func worked(cmd *exec.Cmd) time.Duration {
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

func spent(clock, cpu time.Duration) string {
	return fmt.Sprintf("%.1f s by the clock, %.1f s of processor time", clock.Seconds(), cpu.Seconds())
}

// resident says the largest resident memory of a program that has ended.
func resident(cmd *exec.Cmd) string {
	u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return "memory unknown"
	}
	return fmt.Sprintf("%.0f MB resident", float64(u.Maxrss)*1024/1e6)
}
