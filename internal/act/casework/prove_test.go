package casework_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

func machine() *casework.Machine { m := caseworktest.Sample(); return &m }

// at finds a transition, which must be there: a flaw planted in nothing proves nothing.
func at(t *testing.T, m *casework.Machine, step string) *casework.Transition {
	t.Helper()
	i := slices.IndexFunc(m.Transitions, func(x casework.Transition) bool { return x.Step == step })
	if i < 0 {
		t.Fatalf("there is no step %s", step)
	}
	return &m.Transitions[i]
}

func without(m *casework.Machine, steps ...string) {
	m.Transitions = slices.DeleteFunc(m.Transitions, func(t casework.Transition) bool { return slices.Contains(steps, t.Step) })
}

// wait changes how a state waits.
func wait(m *casework.Machine, s casework.State, change func(w *casework.Waiting)) {
	w := m.Waiting[s]
	change(&w)
	m.Waiting[s] = w
}

func TestTheSampleIsProved(t *testing.T) {
	m := machine()
	if err := m.Prove(); err != nil {
		t.Fatal(err)
	}
	kinds := map[casework.Kind]bool{casework.Open: true}
	for _, x := range m.Transitions {
		kinds[x.Kind] = true
	}
	if len(kinds) != 21 {
		t.Errorf("the sample has %d kinds of actions, want all 21: %v", len(kinds), slices.Sorted(maps.Keys(kinds)))
	}
}

