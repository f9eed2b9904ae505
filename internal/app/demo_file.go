package app

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
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

// filed is where an account stands on file, or -1.
func (d *demonstration) filed(one DemoAccount) int {
	return slices.IndexFunc(d.accounts, func(x DemoAccount) bool { return x.Node == one.Node && x.User == one.User })
}

// file writes an account to the file that holds all of them, in their order whatever order they were made in. A program
// that is killed meanwhile leaves the old file or the new one.
func (d *demonstration) file(one DemoAccount) error {
	if i := d.filed(one); i >= 0 {
		d.accounts[i] = one
	} else {
		d.accounts = append(d.accounts, one)
	}
	order := map[[2]string]int{}
	for i, x := range d.expected() {
		order[[2]string{x.Node, x.User}] = i
	}
	slices.SortStableFunc(d.accounts, func(x, y DemoAccount) int {
		return order[[2]string{x.Node, x.User}] - order[[2]string{y.Node, y.User}]
	})
	return writeDemo(d.path, d.accounts)
}

func writeDemo(path string, accounts []DemoAccount) error {
	raw, err := json.MarshalIndent(accounts, "", "  ") //nolint:gosec // the demonstration's passwords belong into this file
	if err != nil {
		return err
	}
	half := path + ".half"
	if err = os.WriteFile(half, append(raw, '\n'), 0o600); err == nil {
		err = os.Rename(half, path)
	}
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "app.folder", "folder", filepath.Dir(path))
	}
	return nil
}
