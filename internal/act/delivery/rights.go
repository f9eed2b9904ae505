package delivery

import "mihe/internal/base/access"

// The rights of this room.
const (
	CanPlan    access.Right = "delivery.plan"    // making and ending plans, setting and changing visits
	CanDeliver access.Right = "delivery.deliver" // one's own visits; for an account of a provider, those of the provider, and answering for them
	CanRead    access.Right = "delivery.read"    // visits and settlements of a place
	CanSettle  access.Right = "delivery.settle"  // drawing settlements up, payment files
	CanApprove access.Right = "delivery.approve" // approving settlements that another drew up
	CanAudit   access.Right = "delivery.audit"   // drawing samples, asking the persons, answering anomalies
)

// Visiting is the purpose for which a carer learns the names of the persons to go to.
const Visiting access.Purpose = "service_visits"

// Coming is the purpose for which a carer learns, beyond the name, where a person to go to lives and how to ring before. It stands apart from Visiting
// because an entry of the ledger names no groups: by the purpose it says that these were opened, too.
const Coming access.Purpose = "service_arrival"

// Paying is the purpose for which a payment file opens names, numbers and accounts of persons.
const Paying access.Purpose = "service_payment"

// Asking is the purpose for which an inspector learns the name and the telephone number of a person whose visit was drawn.
const Asking access.Purpose = "service_checks"