// flaws plants each flaw that must keep a definition from starting.
var flaws = map[string]struct {
	spoil   func(t *testing.T, m *casework.Machine)
	key, at string
}{
	"a state that nobody reaches": {func(_ *testing.T, m *casework.Machine) { m.Waiting["lost"] = m.Waiting["received"] }, "unreached", "lost"},
	"the way to an end is gone":   {func(_ *testing.T, m *casework.Machine) { without(m, "refuse") }, "unreached", "refused"},
	"no owner": {func(_ *testing.T, m *casework.Machine) {
		wait(m, "accepted", func(w *casework.Waiting) { w.Owner = access.None })
	}, "owner", "accepted"},
	"an owner on the other clock": {func(_ *testing.T, m *casework.Machine) {
		wait(m, "accepted", func(w *casework.Waiting) { w.Clock = casework.PersonClock })
	}, "owner", "accepted"},
	"no clock": {func(_ *testing.T, m *casework.Machine) {
		wait(m, "accepted", func(w *casework.Waiting) { w.Clock = "" })
	}, "owner", "accepted"},
	"no time limit": {func(_ *testing.T, m *casework.Machine) {
		wait(m, "accepted", func(w *casework.Waiting) { w.Limit = nil })
	}, "limit", "accepted"},
	"a time limit of no days": {func(_ *testing.T, m *casework.Machine) {
		wait(m, "accepted", func(w *casework.Waiting) {
			w.Limit = casework.Terms{{Unit: casework.Working, Source: i18n.Name{Zh: "x", En: "x"}}}
		})
	}, "limit", "accepted"},
	"a time limit without a source": {func(_ *testing.T, m *casework.Machine) {
		wait(m, "accepted", func(w *casework.Waiting) { w.Limit = casework.Terms{{Days: 3, Unit: casework.Working}} })
	}, "limit", "accepted"},
	"a time limit that begins later": {func(_ *testing.T, m *casework.Machine) {
		wait(m, "accepted", func(w *casework.Waiting) { w.Limit = slices.Clone(w.Limit); w.Limit[0].From = "2026-01-01" })
	}, "limit", "accepted"},
	"a time limit in calendar days": {func(_ *testing.T, m *casework.Machine) {
		wait(m, "accepted", func(w *casework.Waiting) { w.Limit = slices.Clone(w.Limit); w.Limit[0].Unit = casework.Calendar })
	}, "limit", "accepted"},
	"neither waiting nor an end":    {func(_ *testing.T, m *casework.Machine) { delete(m.Waiting, "accepted") }, "idle", "accepted"},
	"both waiting and an end":       {func(_ *testing.T, m *casework.Machine) { m.Ends = append(m.Ends, "accepted") }, "idle", "accepted"},
	"a start that is an end":        {func(_ *testing.T, m *casework.Machine) { m.Start = "refused" }, "start", "refused"},
	"a step without a right":        {func(t *testing.T, m *casework.Machine) { at(t, m, "accept").Right = access.None }, "right", "accept"},
	"an office's act by the person": {func(t *testing.T, m *casework.Machine) { at(t, m, "decide").Right = casework.CanOwn }, "side", "decide"},
	"a person's act by the office":  {func(t *testing.T, m *casework.Machine) { at(t, m, "withdraw").Right = casework.CanHandle }, "side", "withdraw"},
	"an end that is left": {func(t *testing.T, m *casework.Machine) {
		at(t, m, "accept").From = []casework.State{"received", "lapsed"}
	}, "left", "lapsed"},
	"an end with a limit":              {func(t *testing.T, m *casework.Machine) { at(t, m, "appeal").When = casework.InTime }, "lapse", "concluded"},
	"a step in two ways":               {func(t *testing.T, m *casework.Machine) { at(t, m, "refuse").Step = "accept" }, "twice", "accept"},
	"an unknown kind":                  {func(t *testing.T, m *casework.Machine) { at(t, m, "accept").Kind = "approve" }, "kind", "accept"},
	"a second opening":                 {func(t *testing.T, m *casework.Machine) { at(t, m, "accept").Kind = casework.Open }, "kind", "accept"},
	"a step from nowhere":              {func(t *testing.T, m *casework.Machine) { at(t, m, "close").From = nil }, "kind", "close"},
	"an acceptance that leads nowhere": {func(t *testing.T, m *casework.Machine) { at(t, m, "accept").To = "" }, "moves", "accept"},
	"a rating that moves":              {func(t *testing.T, m *casework.Machine) { at(t, m, "rate").To = "appealed" }, "moves", "rate"},
	"a step back that is no answer":    {func(t *testing.T, m *casework.Machine) { at(t, m, "close").To, at(t, m, "close").Back = "", true }, "back", "close"},
	"an answer that goes elsewhere": {func(t *testing.T, m *casework.Machine) {
		at(t, m, "supplement").To, at(t, m, "supplement").Back = "accepted", false
	}, "back", "supplement"},
	"a correction without an answer": {func(_ *testing.T, m *casework.Machine) { without(m, "supplement") }, "astray", "correcting"},
	"a correction entered otherwise": {func(_ *testing.T, m *casework.Machine) {
		m.Transitions = append(m.Transitions, casework.Transition{
			Step: "wait", Kind: casework.Progress, From: []casework.State{"assessed"}, To: "correcting", Right: casework.CanDecide,
		})
	}, "astray", "correcting"},
	"a correction that never comes back": {func(t *testing.T, m *casework.Machine) {
		without(m, "supplement")
		at(t, m, "withdraw").When = casework.Anytime
		m.Waiting["answered"] = m.Waiting["received"]
		m.Transitions = append(m.Transitions,
			casework.Transition{Step: "answer", Kind: casework.Withdraw, From: []casework.State{"correcting"}, To: "answered", Right: casework.CanOwn},
			casework.Transition{Step: "end", Kind: casework.Close, From: []casework.State{"answered"}, To: "lapsed", Right: casework.CanHandle})
	}, "astray", "correcting"},
	"a correction on the office's clock": {func(t *testing.T, m *casework.Machine) { at(t, m, "correct").To = "accepted" }, "clocks", "correct"},
	"whoever is waited for can do nothing": {func(_ *testing.T, m *casework.Machine) {
		wait(m, "decided", func(w *casework.Waiting) { w.Owner = casework.CanDecide })
	}, "powerless", "decided"},
	"whoever is waited for can act in time only": {func(t *testing.T, m *casework.Machine) {
		without(m, "refuse")
		m.Ends = slices.DeleteFunc(m.Ends, func(s casework.State) bool { return s == "refused" })
		for i := range m.Transitions {
			m.Transitions[i].From = slices.DeleteFunc(m.Transitions[i].From, func(s casework.State) bool { return s == "refused" })
		}
		at(t, m, "accept").When = casework.InTime
	}, "powerless", "received"},
	"the person can hold the case for ever": {func(t *testing.T, m *casework.Machine) {
		at(t, m, "lapse").From = []casework.State{"received"}
	}, "hostage", "correcting"},
	"a circle that nobody leaves": {func(_ *testing.T, m *casework.Machine) {
		m.Waiting["here"], m.Waiting["there"] = m.Waiting["assessed"], m.Waiting["assessed"]
		leads := func(step string, from, to casework.State) casework.Transition {
			return casework.Transition{Step: step, Kind: casework.Progress, From: []casework.State{from}, To: to, Right: casework.CanDecide}
		}
		m.Transitions = append(m.Transitions, leads("begin", "assessed", "here"), leads("forth", "here", "there"), leads("home", "there", "here"))
	}, "endless", "here"},
	"lapsing before the limit":       {func(t *testing.T, m *casework.Machine) { at(t, m, "lapse").When = casework.Anytime }, "lapse", "lapse"},
	"closing only after the limit":   {func(t *testing.T, m *casework.Machine) { at(t, m, "close").When = casework.Overdue }, "lapse", "close"},
	"a handover without a limit":     {func(_ *testing.T, m *casework.Machine) { m.Handover = nil }, "handover", "hand_over"},
	"a handover that nobody takes":   {func(_ *testing.T, m *casework.Machine) { without(m, "take_over") }, "handover", "hand_over"},
	"a handover that nobody returns": {func(t *testing.T, m *casework.Machine) { at(t, m, "hand_back").From = []casework.State{"received"} }, "handover", "hand_over"},
	"an appeal without a limit":      {func(_ *testing.T, m *casework.Machine) { m.Appeal = nil }, "appeal", "appeal"},
	"an appeal that the person answers": {func(t *testing.T, m *casework.Machine) {
		m.Waiting["own"] = casework.Waiting{Owner: casework.CanOwn, Clock: casework.PersonClock, Limit: m.Waiting["received"].Limit}
		m.Transitions = append(m.Transitions,
			casework.Transition{Step: "give_up", Kind: casework.Withdraw, From: []casework.State{"own"}, To: "withdrawn", Right: casework.CanOwn},
			casework.Transition{Step: "end", Kind: casework.Close, From: []casework.State{"own"}, To: "lapsed", Right: casework.CanHandle},
			casework.Transition{Step: "appeal_too", Kind: casework.Appeal, From: []casework.State{"concluded"}, To: "own", Right: casework.CanOwn})
	}, "appeal", "appeal_too"},
	"terms out of order": {func(_ *testing.T, m *casework.Machine) {
		a, b := m.Appeal[0], m.Appeal[0]
		a.From, b.From = "2027-01-01", "2026-01-01"
		m.Appeal = casework.Terms{m.Appeal[0], a, b}
	}, "appeal", "appeal"},
	"a state with a wrong name":   {func(t *testing.T, m *casework.Machine) { at(t, m, "accept").To = "Accepted" }, "name", "Accepted"},
	"a step with a wrong name":    {func(t *testing.T, m *casework.Machine) { at(t, m, "accept").Step = "Accept it" }, "name", "Accept it"},
	"a machine with a wrong name": {func(_ *testing.T, m *casework.Machine) { m.Name = "no name" }, "name", "no name"},
	"a misspelt state":            {func(t *testing.T, m *casework.Machine) { at(t, m, "accept").To = "acepted" }, "idle", "acepted"},
}

