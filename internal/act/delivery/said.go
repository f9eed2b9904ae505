package delivery

// The keys of the words for codes, for pages.

// Said is the key of the words for the state of a visit.
func (v Visit) Said() string { return "delivery.said.visit." + string(v.State) }

// Said is the key of the words for the state of a settlement.
func (d SettlementHead) Said() string { return "delivery.said.settlement." + string(d.State) }

// Said is the key of the words for what became of a payment.
func (p Payment) Said() string { return "delivery.said.payment." + string(p.State) }

// SaidReturn is the key of the words for one of Returns.
func SaidReturn(reason string) string { return "delivery.said.return." + reason }

// Said is the key of the words for what a person said.
func (s Says) Said() string { return "delivery.said.says." + string(s) }

// Said is the key of the words for why a move does not fit, or for what became of it.
func (m Moved) Said() string {
	if m.Outcome == Conflict {
		return "delivery.said.misfit." + m.Why
	}
	return "delivery.said.move." + string(m.Outcome)
}

// Said is the key of the words for why a visit is not paid.
func (l Left) Said() string { return "delivery.said.left." + l.Why }

// Said is the key of the words for what does not fit together.
func (a Anomaly) Said() string { return "delivery.said.anomaly." + a.Kind }

// SaidReason is the key of the words for one of Reasons.
func SaidReason(reason string) string { return "delivery.said.reason." + reason }

// SaidAccept is the key of the words for one of AcceptReasons.
func SaidAccept(reason string) string { return "delivery.said.accept." + reason }

// SaidVerdict is the key of the words for one of Verdicts.
func SaidVerdict(verdict string) string { return "delivery.said.verdict." + verdict }

// Said is the key of the words for why a payee is left out of a file.
func (l LeftOut) Said() string { return "delivery.pay.left." + l.Why }
