package delivery

import (
	"cmp"
	"context"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Answer is what an inspector found of an anomaly.
type Answer struct {
	Key     string `json:"key"`
	Month   string `json:"month"`
	Kind    string `json:"kind"`
	Verdict string `json:"verdict"` // one of Verdicts
	Visit   string `json:"visit"`
	By      string `json:"by"`
	AtMs    int64  `json:"at_ms"`
}

// Verdicts are what an anomaly can turn out to be. What did not take place is said by evidence; that, not this, takes the money back.
var Verdicts = []string{"explained", "clock_wrong", "entered_wrong", "upheld", "passed_on"}

// Watched is an anomaly with the visits that it is about, and its answer where somebody has given one.
type Watched struct {
	Anomaly
	Of       []Shown
	Provider Provider
	Answer   *Answer
	Call     *Check // the last one to the person
}

// Answered tells whether nothing more is to be done: somebody has said what it is, or the person herself has on the telephone.
func (w Watched) Answered() bool {
	return w.Answer != nil || w.Asks() && w.Call != nil && w.Call.holds()
}

// Watch lists the anomalies of a month in a place with what is known of them, those that wait first.
func (s *Service) Watch(ctx context.Context, who access.Actor, place region.Key, month string) (list []Watched, err error) {
	if err := who.CheckAt(CanRead, place); err != nil {
		return nil, err
	}
	if _, err := time.Parse("2006-01", month); err != nil {
		return nil, wrong("month")
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		all, err := s.anomalies(q, place, month)
		if err != nil {
			return err
		}
		answers, err := s.Store.Answers(q, s.Node, month)
		if err != nil {
			return err
		}
		calls, err := s.calls(q, month)
		if err != nil {
			return err
		}
		for _, a := range all {
			w := Watched{Anomaly: a}
			if c, called := calls[a.Visits[0]]; called {
				w.Call = &c
			}
			if i := slices.IndexFunc(answers, func(x Answer) bool { return x.Key == a.Key }); i >= 0 {
				w.Answer = &answers[i]
			}
			if err := s.look(q, &w); err != nil {
				return err
			}
			list = append(list, w)
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b Watched) int { return answeredLast(a) - answeredLast(b) })
	return list, err
}

func answeredLast(w Watched) int {
	if w.Answered() {
		return 1
	}
	return 0
}

// look reads what an anomaly is about.
func (s *Service) look(q store.Queryer, w *Watched) (err error) {
	var visits []Visit
	for _, id := range w.Visits {
		v, err := s.Store.Visit(q, s.Node, id)
		if err != nil {
			return err
		}
		visits = append(visits, v)
	}
	slices.SortFunc(visits, func(a, b Visit) int { return cmp.Or(cmp.Compare(a.FromMs, b.FromMs), cmp.Compare(a.ID, b.ID)) })
	if w.Of, err = s.shown(q, visits); err != nil {
		return err
	}
	w.Provider, _, err = s.Providers.Provider(q, visits[0].Provider)
	return err
}

// anomalies looks through the visits of a place and month.
func (s *Service) anomalies(q store.Queryer, place region.Key, month string) ([]Anomaly, error) {
	list, err := s.Store.InMonth(q, s.Node, month)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(v Visit) bool { return !s.Contains(place, v.Place) })
	r := Records{Visits: list, Over: map[string]string{}, Related: map[[2]string]bool{}, Workers: map[string]string{}, Rules: s.Rules}
	if r.Points, err = s.Points(q); err != nil {
		return nil, err
	}
	begun := slices.DeleteFunc(slices.Clone(list), func(v Visit) bool { return !v.Took() && !s.begun(v) }) // that nobody came can be said before any report
	if r.Standings, err = s.standings(q, begun); err != nil {
		return nil, err
	}
	looked := map[string]bool{}
	for _, v := range list {
		if !looked[v.Plan] {
			looked[v.Plan] = true
			p, err := s.Store.Plan(q, s.Node, v.Plan)
			if err != nil {
				return nil, err
			}
			if p.Why == endDied || p.Why == endErased {
				r.Over[v.Plan] = p.Ended
			}
		}
		for _, post := range v.Attended {
			pair := [2]string{post, v.Person}
			if looked[post+v.Person] {
				continue
			}
			looked[post+v.Person] = true
			p, found, err := s.Staff.Post(q, post)
			if err != nil {
				return nil, err
			}
			if found {
				r.Workers[post] = p.Person
				if r.Related[pair], err = s.Persons.Related(q, p.Person, v.Person); err != nil {
					return nil, err
				}
			}
		}
	}
	return Anomalies(r), nil
}

// AnswerAnomaly records what an inspector without a hand in the provider found.
func (s *Service) AnswerAnomaly(ctx context.Context, who access.Actor, place region.Key, month, key, verdict string) error {
	if err := who.CheckAt(CanAudit, place); err != nil {
		return err
	}
	if _, err := time.Parse("2006-01", month); err != nil {
		return wrong("month")
	}
	if !slices.Contains(Verdicts, verdict) {
		return wrong("verdict")
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		all, err := s.anomalies(tx, place, month)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(a Anomaly) bool { return a.Key == key })
		if i < 0 {
			return absent()
		}
		if all[i].Asks() {
			return fault.New(fault.Conflict, "delivery.anomaly.call").At("verdict")
		}
		done, err := s.Store.Answers(tx, s.Node, month)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(done, func(a Answer) bool { return a.Key == key }) {
			return fault.New(fault.Conflict, "delivery.anomaly.answered_before")
		}
		v, err := s.Store.Visit(tx, s.Node, all[i].Visits[0])
		if err != nil {
			return err
		}
		if err := s.apart(tx, who, v.Provider); err != nil {
			return err
		}
		a := Answer{Key: key, Month: month, Kind: all[i].Kind, Verdict: verdict, Visit: v.ID, By: person(who), AtMs: s.Now().UnixMilli()}
		return s.record(tx, who, Event{What: AnomalyAnswered, Answer: &a, Place: v.Place, Also: []string{v.Person}})
	})
}
