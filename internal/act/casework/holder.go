package casework

import (
	"strconv"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Export implements party.Holder: every action on the cases of a person, a row each.
func (s *Service) Export(q store.Queryer, node int64, person string, _ func(field, sealed string) (string, error)) (string, []map[string]string, error) {
	cases, err := s.Store.Of(q, node, person)
	if err != nil {
		return "", nil, err
	}
	var rows []map[string]string
	for _, c := range cases {
		bodies, err := s.Store.Actions(q, node, c.ID)
		if err != nil {
			return "", nil, err
		}
		for _, body := range bodies {
			a, err := parseAction(body)
			if err != nil {
				return "", nil, err
			}
			rows = append(rows, map[string]string{
				"case": c.ID, "number": c.Number(), "machine": c.Machine, "item": c.Item, "n": strconv.Itoa(a.N), "kind": string(a.Kind), "step": a.Step,
				"at_ms": strconv.FormatInt(a.AtMs, 10), "actor": a.Actor, "channel": a.Channel, "state": string(a.State), "limit_on": a.LimitOn,
				"missing": strings.Join(a.Missing, " "), "answers": strings.Join(a.Answers, " "), "decision": a.Decision, "reason": a.Reason,
			})
		}
	}
	return "cases", rows, nil
}

// Erase implements party.Holder. Actions stay, for an office answers for what it did; they hold codes, and name the person by an id
// that leads nowhere.
func (s *Service) Erase(*store.Tx, int64, string) error { return nil }

// Going says by a Conflict that a person has an open case: whoever wants to be erased withdraws it first, or waits for its end.
func (s *Service) Going(q store.Queryer, person string) error {
	cases, err := s.Store.Of(q, s.Node, person)
	if err != nil {
		return err
	}
	for _, c := range cases {
		if !c.Ended() {
			return fault.New(fault.Conflict, "casework.erase.open", "number", c.Number())
		}
	}
	return nil
}
