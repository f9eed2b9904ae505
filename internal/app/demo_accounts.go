package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
)

// The places of the demonstration.
var (
	demoProvince   = region.Key{Code: "520000", Level: region.Province}
	demoPrefecture = region.Key{Code: "520500", Level: region.Prefecture}
	demoCounty     = region.Key{Code: "520521", Level: region.County}
	demoTownship   = region.Key{Code: "520521901", Level: region.Township}
	demoSibling    = region.Key{Code: "520526", Level: region.County}
	demoElsewhere  = region.Key{Code: "530000", Level: region.Province}
	demoSecondHome = region.Key{Code: "530621", Level: region.County}
)

// demoAccounts lists the accounts of a node. User names say role and place; nobody is invented.
func demoAccounts(node string, home region.Key) []DemoAccount {
	var list []DemoAccount
	add := func(role access.Role, at region.Key, also ...access.Mandate) {
		list = append(list, DemoAccount{
			Node: node, User: demoUser(role, at), Role: string(role), Region: string(at.Code), also: also,
		})
	}
	for _, admin := range []access.Role{SystemAdmin, SecurityAdmin, AuditAdmin} {
		add(admin, home)
	}
	if home.Level == region.County {
		for _, role := range []access.Role{Coordinator, Handler, Statistician, Reader} {
			add(role, home)
		}
		return list
	}
	for _, role := range []access.Role{Publisher, Reviewer, Approver, Coordinator} {
		add(role, region.Country)
	}
	for _, at := range []region.Key{demoProvince, demoPrefecture} {
		add(Coordinator, at)
		add(Handler, at)
		add(Statistician, at)
	}
	// One person, one sign-in, several roles in two places.
	add(Coordinator, demoCounty, access.Mandate{Role: Handler, At: demoCounty}, access.Mandate{Role: Statistician, At: demoPrefecture})
	add(Handler, demoCounty)
	add(Statistician, demoCounty)
	add(Handler, demoTownship)
	add(Provider, demoCounty)
	for _, role := range []access.Role{Registrar, Caseworker, Assessor, Decider, AppealReviewer, Inspector, Settler} {
		add(role, demoCounty)
	}
	add(VillageOfficer, demoTownship)
	add(Reader, demoSibling)
	add(Reader, demoElsewhere)
	return list
}

// demoUser is the user name of an account.
func demoUser(role access.Role, at region.Key) string { return fmt.Sprintf("%s.%s", role, at.Code) }

// people makes sure that a node has its accounts, each with the password that is on file.
func (d *demonstration) people(ctx context.Context, n *Node) error {
	for _, one := range demoAccounts(n.Slug, n.Region) {
		if d.filed(one) >= 0 {
			continue
		}
		if err := d.demoAccount(ctx, n, &one); err != nil {
			return fmt.Errorf("%s: %w", one.User, err)
		}
		if err := d.file(one); err != nil {
			return err
		}
	}
	return nil
}

// demoAccount makes an account with a random password, or gives one that is there already a new password, and then its roles.
func (a *App) demoAccount(ctx context.Context, n *Node, one *DemoAccount) error {
	who, at := access.Operator(), a.demoPlace(one.Region)
	found, _, err := n.Accounts.List(ctx, who, access.Filter{User: one.User}, 0, 1)
	if err != nil {
		return err
	}
	var held access.Listed
	if len(found) > 0 {
		held = found[0]
		one.Password, err = demoPassword(ctx, n, held.ID)
	} else {
		held.Account, one.Password, err = n.Accounts.Make(ctx, who, access.NewAccount{
			User: one.User, Name: a.text("app.role."+one.Role) + " " + one.Region, Home: at, Lasting: true,
		})
	}
	if err != nil {
		return err
	}
	if a.Policy.Administers(access.Role(one.Role)) {
		if one.Secret, err = demoFactor(ctx, n, held, one.Password); err != nil {
			return err
		}
	}
	for _, m := range append([]access.Mandate{{Role: access.Role(one.Role), At: at}}, one.also...) {
		if slices.ContainsFunc(held.Mandates, func(x access.Assignment) bool { return x.Mandate == m }) {
			continue
		}
		if _, err := n.Accounts.Give(ctx, who, access.NewMandate{Account: held.ID, Mandate: m}); err != nil {
			return err
		}
	}
	return nil
}

// demoPassword resets a password that nobody knows any more, and replaces the one for a single use as its holder would.
func demoPassword(ctx context.Context, n *Node, account string) (string, error) {
	once, _, err := n.Accounts.ResetPassword(ctx, access.Operator(), account)
	if err != nil {
		return "", err
	}
	who, err := n.Accounts.Actor(ctx, account, access.Way{})
	if err != nil {
		return "", err
	}
	text := rand.Text()
	fresh := text[:8] + "-" + text[8:16] + "-" + text[16:24]
	return fresh, n.Accounts.ChangePassword(ctx, who, once, fresh, "")
}

// demoPlace is the unit of a code on today's map.
func (a *App) demoPlace(code string) region.Key {
	if code == string(demoTownship.Code) {
		return demoTownship
	}
	k, _ := a.Regions.At(region.ListDay).Resolve(code) // the codes above all stand there
	return k
}

// demoFactor enrols a second factor as its holder would, after taking away one whose secret nobody knows any more.
func demoFactor(ctx context.Context, n *Node, held access.Listed, password string) (string, error) {
	if held.HasFactor {
		if err := n.Accounts.ResetFactor(ctx, access.Operator(), held.ID); err != nil {
			return "", err
		}
	}
	who, err := n.Accounts.Actor(ctx, held.ID, access.Way{})
	if err != nil {
		return "", err
	}
	secret, err := n.Accounts.BeginFactor(ctx, who, password)
	if err != nil {
		return "", err
	}
	code, err := access.Code(secret, time.Now())
	if err != nil {
		return "", err
	}
	_, err = n.Accounts.ConfirmFactor(ctx, who, code, "")
	return secret, err
}
