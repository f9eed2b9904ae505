package app

import (
	"errors"
	"runtime/debug"
	"strconv"
)

// Bounds of the setting memory, in MiB. With less than the least the program would mostly collect garbage.
const (
	leastMemory = 96
	mostMemory  = 1 << 20
)

// unhurried is by how many percent garbage may outgrow what is alive before Go collects it.
const unhurried = 400

var errMemory = errors.New("not within the bounds")

// memoryLimit reads the setting memory and returns bytes.
func memoryLimit(value string) (int64, error) {
	mib, err := strconv.ParseInt(value, 10, 64)
	if err == nil && (mib < leastMemory || mib > mostMemory) {
		err = errMemory
	}
	return mib << 20, err
}

// limitMemory makes Go collect garbage early enough to stay under the setting, until the function it returns is called.
// Without it the heap may grow to twice of what is alive, and a few sign-ins at once (19 MiB of garbage each) to more.
// The limit is soft: when more than it is alive, nothing fails, but up to half of the processor time goes into collecting.
// Far below it there is no hurry to collect: a start, which makes much and keeps little, is a seventh shorter.
func (a *App) limitMemory() (restore func(), err error) {
	limit, err := memoryLimit(a.settings.Get("memory"))
	if err != nil {
		return nil, err
	}
	before, percent := debug.SetMemoryLimit(limit), debug.SetGCPercent(unhurried)
	return func() { debug.SetMemoryLimit(before); debug.SetGCPercent(percent) }, nil
}
