package app

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"mihe/internal/base/region"
)

// Whom the README and the command tell people to sign in as is an account of the demonstration.
func TestTheAccountsToTryExist(t *testing.T) {
	var users []string
	for _, one := range append(demoAccounts("node_a", region.Country), demoResidents("node_a")...) {
		users = append(users, one.User)
	}
	users = append(users, demoUser(Carer, demoCounty)) // made with the visits
	name := regexp.MustCompile(`[a-z_]+\.[0-9]{6,9}\b`)
	for _, file := range []string{"README.md", "README.zh-CN.md", "cmd/mihe/en.json", "cmd/mihe/zh-CN.json"} {
		text, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		found := name.FindAllString(string(text), -1)
		if len(found) < 12 {
			t.Errorf("%s names %d accounts", file, len(found))
		}
		for _, one := range found {
			if !slices.Contains(users, one) {
				t.Errorf("%s names %s, who is no account of the demonstration", file, one)
			}
		}
	}
}
