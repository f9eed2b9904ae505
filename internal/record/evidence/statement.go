package evidence

import (
	"slices"

	"mihe/internal/base/region"
)

// About is what a statement is about, such as {"delivery.visit", "visit_..."}: never a person.
type About struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// Way is how something was seen or heard.
type Way string

// The ways.
const (
	OwnWord    Way = "own_word"    // said by whoever wants it to be so
	Deliverer  Way = "deliverer"   // recorded by whoever delivered
	PaperCode  Way = "paper_code"  // a code of the beneficiary's card
	CardTap    Way = "card_tap"    // the beneficiary's tag was held to the carer's telephone
	VoiceCall  Way = "voice_call"  // the beneficiary answered a call by keys
	OwnAccount Way = "own_account" // the beneficiary, or a relative under a mandate, signed in
	System     Way = "system"      // a third system or a device of it
	Sample     Way = "sample"      // an inspector asked
)

// Ways lists them from the weakest to the strongest.
var Ways = []Way{OwnWord, Deliverer, PaperCode, CardTap, VoiceCall, OwnAccount, System, Sample}

// Confirms tells whether a way is a channel of the beneficiary's own.
func (w Way) Confirms() bool {
	return slices.Contains([]Way{PaperCode, CardTap, VoiceCall, OwnAccount}, w)
}

// Says is what a statement says of the thing it is about.
type Says string

// What can be said. Whoever says Differs holds that it happened, and not as it was recorded.
const (
	Happened    Says = "happened"
	NotHappened Says = "not_happened"
	Differs     Says = "differs"
)

// Statement is what somebody or something says of a thing. It is never changed; who thinks otherwise makes another one.
type Statement struct {
	ID        string // statement_...
	About     About
	Person    string     // the beneficiary
	Region    region.Key // where the beneficiary belongs
	Way       Way
	Says      Says
	AtMs      int64    // by the clock of the server
	ClaimedMs int64    // by the clock of the device, or 0
	Deliverer string   // of way Deliverer: the person who was there
	Files     []string // SHA-256 of files kept by AddFile
	By        string   // the account or machine
	ByPerson  string   // whose account it is, or empty
	Card      string   // of a code or a tap: the card or tag
	Position  int64    // of a code: its number on the sheet; of a tap: the counter of the tag
	Seq       int64
}
