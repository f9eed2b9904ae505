package app

import (
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// elder is a made-up person of a township of the county, whom the register knows; for any other object, nobody.
func (w *world) elder(t *testing.T, object string) string {
	t.Helper()
	if object != "person" {
		return "person_01ke5y3x80a9svzgxj00m6c4xb"
	}
	if w.registered == "" {
		d := &demonstration{App: w.App}
		w.must(t, d.applicationForm(t.Context(), w.Node))
		partytest.Load(t, w.Persons, "aa", partytest.Row(1, demoTownship))
		w.registered = partytest.ID(t, w.Persons, partytest.Number(1, "19410307", false))
	}
	_, err := w.Persons.Show(t.Context(), access.Operator(), w.registered, party.View{Purpose: party.RegisterKeeping, Groups: []party.Group{party.Identity}})
	w.must(t, err)
	return w.registered
}
