package rule

import (
	"context"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Version is one version of a rule set that the node keeps, adopted or not.
type Version struct {
	Version string // Set.Version
	Set     string // Document.ID
	Source  string // the document that says so
	Actor   string
	Person  string // tells whether two steps were taken by one person
	AtMs    int64
	Record  string
	Seq     int64 // of the ledger
}

// Comparing is a report on what a version would do, compared with the one that held.
type Comparing struct {
	ID, Version, Before string
	AtMs, Seq           int64
}

// Adoption lets a version hold from a day on, until the next one.
type Adoption struct {
	ID, Version, Set string
	From             string // YYYY-MM-DD
	Comparison       string
	Basis            string // the decision by which it was adopted
	Actor            string
	AtMs, Seq        int64
}

// Propose keeps a version of a rule set, which holds for nobody yet. source is the document that it was written from.
// A text that says the same as one that is kept is a Conflict, however it is spelt.
func (s *Service) Propose(ctx context.Context, who access.Actor, text []byte, source string) (version string, err error) {
	if err := who.CheckAt(CanPropose, s.Home); err != nil {
		return "", err
	}
	if !written(source) {
		return "", fault.New(fault.Invalid, "rule.text", "min", leastText, "max", mostText).At("source")
	}
	set, err := Read(text)
	if err != nil {
		return "", err
	}
	if !utf8.Valid(text) || slices.Contains(text, 0) {
		return "", fault.New(fault.Invalid, "rule.yaml", "detail", "UTF-8")
	}
	id, err := s.newID("ruleversion")
	if err != nil {
		return "", err
	}
	r := proposal{id, set.Version(), set.doc.ID, strings.TrimSpace(source), who.ID, person(who), s.Now().UnixMilli(), string(text)}
	return r.Version, s.DB.Write(ctx, func(tx *store.Tx) error {
		if _, found, err := s.Store.Version(tx, s.Node, r.Version); err != nil || found {
			return orConflict(err, "rule.version.twice")
		}
		return s.note(tx, who.Entry("rule.version.proposed", s.Home), versionRecord, id, r)
	})
}

// Weigh assesses what a version would do to frozen cases, compared with the last one that was adopted, and keeps the report.
// Its id is what Adopt asks for. cases is walked through once.
func (s *Service) Weigh(ctx context.Context, who access.Actor, version string, q Question, cases iter.Seq2[Sample, error]) (id string, report Impact, err error) {
	if err := who.CheckAt(CanPropose, s.Home); err != nil {
		return "", Impact{}, err
	}
	var before, after *Set
	var proposed Version
	err = s.DB.Read(ctx, func(r store.Queryer) (err error) {
		if after, err = s.set(r, version); err != nil {
			return err
		}
		if proposed, _, err = s.Store.Version(r, s.Node, version); err != nil {
			return err
		}
		last, found, err := s.Store.Holding(r, s.Node, after.doc.ID, "")
		if err == nil && found {
			before, err = s.set(r, last.Version)
		}
		return err
	})
	if err != nil {
		return "", Impact{}, err
	}
	if report, err = Assess(before, after, q, cases); err != nil {
		return "", Impact{}, err
	}
	if id, err = s.newID("impact"); err != nil {
		return "", Impact{}, err
	}
	r := compared{id, who.ID, s.Now().UnixMilli(), report}
	return id, report, s.DB.Write(ctx, func(tx *store.Tx) error {
		e := who.Entry("rule.version.compared", s.Home)
		e.CausedBy = proposed.Record
		return s.note(tx, e, comparisonRecord, id, r)
	})
}

// NewAdoption is what an adoption says.
type NewAdoption struct {
	Version    string
	From       string // YYYY-MM-DD; not before the day from which the last adopted version holds
	Comparison string // the report that whoever adopts has seen
	Basis      string // the decision or notice by which it is adopted
}

// Adopt lets a version hold from a day on. It wants a report that compares the version with the one that holds now, and
// another person than the one who proposed it. Earlier versions stay, with the days on which they held.
func (s *Service) Adopt(ctx context.Context, who access.Actor, w NewAdoption) error {
	if err := who.CheckAt(CanAdopt, s.Home); err != nil {
		return err
	}
	day, err := readDate(w.From)
	if err != nil {
		return fault.New(fault.Invalid, "rule.adoption.from", "value", csvfile.Clip(w.From, 20)).At("from")
	}
	if !written(w.Basis) {
		return fault.New(fault.Invalid, "rule.text", "min", leastText, "max", mostText).At("basis")
	}
	id, err := s.newID("adoption")
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		v, found, err := s.Store.Version(tx, s.Node, w.Version)
		if err != nil || !found {
			return orAbsent(err, "rule.version.absent", "version", w.Version)
		}
		set, err := s.set(tx, w.Version)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(set.epochs, func(e epoch) bool { return e.days.low <= day && day <= e.days.high }) {
			return fault.New(fault.Invalid, "rule.not_in_force", "on", w.From).At("from")
		}
		if v.Person == person(who) {
			return fault.New(fault.Denied, "rule.adoption.same_person")
		}
		if err := s.follows(tx, v, w); err != nil {
			return err
		}
		e := who.Entry("rule.version.adopted", s.Home)
		e.CausedBy = w.Comparison
		return s.note(tx, e, adoptionRecord, id, adopted{
			id, v.Version, v.Set, w.From, w.Comparison, strings.TrimSpace(w.Basis), who.ID, person(who), s.Now().UnixMilli(),
		})
	})
}

