package fact

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"math"
	"strconv"
)

// Digest sums up everything a batch holds, so that the ledger commits to every observation of it. It is SHA-256 over
// lines, each ended by LF, whose fields are parted by |. Numbers are decimal; a text is written as its length in bytes,
// a colon and the bytes, so that no text can pass for another:
//
//	S|sheet|level|variable|period|sex|residence|age|vintage      for each sheet in the order of its number, then
//	C|sheet|region|series|state|decimals|value                   its cells in the order of regions, then at the end
//	R|series|version|owner|variable|source                       each series that a cell named, by number
//
// The value is the 16 hex digits of its IEEE 754 bits, the sign first, or - where nothing was observed; the region is
// its six digits. docs/facts.md repeats this with an example for other programs.
type Digest struct {
	sum  hash.Hash
	out  *bufio.Writer
	line []byte
}

// NewDigest begins an empty sum.
func NewDigest() *Digest {
	sum := sha256.New()
	return &Digest{sum: sum, out: bufio.NewWriter(sum)}
}

// Sheet adds a sheet; its cells follow.
func (d *Digest) Sheet(number int64, k SheetKey) {
	d.begin('S')
	d.number(number)
	d.number(int64(k.Level))
	for _, s := range [...]string{k.Variable, k.Period, k.Breakdown.Sex, k.Breakdown.Residence, k.Breakdown.Age, k.Vintage} {
		d.text(s)
	}
	d.end()
}

// Cell adds one observation as it is stored; value is nil where the table holds none.
func (d *Digest) Cell(sheet int64, region string, series, state, decimals int64, value *float64) {
	d.begin('C')
	d.number(sheet)
	d.field(region)
	d.number(series)
	d.number(state)
	d.number(decimals)
	if value == nil {
		d.field("-")
	} else {
		d.bits(*value)
	}
	d.end()
}

// Series adds what a number of the cells stands for.
func (d *Digest) Series(number, version, owner int64, s Series) {
	d.begin('R')
	d.number(number)
	d.number(version)
	d.number(owner)
	d.text(s.Variable)
	d.text(s.Source)
	d.end()
}

// Sum is the digest in lower-case hex.
func (d *Digest) Sum() string {
	_ = d.out.Flush() // a hash accepts everything
	return hex.EncodeToString(d.sum.Sum(nil))
}

// bits writes the sixteen digits of a value.
func (d *Digest) bits(v float64) {
	const digits = "0123456789abcdef"
	d.line = append(d.line, '|')
	for shift := 60; shift >= 0; shift -= 4 {
		d.line = append(d.line, digits[math.Float64bits(v)>>shift&0xf])
	}
}

func (d *Digest) begin(kind byte) { d.line = append(d.line[:0], kind) }

func (d *Digest) number(n int64) { d.line = strconv.AppendInt(append(d.line, '|'), n, 10) }

func (d *Digest) field(s string) { d.line = append(append(d.line, '|'), s...) }

func (d *Digest) text(s string) {
	d.number(int64(len(s)))
	d.line = append(append(d.line, ':'), s...)
}

func (d *Digest) end() {
	d.line = append(d.line, '\n')
	_, _ = d.out.Write(d.line) // a hash accepts everything
}
