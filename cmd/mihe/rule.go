package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"mihe/internal/base/fault"
	"mihe/internal/decide/rule"
	"mihe/standard/certlogic"
)

// ruleCommand decides by rules; no data folder is opened.
type ruleCommand struct {
	Eval ruleEvalCommand `cmd:"" help:"${help_rule_eval}"`
}

// ruleEvalCommand evaluates one rule over the file that --data names, or a folder of tests.
type ruleEvalCommand struct {
	Rule  string `help:"${help_rule_rule}" placeholder:"R.json"`
	Batch string `help:"${help_rule_batch}" placeholder:"DIR"`
}

// Run prints the value of a rule and the steps that led to it.
func (c *ruleEvalCommand) Run(p *program) error {
	switch one := c.Rule != "" && p.cli.Data != ""; {
	case c.Batch != "" && c.Rule == "" && p.cli.Data == "":
		return p.ruleBatch(c.Batch)
	case !one || c.Batch != "":
		return usage{errors.New(p.t("cmd.rule.what"))}
	}
	text, err := readRuleFile(c.Rule)
	if err != nil {
		return err
	}
	data, err := readJSONFile(p.cli.Data)
	if err != nil {
		return err
	}
	if ending := filepath.Ext(c.Rule); ending == ".yaml" || ending == ".yml" {
		return p.ruleSet(text, data)
	}
	return p.expression(c.Rule, text, data)
}

// readRuleFile reads a whole file.
func readRuleFile(path string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "cmd.import.unreadable", "file", path)
	}
	return raw, nil
}

func readJSONFile(path string) (any, error) {
	raw, err := readRuleFile(path)
	if err != nil {
		return nil, err
	}
	v, err := certlogic.Decode(raw)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "cmd.rule.json", "file", path, "detail", err.Error())
	}
	return v, nil
}

// logicOf is the expression of a rule: its Logic, or the whole when it has none.
func logicOf(tree any) any {
	if r, is := tree.(map[string]any); is {
		if logic, has := r["Logic"]; has {
			return logic
		}
	}
	return tree
}

// compileLogic classifies what is wrong with an expression.
func compileLogic(tree any) (*certlogic.Expr, error) {
	e, err := certlogic.Compile(logicOf(tree))
	if bad, ok := errors.AsType[*certlogic.InvalidError](err); ok {
		return nil, fault.Wrap(err, fault.Invalid, "cmd.rule.form", "n", len(bad.Issues), "message", bad.Issues[0].Message)
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "cmd.rule.failed", "detail", err.Error())
	}
	return e, nil
}

// evaluated is what a CertLogic rule came to.
type evaluated struct {
	Value any          `json:"value"`
	Trace []tracedStep `json:"trace"`
}

// tracedStep is an operation with its words.
type tracedStep struct {
	certlogic.Step
	Text string `json:"text"`
}

func (p *program) expression(path string, text []byte, data any) error {
	tree, err := certlogic.Decode(text)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "cmd.rule.json", "file", path, "detail", err.Error())
	}
	e, err := compileLogic(tree)
	if err != nil {
		return err
	}
	value, steps, err := e.Trace(data)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "cmd.rule.failed", "detail", err.Error())
	}
	out := evaluated{value, []tracedStep{}}
	for _, s := range steps {
		out.Trace = append(out.Trace, tracedStep{s, p.stepInWords(s)})
	}
	return p.show(out, func() error {
		for _, s := range out.Trace {
			if err := p.line("%s", s.Text); err != nil {
				return err
			}
		}
		return p.line("%s", p.t("cmd.rule.value", "value", p.inWords(value)))
	})
}

// stepNames are the operations with a sentence of their own.
var stepNames = map[certlogic.Op]string{
	certlogic.Var: "var", certlogic.If: "if", certlogic.And: "and", certlogic.Not: "not", certlogic.Equal: "equal", certlogic.In: "in",
	certlogic.Add: "add", certlogic.Reduce: "reduce", certlogic.PlusTime: "plus", certlogic.DateOfBirth: "birth", certlogic.ExtractFromUVCI: "extract",
}

// comparisons are those that say how neighbours compare.
var comparisons = map[certlogic.Op]string{
	certlogic.Less: "less", certlogic.Greater: "greater", certlogic.LessEqual: "less_equal", certlogic.GreaterEqual: "greater_equal",
	certlogic.Before: "before", certlogic.After: "after", certlogic.NotAfter: "not_after", certlogic.NotBefore: "not_before",
}

// stepInWords is one sentence.
func (p *program) stepInWords(s certlogic.Step) string {
	operands := make([]string, len(s.Operands))
	for i, v := range s.Operands {
		operands[i] = p.inWords(v)
	}
	if than, is := comparisons[s.Op]; is {
		chain := strings.Join(operands, " "+p.t("cmd.rule.than."+than)+" ")
		return p.t("cmd.rule.step.chain", "chain", chain, "value", p.inWords(s.Value))
	}
	a, b := "", ""
	if len(operands) > 0 {
		a = operands[0]
	}
	if len(operands) > 1 {
		b = operands[1]
	}
	path, unit := s.Path, ""
	if path == "" {
		path = p.t("cmd.rule.whole")
	}
	if s.Unit != "" {
		unit = p.t("cmd.rule.timeunit." + s.Unit)
	}
	return p.t("cmd.rule.step."+stepNames[s.Op], "path", path, "a", a, "b", b, "operands", strings.Join(operands, ", "),
		"amount", s.Amount, "unit", unit, "value", p.inWords(s.Value))
}

// inWords writes a value for people: yes, no and nothing in their language, everything else as JSON.
func (p *program) inWords(v any) string {
	switch v := v.(type) {
	case nil:
		return p.t("rule.trace.none")
	case bool:
		return p.t("rule.trace." + strconv.FormatBool(v))
	default:
		return short(v)
	}
}

// maxShown is how much of a value stands in a sentence; JSON has all of it.
const maxShown = 60

// short writes a value on one line and cuts it.
func short(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	text := string(raw)
	if utf8.RuneCountInString(text) <= maxShown {
		return text
	}
	return string([]rune(text)[:maxShown]) + "…"
}

// ruleOutcome is what a rule set says, with its words.
type ruleOutcome struct {
	rule.Outcome
	Words []string `json:"words"`
}

// ruleSet evaluates one of our own rule sets over {"on": day, "facts": {...}}.
func (p *program) ruleSet(text []byte, data any) error {
	set, err := rule.Read(text)
	if err != nil {
		return err
	}
	object, _ := data.(map[string]any)
	on, dated := object["on"].(string)
	facts, listed := object["facts"].(map[string]any)
	if !dated || !listed || len(object) != 2 {
		return fault.New(fault.Invalid, "cmd.rule.case", "file", p.cli.Data)
	}
	got, err := set.Evaluate(rule.Case{On: on, Facts: facts})
	if err != nil {
		return err
	}
	out := ruleOutcome{got, got.Trace.Say(p.words, p.lang)}
	if out.Words == nil {
		out.Words = []string{}
	}
	return p.show(out, func() error {
		lines := out.Words
		if !got.Known {
			lines = append(lines, p.t("cmd.rule.missing", "list", strings.Join(set.Titles(got.Missing, p.lang), p.t("rule.trace.and"))))
		}
		if len(got.Certain) > 0 {
			lines = append(lines, p.t("cmd.rule.certain", "list", strings.Join(set.ResultTitles(got.Certain, p.lang), p.t("rule.trace.and"))))
		}
		return p.line("%s", strings.Join(append(lines, p.t("cmd.rule.version", "version", got.Version)), "\n"))
	})
}
