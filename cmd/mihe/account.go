package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
)

type accountCommand struct {
	Add     accountAdd     `cmd:"" help:"${help_account_add}"`
	List    accountList    `cmd:"" help:"${help_account_list}"`
	Disable accountDisable `cmd:"" help:"${help_account_disable}"`
}

type accountAdd struct {
	User   string `required:"" help:"${help_user}" placeholder:"USER"`
	Role   string `required:"" help:"${help_role}" placeholder:"ROLE"`
	Region string `required:"" help:"${help_region}" placeholder:"CODE[@LEVEL]"`
	Name   string `help:"${help_name}" placeholder:"NAME"`
}

type accountAdded struct {
	Account  string `json:"account"`
	User     string `json:"user"`
	Role     string `json:"role"`
	Region   string `json:"region"`
	Password string `json:"password"`
}

// Run makes an account with one role and prints its first password, once. It is for the first administrators, whom nobody
// else could make; the second factor follows when they sign in.
func (c *accountAdd) Run(ctx context.Context, p *program) (err error) {
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	at, ok := a.Regions.At(calendar.Day(time.Now())).Resolve(c.Region)
	if !ok {
		return fault.New(fault.Invalid, "cmd.account.region", "region", c.Region).At("region")
	}
	role := access.Role(c.Role)
	if !a.Policy.Knows(role) {
		return fault.New(fault.Invalid, "cmd.account.role", "role", c.Role, "roles", strings.Join(roleNames(a.Policy), ", ")).At("role")
	}
	name := c.Name
	if name == "" {
		name = c.User
	}
	who := access.Operator()
	made, password, err := a.Accounts.Make(ctx, who, access.NewAccount{User: c.User, Name: name, Home: at})
	if err != nil {
		return err
	}
	if _, err := a.Accounts.Give(ctx, who, access.NewMandate{Account: made.ID, Mandate: access.Mandate{Role: role, At: at}}); err != nil {
		return err
	}
	added := accountAdded{made.ID, c.User, c.Role, at.String(), password}
	return p.show(added, func() error {
		return p.line("%s", p.t("cmd.account.added", "user", c.User, "password", password))
	})
}

func roleNames(policy *access.Policy) (names []string) {
	for _, r := range policy.Roles() {
		names = append(names, string(r))
	}
	return names
}

type accountList struct{}

type accountLine struct {
	Account string        `json:"account"`
	User    string        `json:"user"`
	Name    string        `json:"name"`
	Home    string        `json:"home"`
	State   access.State  `json:"state"`
	Factor  bool          `json:"second_factor"`
	Roles   []accountRole `json:"roles"`
}

type accountRole struct {
	Role   string `json:"role"`
	Region string `json:"region"`
	From   string `json:"from,omitempty"`
	Until  string `json:"until,omitempty"`
}

// Run lists the accounts of the node with the roles they hold. That the names were read is in the ledger.
func (c *accountList) Run(ctx context.Context, p *program) (err error) {
	a, err := p.openBegun(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	list, err := listed(ctx, a)
	if err != nil {
		return err
	}
	return p.show(list, func() error { return p.write(p.accountTable(a, list)) })
}

// listed reads all accounts, a page at a time.
func listed(ctx context.Context, a *app.App) ([]accountLine, error) {
	const page = 100
	list := []accountLine{}
	for {
		some, total, err := a.Accounts.List(ctx, access.Operator(), access.Filter{}, len(list), page)
		if err != nil {
			return nil, err
		}
		for _, l := range some {
			line := accountLine{l.ID, l.UserName, l.PersonName, l.Home.String(), l.State, l.HasFactor, []accountRole{}}
			for _, m := range l.Mandates {
				line.Roles = append(line.Roles, accountRole{string(m.Role), m.At.String(), m.From, m.Until})
			}
			list = append(list, line)
		}
		if len(list) >= total || len(some) == 0 {
			return list, nil
		}
	}
}

func (p *program) accountTable(a *app.App, list []accountLine) string {
	t := table{head: []string{p.t("cmd.head.user"), p.t("cmd.head.name"), p.t("cmd.head.home"), p.t("cmd.head.roles"), p.t("cmd.head.state")}}
	for _, l := range list {
		var roles []string
		for _, r := range l.Roles {
			roles = append(roles, p.t("app.role."+r.Role)+" "+p.placeOf(a, r.Region))
		}
		user := l.User
		if l.State == access.Erased {
			user = p.t("access.erased")
		}
		t.rows = append(t.rows, []string{user, l.Name, p.placeOf(a, l.Home), strings.Join(roles, ", "), p.t("access.state." + string(l.State))})
	}
	return t.String()
}

// placeOf is the name of a region on today's map, or its key.
func (p *program) placeOf(a *app.App, key string) string {
	k, ok := region.ParseKey(key)
	if u, stands := a.Regions.At(calendar.Day(time.Now())).Unit(k); ok && stands {
		name, _ := u.Name.In(p.lang)
		return name
	}
	return key
}

type accountDisable struct {
	User string `arg:"" help:"${help_user}" placeholder:"USER"`
}

// Run closes an account and ends its sessions.
func (c *accountDisable) Run(ctx context.Context, p *program) (err error) {
	a, err := p.openBegun(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	found, _, err := a.Accounts.List(ctx, access.Operator(), access.Filter{User: c.User}, 0, 1)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fault.New(fault.NotFound, "cmd.account.unknown", "user", c.User)
	}
	if err := a.Accounts.Disable(ctx, access.Operator(), found[0].ID); err != nil {
		return err
	}
	return p.show(map[string]string{"account": found[0].ID, "state": string(access.Disabled)}, func() error {
		return p.line("%s", p.t("cmd.account.disabled", "user", c.User))
	})
}
