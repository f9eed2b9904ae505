package main

import (
	"context"
	"errors"
	"os"
	"slices"
	"strconv"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// measureCommand computes one statistic over a file; no data folder is opened.
type measureCommand struct {
	Gini     giniCommand     `cmd:"" help:"${help_measure_gini}"`
	Theil    theilCommand    `cmd:"" help:"${help_measure_theil}"`
	MLD      mldCommand      `cmd:"" name:"mld" help:"${help_measure_mld}"`
	Atkinson atkinsonCommand `cmd:"" help:"${help_measure_atkinson}"`
	Dagum    dagumCommand    `cmd:"" help:"${help_measure_dagum}"`
	Entropy  entropyCommand  `cmd:"" help:"${help_measure_entropy}"`
	CRITIC   criticCommand   `cmd:"" name:"critic" help:"${help_measure_critic}"`
	TOPSIS   topsisCommand   `cmd:"" name:"topsis" help:"${help_measure_topsis}"`
	PCA      pcaCommand      `cmd:"" name:"pca" help:"${help_measure_pca}"`
	Coupling couplingCommand `cmd:"" help:"${help_measure_coupling}"`
	Moran    moranCommand    `cmd:"" help:"${help_measure_moran}"`
	Geary    gearyCommand    `cmd:"" help:"${help_measure_geary}"`
	LISA     lisaCommand     `cmd:"" name:"lisa" help:"${help_measure_lisa}"`
	Sigma    sigmaCommand    `cmd:"" help:"${help_measure_sigma}"`
	Beta     betaCommand     `cmd:"" help:"${help_measure_beta}"`
	Clubs    clubsCommand    `cmd:"" help:"${help_measure_clubs}"`
	Markov   markovCommand   `cmd:"" help:"${help_measure_markov}"`
}

// inFile is the file that every statistic reads.
type inFile struct {
	In string `help:"${help_measure_in}" required:"" placeholder:"F.csv"`
}

func (f inFile) frame() (*evaluation.Frame, error) { return readFrame(f.In) }

func readFrame(path string) (frame *evaluation.Frame, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "cmd.import.unreadable", "file", path)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return evaluation.ReadFrame(file)
}

// misused is a command line whose options do not fit each other.
func misused(key string, args ...any) error { return usage{fault.New(fault.Invalid, key, args...)} }

// measured is what every statistic prints. Value stands alone or Values in its place, in the order of the input.
type measured struct {
	Statistic   string         `json:"statistic"`
	Value       *float64       `json:"value,omitempty"`
	Values      any            `json:"values,omitempty"`
	Parts       map[string]any `json:"parts"`
	N           int            `json:"n"`
	Diagnostics []diagnostic   `json:"diagnostics"`

	head []string   // of rows; nil is the statistic and its value
	rows [][]string // what a person reads under the value
}

// diagnostic is a warning beside a number: a code for programs, words for people.
type diagnostic struct {
	Code    string `json:"code"`
	Subject string `json:"subject,omitempty"` // a column, unit or group
	Text    string `json:"text"`
}

// add puts a named part beside the value, for programs and for people.
func (m *measured) add(name string, value float64) {
	m.Parts[name] = value
	m.rows = append(m.rows, []string{name, figure(value)})
}

// figure writes a number with every digit it has.
func figure(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// showMeasured prints a statistic.
func (p *program) showMeasured(m measured) error {
	if m.Parts == nil {
		m.Parts = map[string]any{}
	}
	if m.Diagnostics == nil {
		m.Diagnostics = []diagnostic{}
	}
	for _, d := range m.Diagnostics {
		p.say("cmd.measure.diagnostic", "text", d.Text)
	}
	return p.show(m, func() error {
		t := table{head: []string{m.Statistic, p.t("cmd.head.value")}, right: []bool{false, true}}
		if m.head != nil {
			t.head, t.right = m.head, append([]bool{false}, slices.Repeat([]bool{true}, len(m.head)-1)...)
		}
		if m.Value != nil {
			t.rows = append(t.rows, []string{p.t("cmd.measure.total", "n", m.N), figure(*m.Value)})
		}
		t.rows = append(t.rows, m.rows...)
		return p.write(t.String())
	})
}

// reason says in words why a statistic was refused.
type reason struct {
	err error
	key string
}

// refused classifies a refusal of the mathematics: the input is what has to change. The first matching reason is told, with
// what the mathematics says of the input where there are words for it; w names the places.
func refused(err error, reasons []reason, w evaluation.Where) error {
	return classified(err, reasons, func(why i18n.Message) error {
		if detail, ok := evaluation.Detail(err, w); ok {
			return fault.Wrap(err, fault.Invalid, "cmd.measure.refused", "reason", why, "detail", detail)
		}
		return fault.Wrap(err, fault.Invalid, "cmd.measure.refused_plain", "reason", why)
	})
}

// classified tells the first matching reason as tell does. What matches none is a defect of ours, but for what was
// classified before.
func classified(err error, reasons []reason, tell func(why i18n.Message) error) error {
	if _, known := fault.As(err); known || err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	at := slices.IndexFunc(reasons, func(r reason) bool { return errors.Is(err, r.err) })
	if at < 0 {
		return fault.Wrap(err, fault.Internal, "cmd.failed", "problem", err.Error())
	}
	return tell(i18n.Msg(reasons[at].key))
}
