package app

import (
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
)

// Whoever signs in without having asked for a page comes to what is theirs.
func TestSignInLeadsToWhatIsOnesOwn(t *testing.T) {
	policy, err := Policy()
	if err != nil {
		t.Fatal(err)
	}
	all := func(region.Key, region.Key) bool { return true }
	for role, want := range map[access.Role]string{
		"": "/me/visits", Carer: "/visits/today", Provider: "/", Caseworker: "/", VillageOfficer: "/", Inspector: "/", Settler: "/", Coordinator: "/",
		AuditAdmin: "/", Decider: "/",
	} {
		var held []access.Mandate
		if role != "" {
			held = append(held, access.Mandate{Role: role, At: region.Country})
		}
		if got := home(policy.Actor("acct_a", "person_a", held, all)); got != want {
			t.Errorf("%q is led to %s, want %s", role, got, want)
		}
	}
}
