package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// answered is the record of what a machine reported under a key of its own, and what became of it.
type answered struct {
	ID        string `json:"id"`
	By        string `json:"by"`
	About     About  `json:"about"`
	Digest    string `json:"digest"` // of what was reported; numbers stand in it as tokens, so that none can be tried out
	Statement string `json:"statement,omitempty"`
	Refusal   string `json:"refusal,omitempty"`
	AtMs      int64  `json:"at_ms"`
}

var keyForm = regexp.MustCompile(`^[A-Za-z0-9._:-]{0,80}$`)

// checkKey wants a key that can be written anywhere. The empty one is none: what comes without is not known again.
func checkKey(key string) error {
	if !keyForm.MatchString(key) {
		return invalid("key", "evidence.key.form")
	}
	return nil
}

// once does what a machine reports. The same under the same key again is answered as it was, and nothing happens twice; anything else under it is a
// Conflict. The record is found by its identifier, so there is no table of it.
func (s *Service) once(tx *store.Tx, who access.Actor, key string, t attempt, content []string, do func() (Confirmed, error)) (Confirmed, error) {
	if key == "" {
		return do()
	}
	content = append([]string{string(t.Way), t.About.Kind, t.About.ID, strconv.FormatInt(t.ClaimedMs, 10)}, content...)
	a := answered{ID: "report_" + hashed(who.ID, key), By: who.ID, About: t.About, Digest: hashed(content...), AtMs: s.nowMs()}
	body, known, err := s.Store.Record(tx, s.Node, a.ID)
	if err != nil {
		return Confirmed{}, err
	}
	if known {
		before, err := decode[answered](body)
		if err == nil && before.Digest != a.Digest {
			err = fault.New(fault.Conflict, "evidence.key.other").At("key")
		}
		return Confirmed{Accepted: before.Statement != "", Refusal: before.Refusal, Statement: Statement{ID: before.Statement}}, err
	}
	done, err := do()
	if err != nil {
		return Confirmed{}, err
	}
	a.Statement, a.Refusal = done.Statement.ID, done.Refusal
	_, err = s.note(tx, s.entry(who, "evidence.report.answered", t.region, t.Person, t.About), answerRecord, a.ID, a)
	return done, err
}

// hashed is the SHA-256 of texts, none of which can be taken for part of another.
func hashed(texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// ReportOnce is Report under a key of the machine's own: new for each report, and the same when it is sent again.
func (s *Service) ReportOnce(ctx context.Context, who access.Actor, key string, w Word) (done Confirmed, err error) {
	if err := checkKey(key); err != nil {
		return Confirmed{}, err
	}
	w.Person = ""
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		said, at, err := s.thing(tx, w)
		if err == nil {
			err = who.CheckAt(CanReport, at)
		}
		if err != nil {
			return err
		}
		t := attempt{About: w.About, Person: said[0].Person, Way: System, ClaimedMs: w.ClaimedMs, region: at}
		done, err = s.once(tx, who, key, t, []string{string(w.Says)}, func() (Confirmed, error) {
			st, err := s.ReportIn(tx, who, w)
			return Confirmed{Accepted: err == nil, Statement: st}, err
		})
		return err
	})
	return done, err
}
