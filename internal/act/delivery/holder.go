package delivery

import (
	"slices"
	"strconv"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// everything is a limit beyond what a person can have.
const everything = 1 << 30

// Export implements party.Holder: plans, visits, what was proposed for a day and the account of a person, a row each.
func (s *Service) Export(q store.Queryer, node int64, person string, open func(field, sealed string) (string, error)) (string, []map[string]string, error) {
	plans, err := s.Store.PlansOf(q, node, person)
	if err != nil {
		return "", nil, err
	}
	var rows []map[string]string
	for _, p := range plans {
		rows = append(rows, map[string]string{
			"plan": p.ID, "case": p.Cause, "decision": p.Decision, "made_by": p.By, "provider": p.Provider, "item": p.Item, "per": string(p.Per), "times": strconv.Itoa(p.Times),
			"minutes": strconv.Itoa(p.Minutes), "price": p.Price.Plain(), "share": p.Share.Plain(), "from": p.From, "until": p.until(), "ended": p.Why,
		})
	}
	list, err := s.Store.VisitsOf(q, node, person, everything)
	if err != nil {
		return "", nil, err
	}
	for _, v := range list {
		rows = append(rows, map[string]string{
			"visit": v.ID, "plan": v.Plan, "item": v.Item, "on": v.On, "from_ms": strconv.FormatInt(v.FromMs, 10), "until_ms": strconv.FormatInt(v.UntilMs, 10),
			"state": string(v.State), "begun_ms": strconv.FormatInt(v.BegunMs, 10), "ended_ms": strconv.FormatInt(v.EndedMs, 10), "reason": v.Reason,
		})
	}
	proposed, err := s.proposedTo(q, node, person, plans)
	if err != nil {
		return "", nil, err
	}
	rows = append(rows, proposed...)
	a, found, err := s.Store.Account(q, node, person)
	if err != nil || !found {
		return "deliveries", rows, err
	}
	for one := &a; one != nil; one = one.Next {
		if one.Number == "" {
			continue
		}
		if err := one.open(open); err != nil {
			return "", nil, err
		}
		rows = append(rows, map[string]string{"account": one.Number, "bank": one.Bank})
	}
	return "deliveries", rows, nil
}

// proposedTo are the visits to a person that were proposed, a row each, with who was not to come and why.
func (s *Service) proposedTo(q store.Queryer, node int64, person string, plans []Plan) (rows []map[string]string, err error) {
	var providers []string
	for _, p := range plans {
		providers = append(providers, p.Provider)
	}
	slices.Sort(providers)
	for _, id := range slices.Compact(providers) {
		all, err := s.Store.Proposals(q, node, id, "")
		if err != nil {
			return nil, err
		}
		for _, one := range all {
			for _, v := range one.Day.Visits {
				if v.Person != person {
					continue
				}
				var barred []string
				for _, b := range v.Barred {
					barred = append(barred, b.Post+" "+b.Why)
				}
				rows = append(rows, map[string]string{
					"proposal": one.ID, "on": one.On, "visit": v.ID, "known": strings.Join(v.Known, " "), "barred": strings.Join(barred, ", "),
				})
			}
		}
	}
	return rows, nil
}

// Going says by a Conflict that the county still owes a person money: whoever is erased cannot be paid any more.
func (s *Service) Going(q store.Queryer, person string) error {
	visits, err := s.Store.VisitsOf(q, s.Node, person, everything)
	if err != nil {
		return err
	}
	ids := []string{}
	for _, v := range visits {
		if v.PayTo == ToPerson && v.Took() {
			ids = append(ids, v.ID)
		}
	}
	seen := map[string]bool{}
	for some := range slices.Chunk(ids, VisitsAPage) {
		lines, err := s.Store.LinesOf(q, s.Node, some)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if seen[l.In] {
				continue
			}
			seen[l.In] = true
			d, err := s.Store.Settlement(q, s.Node, l.In)
			if err != nil {
				return err
			}
			if p := d.paymentOf(d.Input.Provider, l); undecided(d.State) || p.doubtful() {
				return fault.New(fault.Conflict, "delivery.erase.owed", "month", d.Input.Month)
			}
		}
	}
	return nil
}

// Erase implements party.Holder: the person's plans end, what has not begun is cancelled, the account goes. What was delivered and
// paid stays, for offices answer for it; it names the person by an id that leads nowhere.
func (s *Service) Erase(tx *store.Tx, node int64, person string) error {
	plans, err := s.Store.PlansOf(tx, node, person)
	if err != nil {
		return err
	}
	for _, p := range plans {
		if day := max(s.today(), p.From); day < p.until() {
			if err := s.end(tx, access.System("erasure"), p, day, endErased); err != nil {
				return err
			}
		}
	}
	return s.Store.DropAccount(tx, node, person)
}