// follows refuses an adoption whose report is missing, of another version, or out of date, and one that would change days
// which another version has been adopted for.
func (s *Service) follows(tx *store.Tx, v Version, w NewAdoption) error {
	c, found, err := s.Store.Comparison(tx, s.Node, w.Comparison)
	if err != nil {
		return err
	}
	if !found || c.Version != v.Version {
		return fault.New(fault.Conflict, "rule.adoption.uncompared").At("comparison")
	}
	last, held, err := s.Store.Holding(tx, s.Node, v.Set, "")
	if err != nil {
		return err
	}
	if c.Before != last.Version {
		return fault.New(fault.Conflict, "rule.adoption.outdated").At("comparison")
	}
	if held && w.From < last.From {
		return fault.New(fault.Conflict, "rule.adoption.earlier", "from", last.From).At("from")
	}
	return nil
}

// Holding is the set that holds on a day; NotFound when none does. Rules are no secret: no right is asked for.
func (s *Service) Holding(ctx context.Context, set, on string) (held *Set, err error) {
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		held, err = s.holding(q, set, on)
		return err
	})
	return held, err
}

func (s *Service) holding(q store.Queryer, set, on string) (*Set, error) {
	a, found, err := s.Store.Holding(q, s.Node, set, on)
	if err != nil || !found {
		return nil, orAbsent(err, "rule.none", "set", set, "on", on)
	}
	return s.set(q, a.Version)
}

// Standing is all versions of a set, or of every set, and since when which of them holds.
type Standing struct {
	Versions  []Version
	Adoptions []Adoption // in the order in which they were adopted
}

// List returns the versions of one set, or of all when set is empty.
func (s *Service) List(ctx context.Context, who access.Actor, set string) (all Standing, err error) {
	if err := who.CheckAt(CanRead, s.Home); err != nil {
		return Standing{}, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if all.Versions, err = s.Store.Versions(q, s.Node, set); err == nil {
			all.Adoptions, err = s.Store.Adoptions(q, s.Node, set)
		}
		return err
	})
	return all, err
}

// Report returns a report on a version by its id.
func (s *Service) Report(ctx context.Context, who access.Actor, id string) (report Impact, err error) {
	if err := who.CheckAt(CanRead, s.Home); err != nil {
		return Impact{}, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		c, found, err := s.Store.Comparison(q, s.Node, id)
		if err != nil || !found {
			return orAbsent(err, "rule.report.absent")
		}
		body, err := s.Store.Record(q, s.Node, c.ID)
		if err != nil {
			return err
		}
		r, err := decode[compared](body)
		report = r.Impact
		return err
	})
	return report, err
}

// The lengths of what a person writes.
const (
	leastText = 4
	mostText  = 500
)

// written tells whether somebody wrote a few words that can be read.
func written(s string) bool {
	n := utf8.RuneCountInString(strings.TrimSpace(s))
	return n >= leastText && n <= mostText && utf8.ValidString(s) && !strings.ContainsFunc(s, csvfile.Control)
}

func orConflict(err error, key string) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, key)
}

func orAbsent(err error, key string, args ...any) error {
	if err != nil {
		return err
	}
	return fault.New(fault.NotFound, key, args...)
}
