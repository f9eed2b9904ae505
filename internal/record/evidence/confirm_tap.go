package evidence

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/standard/sun"
)

// TapConfirmation is what the beneficiary's tag said to the telephone of the carer who was there.
type TapConfirmation struct {
	About     About
	Person    string // the beneficiary
	PICC      string // encrypted PICC data, hexadecimal
	MAC       string // hexadecimal
	ClaimedMs int64

	ready *opened // by PrepareTap
}

// tagSecret is what a tag is known by, as it is sealed.
type tagSecret struct {
	UID  string `json:"uid"`
	Meta string `json:"meta"`
	File string `json:"file"`
}

// Fits tells whether a message that was made ready is of the person's tag at all, and uses nothing up: for finding out whose tag was held to a
// telephone. Whether the message counts is for ConfirmTapIn to say.
func (c TapConfirmation) Fits() bool {
	if c.ready == nil || c.ready.means == "" {
		return false
	}
	_, fits, err := tapped(c)
	return err == nil && fits
}

// PrepareTap unseals the tag of the person before the transaction that ConfirmTapIn stands in.
func (s *Service) PrepareTap(ctx context.Context, _ access.Actor, c TapConfirmation) (TapConfirmation, error) {
	ready, err := s.openLive(ctx, c.Person, Tag)
	c.ready = &ready
	return c, err
}

// ConfirmTap is PrepareTap and ConfirmTapIn for a tap that comes later than the visit's finishing.
func (s *Service) ConfirmTap(ctx context.Context, who access.Actor, c TapConfirmation) (done Confirmed, err error) {
	if c, err = s.PrepareTap(ctx, who, c); err != nil {
		return Confirmed{}, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		done, err = s.ConfirmTapIn(tx, who, c)
		return err
	})
	return done, err
}

// ConfirmTapIn confirms a thing by a message of the beneficiary's tag, under the same rules as a code. Its counter must be higher than
// any that was seen: a message that was copied down and sent once more is refused, and for another thing it makes both suspect.
func (s *Service) ConfirmTapIn(tx *store.Tx, who access.Actor, c TapConfirmation) (Confirmed, error) {
	if c.ready == nil {
		return Confirmed{}, errors.New("a tap that PrepareTap has not made ready") // a fault of the program
	}
	if err := c.About.check(); err != nil {
		return Confirmed{}, err
	}
	t, err := s.try(tx, who, attempt{About: c.About, Person: c.Person, Way: CardTap, ClaimedMs: c.ClaimedMs}, *c.ready)
	if err != nil || t.refusal != "" {
		return Confirmed{Refusal: t.refusal}, err
	}
	counter, fits := int64(0), t.fits
	if fits {
		if counter, fits, err = tapped(c); err != nil {
			return Confirmed{}, err
		}
	}
	switch {
	case !fits || counter == 0:
		return s.refuse(tx, who, t)
	case counter <= t.means.Last:
		return s.again(tx, who, t, counter)
	}
	return s.accept(tx, who, t, counter)
}

// tapped verifies a message; ok is false for one that is not of this tag.
func tapped(c TapConfirmation) (counter int64, ok bool, err error) {
	var secret tagSecret
	if err := json.Unmarshal(c.ready.secret, &secret); err != nil {
		return 0, false, errors.New("the secret of a tag is damaged")
	}
	var keys sun.Keys
	for text, into := range map[string]*[sun.KeySize]byte{secret.Meta: &keys.Meta, secret.File: &keys.File} {
		raw, err := hex.DecodeString(text)
		if err != nil || len(raw) != sun.KeySize {
			return 0, false, errors.New("the secret of a tag is damaged")
		}
		copy(into[:], raw)
	}
	m, ok := keyed(keys, c)
	return int64(m.Counter), ok && hex.EncodeToString(m.UID[:]) == secret.UID, nil
}

// keyed opens a message with the keys of a tag.
func keyed(keys sun.Keys, c TapConfirmation) (sun.Message, bool) {
	picc, err1 := hex.DecodeString(strings.TrimSpace(c.PICC))
	mac, err2 := hex.DecodeString(strings.TrimSpace(c.MAC))
	if err1 != nil || err2 != nil {
		return sun.Message{}, false
	}
	m, err := sun.Verify(keys, picc, nil, mac)
	return m, err == nil
}
