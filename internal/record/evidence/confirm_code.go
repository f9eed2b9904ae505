package evidence

// CodeConfirmation is a code of a beneficiary's card, entered by the carer who was there.
type CodeConfirmation struct {
	About     About
	Person    string // the beneficiary
	Code      string
	ClaimedMs int64

	ready *opened // by PrepareCode
}

// opened is the card of the person as it was unsealed before the transaction began.
type opened struct {
	card   string
	secret []byte
}

// Confirmed is what became of a code or a tap. A refused one is no error: what the carer did stands, and the attempt is counted.
type Confirmed struct {
	Accepted  bool
	Refusal   string // key of the words, when it was not accepted
	Statement Statement
}
