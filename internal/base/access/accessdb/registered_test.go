package accessdb_test

import (
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// An account is given to a person whom a register knows by the operator alone, and erasing it would destroy the key under which the register
// keeps the person: that is refused.
func TestAnAccountOfARegisteredPerson(t *testing.T) {
	w := accesstest.New(t, storetest.Open(t, accesstest.Migrations()...))
	const known = "person_01ke5y3x80a9svzgxj00m6c4xb"
	w.Registered = func(_ store.Queryer, person string) (bool, error) { return person == known, nil }
	admin := w.Who(access.Mandate{Role: accesstest.System, At: accesstest.Province})
	wish := access.NewAccount{User: "elder", Name: "elder", Home: accesstest.County, Person: known}
	if _, _, err := w.Make(t.Context(), admin, wish); fault.KindOf(err) != fault.Denied {
		t.Errorf("an administrator says who somebody is: %v", err)
	}
	wish.Person = "person_01ke5y3x80a9svzgxj00m6c4xc"
	if _, _, err := w.Make(t.Context(), access.Operator(), wish); fault.KindOf(err) != fault.NotFound {
		t.Errorf("somebody whom no register knows: %v", err)
	}
	wish.Person = known
	made, _, err := w.Make(t.Context(), access.Operator(), wish)
	if err != nil || made.Person != known {
		t.Fatalf("%+v, %v", made, err)
	}
	if who, err := w.Actor(t.Context(), made.ID, access.Way{}); err != nil || who.Person != known {
		t.Errorf("%+v, %v", who, err)
	}
	// The word of somebody registered is evidence: nobody gives themselves a way in to it alone.
	security := w.Policy.Actor("acct_s", "person_s", []access.Mandate{{Role: accesstest.Security, At: accesstest.Province}}, accesstest.Contains)
	password, waits, err := w.ResetPassword(t.Context(), admin, made.ID)
	if err != nil || !waits {
		t.Fatalf("one administrator resets the password: waits %v, %v", waits, err)
	}
	if err := signIn(w, "elder", password, somewhere); err == nil {
		t.Error("the password opens the account before anybody has confirmed")
	}
	shown, err := w.Show(t.Context(), security, made.ID)
	if err != nil || shown.Waits == nil || !shown.MayConfirm {
		t.Fatalf("%+v, %v", shown.Waits, err)
	}
	if err := w.Confirm(t.Context(), security, made.ID, shown.Waits.ID); err != nil {
		t.Fatal(err)
	}
	if err := signIn(w, "elder", password, somewhere); err != nil {
		t.Errorf("confirmed: %v", err)
	}
	if err := w.Erase(t.Context(), admin, made.ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("erased: %v", err)
	}
	if gone, err := w.Keys.Erased(t.Context()); err != nil || len(gone) != 0 {
		t.Errorf("the key is gone: %v, %v", gone, err)
	}
}