// Each planted flaw stops the service from being built, and is told with the place in both languages.
func TestPlantedFlawsDoNotStart(t *testing.T) {
	words, err := i18n.Load(casework.Words)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for name, c := range flaws {
		t.Run(name, func(t *testing.T) {
			m := machine()
			c.spoil(t, m)
			s, err := casework.NewService(casework.Service{Machines: []casework.Machine{*m}})
			f, ok := fault.As(err)
			if s != nil || !ok || f.Key != "casework.flaw."+c.key {
				t.Fatalf("NewService = %v, %v; want casework.flaw.%s", s, err, c.key)
			}
			found[c.key] = true
			for _, lang := range i18n.Langs {
				if said := words.Text(lang, f.Key, f.Args...); !strings.Contains(said, c.at) || !strings.Contains(said, m.Name) || strings.Contains(said, "⟦") {
					t.Errorf("%s: %q does not name %s of %s", lang, said, c.at, m.Name)
				}
			}
		})
	}
	if len(found) != 21 {
		t.Errorf("%d sorts of flaws were found, want all 21: %v", len(found), slices.Sorted(maps.Keys(found)))
	}
	twice := []casework.Machine{*machine(), *machine()}
	if _, err := casework.NewService(casework.Service{Machines: twice}); err == nil {
		t.Error("two machines of one name start")
	}
}
