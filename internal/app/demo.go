package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mihe/internal/account/openness"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
)

// demoAccountsFile keeps the passwords of the demonstration, readable by its owner alone.
const demoAccountsFile = "demo-accounts.json"

// DemoAccount is one account of the demonstration. Administrators also have the secret of a second factor, which an
// authenticator program takes.
type DemoAccount struct {
	Node     string `json:"node"`
	User     string `json:"user"`
	Password string `json:"password"`
	Secret   string `json:"second_factor_secret,omitempty"`
	Role     string `json:"role"`
	Region   string `json:"region"`
	also     []access.Mandate
}

// DemoNode is the node that a demonstration begins with: all of its persons are made up.
func DemoNode(words *i18n.Catalog) access.NewNode {
	return access.NewNode{Slug: "demo", Name: named(words, "app.demo.node"), Region: region.Country, Synthetic: true}
}

// named is a text in both languages, for what is stored as a name.
func named(words *i18n.Catalog, key string, args ...any) i18n.Name {
	return i18n.Name{Zh: words.Text(i18n.ZhCN, key, args...), En: words.Text(i18n.En, key, args...)}
}

// Demo makes sure that the demonstration stands: townships that say they are made up, accounts of every role at every
// level, publication approved, a second node, tasks. A second call changes nothing. It returns the accounts.
func (a *App) Demo(ctx context.Context) ([]DemoAccount, error) {
	path := filepath.Join(a.Folder, demoAccountsFile)
	accounts, err := readDemo(path)
	if err != nil || accounts != nil {
		return accounts, err
	}
	if err := a.demoTownships(ctx); err != nil {
		return nil, fmt.Errorf("demo townships: %w", err)
	}
	accounts = demoAccounts(a.Node)
	if err := a.demoMake(ctx, a.Node, accounts); err != nil {
		return nil, fmt.Errorf("demo accounts: %w", err)
	}
	if err := a.publish(ctx, a.Node); err != nil {
		return nil, fmt.Errorf("demo publication: %w", err)
	}
	if err := a.demoTasks(ctx); err != nil {
		return nil, fmt.Errorf("demo tasks: %w", err)
	}
	second, err := a.demoSecond(ctx)
	if err != nil {
		return nil, fmt.Errorf("second node of the demo: %w", err)
	}
	accounts = append(accounts, second...)
	return accounts, writeDemo(path, accounts)
}

func readDemo(path string) (accounts []DemoAccount, err error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "app.folder", "folder", filepath.Dir(path))
	}
	return accounts, json.Unmarshal(raw, &accounts)
}

func writeDemo(path string, accounts []DemoAccount) error {
	raw, err := json.MarshalIndent(accounts, "", "  ") //nolint:gosec // the demonstration's passwords belong into this file
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, append(raw, '\n'), 0o600); err != nil {
		return fault.Wrap(err, fault.Unavailable, "app.folder", "folder", filepath.Dir(path))
	}
	return nil
}

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
func demoAccounts(n *Node) []DemoAccount {
	var list []DemoAccount
	add := func(role access.Role, at region.Key, also ...access.Mandate) {
		list = append(list, DemoAccount{
			Node: n.Slug, User: fmt.Sprintf("%s.%s", role, at.Code), Role: string(role), Region: string(at.Code), also: also,
		})
	}
	for _, admin := range []access.Role{SystemAdmin, SecurityAdmin, AuditAdmin} {
		add(admin, n.Region)
	}
	if n.Region.Level == region.County {
		for _, role := range []access.Role{Coordinator, Handler, Statistician, Reader} {
			add(role, n.Region)
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
	// One person, one sign-in, two roles in two places.
	add(Coordinator, demoCounty, access.Mandate{Role: Statistician, At: demoPrefecture})
	add(Handler, demoCounty)
	add(Statistician, demoCounty)
	add(Handler, demoTownship)
	add(Reader, demoSibling)
	add(Reader, demoElsewhere)
	return list
}

// demoMake makes the accounts with random passwords and gives them their roles.
func (a *App) demoMake(ctx context.Context, n *Node, accounts []DemoAccount) error {
	for i := range accounts {
		if err := a.demoAccount(ctx, n, &accounts[i]); err != nil {
			return fmt.Errorf("%s: %w", accounts[i].User, err)
		}
	}
	return nil
}

func (a *App) demoAccount(ctx context.Context, n *Node, d *DemoAccount) error {
	who := access.Operator()
	at := a.demoPlace(d.Region)
	made, password, err := n.Accounts.Make(ctx, who, access.NewAccount{User: d.User, Name: a.text("app.role."+d.Role) + " " + d.Region, Home: at, Lasting: true})
	if err != nil {
		return err
	}
	d.Password = password
	if a.Policy.Administers(access.Role(d.Role)) {
		if d.Secret, err = demoFactor(ctx, n, made.ID, password); err != nil {
			return err
		}
	}
	for _, m := range append([]access.Mandate{{Role: access.Role(d.Role), At: at}}, d.also...) {
		if _, err := n.Accounts.Give(ctx, who, access.NewMandate{Account: made.ID, Mandate: m}); err != nil {
			return err
		}
	}
	return nil
}

// demoPlace is the unit of a code on today's map.
func (a *App) demoPlace(code string) region.Key {
	if code == string(demoTownship.Code) {
		return demoTownship
	}
	k, _ := a.Regions.At(region.ListDay).Resolve(code) // the codes above all stand there
	return k
}

// demoFactor enrols a second factor as its holder would.
func demoFactor(ctx context.Context, n *Node, account, password string) (string, error) {
	who, err := n.Accounts.Actor(ctx, account, access.Way{})
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

// publish takes every series that a node sees through the three steps, each by a named actor of the program. Only the
// demonstration does that; anywhere else three persons decide.
func (a *App) publish(ctx context.Context, n *Node) error {
	hands := []struct {
		step openness.Step
		who  access.Actor
	}{
		{openness.Propose, access.System("demo-publisher", openness.CanRead, openness.CanPropose)},
		{openness.Review, access.System("demo-reviewer", openness.CanReview)},
		{openness.Approve, access.System("demo-approver", openness.CanApprove)},
	}
	list, err := n.Openness.List(ctx, hands[0].who)
	if err != nil {
		return err
	}
	var ids []string
	for _, one := range list {
		if one.State == openness.Internal {
			ids = append(ids, one.ID())
		}
	}
	if len(ids) == 0 {
		return nil
	}
	for _, h := range hands {
		w := openness.Wish{Step: h.step, Series: ids}
		if h.step == openness.Propose {
			w.Attribute, w.Basis = openness.Active, a.Words.Text(i18n.ZhCN, "app.demo.basis")
		}
		if err := n.Openness.Take(ctx, h.who, w); err != nil {
			return err
		}
	}
	return nil
}

// demoSecond is another tenant of the same program: a county by itself, which sees nothing of the first node.
func (a *App) demoSecond(ctx context.Context) ([]DemoAccount, error) {
	unit, _ := a.Regions.At(region.ListDay).Unit(demoSecondHome)
	second, err := a.AddNode(ctx, access.Operator(), access.NewNode{
		Slug: "second", Host: "second.localhost", Name: named(a.Words, "app.demo.second", "place", unit.Name.Zh),
		Region: demoSecondHome, Synthetic: true,
	})
	if err != nil {
		return nil, err
	}
	accounts := demoAccounts(second)
	return accounts, a.demoMake(ctx, second, accounts)
}
