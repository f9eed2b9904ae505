package access

import (
	"context"
	"slices"
	"testing"

	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

const (
	read  Right = "thing.read"
	write Right = "thing.write"
)

var (
	province = region.Key{Code: "520000", Level: region.Province}
	city     = region.Key{Code: "520500", Level: region.Prefecture}
	county   = region.Key{Code: "520521", Level: region.County}
	sibling  = region.Key{Code: "520526", Level: region.County}
	other    = region.Key{Code: "530000", Level: region.Province}
)

// above is a map of five units, written out by hand.
var above = map[region.Key]region.Key{city: province, county: city, sibling: city, province: region.Country, other: region.Country}

func contains(a, k region.Key) bool {
	for ; k != (region.Key{}); k = above[k] {
		if k == a {
			return true
		}
	}
	return false
}

func policy(t *testing.T) *Policy {
	t.Helper()
	p, err := NewPolicy(map[Role][]Right{"reader": {read}, "writer": {read, write}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheZeroValuesDeny(t *testing.T) {
	for _, right := range []Right{None, Public, Own, read} {
		if err := (Actor{}).Check(right); fault.KindOf(err) != fault.Denied {
			t.Errorf("zero actor, %q: %v, want denied", right, err)
		}
		if err := (Actor{}).CheckAt(right, county); fault.KindOf(err) != fault.NotFound {
			t.Errorf("zero actor at a county, %q: %v, want not found", right, err)
		}
	}
	for _, a := range []Actor{Visitor(), Operator(), System("x", read)} {
		if err := a.Check(None); fault.KindOf(err) != fault.Denied {
			t.Errorf("%s holds no right's name: %v", a.ID, err)
		}
		if err := a.CheckAt(read, region.Key{}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s at no place: %v, want not found", a.ID, err)
		}
	}
	if (Grant{}).seq != 0 {
		t.Fatal("the zero grant claims to be recorded")
	}
	if _, err := (Grant{}).Open(t.Context(), unsealer{}, "person_a", "name", "x"); fault.KindOf(err) != fault.Denied {
		t.Errorf("the zero grant opened a text: %v", err)
	}
}

func TestRightsHoldInASubtree(t *testing.T) {
	p := policy(t)
	who := p.Actor("acct_a", "person_a", []Mandate{{"writer", county}, {"reader", city}, {"nobody", other}}, contains)
	for _, c := range []struct {
		right Right
		at    region.Key
		want  fault.Kind // Internal stands for allowed
	}{
		{write, county, fault.Internal},
		{read, sibling, fault.Internal},
		{write, sibling, fault.Denied}, // inside the reader's city
		{write, province, fault.NotFound},
		{read, other, fault.NotFound}, // an unknown role gives nothing
		{Own, county, fault.Internal},
	} {
		err := who.CheckAt(c.right, c.at)
		if got := fault.KindOf(err); (err == nil) != (c.want == fault.Internal) || err != nil && got != c.want {
			t.Errorf("%s at %s: %v, want %v", c.right, c.at, err, c.want)
		}
	}
	places, everywhere := who.Places(read)
	if want := []region.Key{county, city}; everywhere || !slices.Equal(places, want) {
		t.Errorf("Places(read) = %v, %v, want %v", places, everywhere, want)
	}
	if places, everywhere = Visitor().Places(read); everywhere || places != nil {
		t.Errorf("a visitor reads in %v, %v", places, everywhere)
	}
	if who.Sees(province) || !who.Sees(sibling) || (Actor{}).Sees(county) {
		t.Error("Sees does not follow the mandates")
	}
}

func TestAdministratorsStayApart(t *testing.T) {
	for name, roles := range map[string]map[Role][]Right{
		"accounts and roles": {"a": {ManageAccount, ManageRoles}},
		"accounts and trace": {"a": {ManageAccount, ReadLedger}},
		"roles and trace":    {"a": {ReadLedger, ManageRoles}},
		"nothing":            {"a": nil},
		"no name":            {"": {read}},
		"no right":           {"a": {None}},
	} {
		if _, err := NewPolicy(roles); err == nil {
			t.Errorf("%s: the policy was accepted", name)
		}
	}
	p, err := NewPolicy(map[Role][]Right{
		"system": {ManageAccount}, "security": {ManageRoles}, "audit": {ReadLedger}, "officer": {read}, "clerk": {write},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		roles []Role
		apart bool
	}{
		{[]Role{"officer", "clerk"}, true},
		{[]Role{"system", "officer"}, false},
		{[]Role{"security", "clerk"}, false},
		{[]Role{"system"}, true},
		{[]Role{"system", "security"}, false},
		{[]Role{"audit", "officer"}, false},
		{[]Role{"audit"}, true},
	} {
		if got := p.Apart(c.roles...); got != c.apart {
			t.Errorf("Apart(%v) = %v, want %v", c.roles, got, c.apart)
		}
	}
}

type unsealer struct{}

func (unsealer) Unseal(context.Context, string, string, string) ([]byte, error) {
	return []byte("plain"), nil
}

type log struct{ entries []ledger.Entry }

func (l *log) Append(_ *store.Tx, e ledger.Entry) (int64, error) {
	l.entries = append(l.entries, e)
	return int64(len(l.entries)), nil
}

func TestReadingAPersonNeedsARecordedGrant(t *testing.T) {
	who := policy(t).Actor("acct_a", "person_a", []Mandate{{"reader", county}}, contains)
	l := &log{}
	wish := Wish{Right: read, Region: county, Subjects: []string{"person_b"}, Purpose: AccountAdministration, Basis: StatutoryDuty}
	g, err := Mint(nil, l, who, wish)
	if err != nil || len(l.entries) != 1 || l.entries[0].Kind != "access.person.read" || l.entries[0].Purpose == "" {
		t.Fatalf("Mint: %v, entries %+v", err, l.entries)
	}
	if text, err := g.Open(t.Context(), unsealer{}, "person_b", "name", "x"); err != nil || text != "plain" {
		t.Errorf("with a grant: %q, %v", text, err)
	}
	if _, err := g.Open(t.Context(), unsealer{}, "person_c", "name", "x"); fault.KindOf(err) != fault.Denied {
		t.Errorf("a person whom the grant does not name: %v, want denied", err)
	}
	for name, bad := range map[string]struct {
		change func(*Wish)
		want   fault.Kind
	}{
		"elsewhere":  {func(w *Wish) { w.Region = other }, fault.NotFound},
		"no right":   {func(w *Wish) { w.Right = write }, fault.Denied},
		"no purpose": {func(w *Wish) { w.Purpose = "" }, fault.Denied},
		"no basis":   {func(w *Wish) { w.Basis = "" }, fault.Denied},
		"nobody":     {func(w *Wish) { w.Subjects = nil }, fault.Denied},
		"not theirs": {func(w *Wish) { w.Basis, w.Region = TheirOwn, other }, fault.NotFound},
	} {
		w := wish
		bad.change(&w)
		if g, err := Mint(nil, l, who, w); fault.KindOf(err) != bad.want || g.seq != 0 {
			t.Errorf("%s: %v, want %v", name, err, bad.want)
		}
	}
	if len(l.entries) != 1 {
		t.Errorf("a refused grant left %d entries", len(l.entries)-1)
	}
	own := Wish{Subjects: []string{"person_a"}, Purpose: OwnData, Basis: TheirOwn}
	if _, err := Mint(nil, l, who, own); err != nil {
		t.Errorf("one's own data: %v", err)
	}
}
