package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mihe/internal/account/steering"
	"mihe/internal/act/casework"
	"mihe/internal/act/feedback"
	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
	"mihe/internal/register/catalog"
)

// day is when the tests take place: early enough that every deadline falls into a year whose working days are known.
var day = time.Date(2026, 9, 15, 1, 0, 0, 0, time.UTC)

// demonstration is the program with its demonstration, a file that was refused, and sessions of the accounts.
type demonstration struct {
	*httptest.Server
	app      *app.App
	accounts []app.DemoAccount
	names    *strings.Replacer // of what the paths of the list of pages name

	mu       sync.Mutex
	sessions map[string]string
}

// program serves the real program, with the facts it ships and its demonstration, on this machine.
var program = sync.OnceValues(func() (*demonstration, error) {
	ctx := context.Background()
	words, err := app.Words()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "mihe-browser-")
	if err != nil {
		return nil, err
	}
	atEnd(func() error { return os.RemoveAll(folder) })
	a, err := app.Open(ctx, app.Config{Folder: folder, First: app.DemoNode(words)}, words)
	if err != nil {
		return nil, fmt.Errorf("open the program: %w", err)
	}
	atEnd(a.Close)
	accounts, err := a.Demo(ctx)
	if err != nil {
		return nil, err
	}
	a.Tasks.Now = func() time.Time { return day }
	atEnd(func() error { a.Jobs.Close(); return nil })
	handler, err := a.Handler()
	if err != nil {
		return nil, err
	}
	d := &demonstration{Server: httptest.NewServer(handler), app: a, accounts: accounts, sessions: map[string]string{}}
	atEnd(func() error { d.Close(); return nil })
	return d, d.fill(ctx)
})

// fill finds what the list of pages names, and has a faulty and a good file imported.
func (d *demonstration) fill(ctx context.Context) error {
	who := access.Operator()
	tasks, _, err := d.app.Tasks.List(ctx, who, steering.Filter{Limit: 10})
	if err != nil {
		return err
	}
	series, err := d.app.Openness.List(ctx, who)
	if err != nil || len(series) == 0 || len(tasks) == 0 {
		return errors.Join(err, fmt.Errorf("%d tasks, %d series", len(tasks), len(series)))
	}
	states, own := map[steering.State]string{}, "" // own: of the county, reported by who coordinates it
	for _, t := range tasks {
		states[t.State] = t.ID
		if t.State == steering.Reported && t.Target.Code == "520521" {
			own = t.ID
		}
	}
	refused, err := d.upload("faulty.csv", faultyCSV)
	if err != nil {
		return err
	}
	done, err := d.upload("good.csv", goodCSV("digital_campus", "61.5"))
	if err != nil {
		return err
	}
	person, err := d.account()
	if err != nil {
		return err
	}
	waiting, err := d.waiting(ctx)
	if err != nil {
		return err
	}
	services, err := d.services(ctx)
	if err != nil {
		return err
	}
	staff, err := d.staff(ctx)
	if err != nil {
		return err
	}
	elder, err := d.elder(ctx)
	if err != nil {
		return err
	}
	rules, err := d.rules(ctx)
	if err != nil {
		return err
	}
	cases, err := d.cases(ctx)
	if err != nil {
		return err
	}
	pools, err := d.pools(ctx)
	if err != nil {
		return err
	}
	month, err := d.month(ctx)
	if err != nil {
		return err
	}
	arranged, err := d.arranged(ctx, cases)
	if err != nil {
		return err
	}
	d.names = strings.NewReplacer(append(slices.Concat(services, staff, rules, elder, cases, pools, month, arranged),
		"{task}", states[steering.Assigned], "{reported}", states[steering.Reported], "{accepted}", states[steering.Accepted],
		"{own}", own, "{series}", series[0].ID(), "{refused}", refused, "{done}", done, "{account}", person, "{waiting}", waiting,
	)...)
	return nil
}

// elder names the made-up elder of the demonstration, for whom the relative may apply.
func (d *demonstration) elder(ctx context.Context) (names []string, err error) {
	found, _, err := d.app.Accounts.List(ctx, access.Operator(), access.Filter{User: "resident.520521"}, 0, 1)
	if err != nil || len(found) != 1 {
		return nil, errors.Join(err, fmt.Errorf("%d residents", len(found)))
	}
	return []string{"{elder}", found[0].Person}, nil
}

// cases names an application in each state that a page is about, and a decision.
func (d *demonstration) cases(ctx context.Context) (names []string, err error) {
	seen := map[casework.State]bool{}
	return names, d.app.DB.Read(ctx, func(q store.Queryer) error {
		var turns []casework.Owned
		for _, owner := range []access.Right{casework.CanHandle, casework.CanOwn, eldercare.CanAssess, casework.CanDecide, casework.CanReview} {
			turns = append(turns, casework.Owned{Owner: owner})
		}
		list, err := d.app.Cases.Store.Queue(q, d.app.Node.Number, casework.Filter{Turns: turns, Limit: 100})
		for _, c := range list {
			if c.Machine == eldercare.Entitlement && !seen[c.State] {
				seen[c.State] = true
				names = append(names, "{"+string(c.State)+"}", c.ID)
				if c.Decision != "" {
					names = append(names, "{decision}", c.Decision)
				}
			}
		}
		if err != nil {
			return err
		}
		return d.orders(q, &names)
	})
}

// orders names a case that can be rated and one that was rated, an order that nobody has looked at and one that a provider answers.
func (d *demonstration) orders(q store.Queryer, names *[]string) error {
	s, seen := d.app.Cases, map[string]bool{}
	return s.Store.Records(q, s.Node, func(_ int64, body []byte) error {
		var a casework.Action
		if err := json.Unmarshal(body, &a); err != nil {
			return err
		}
		c, err := s.Store.Case(q, s.Node, a.Case)
		if err != nil {
			return err
		}
		name := ""
		switch {
		case c.Machine == feedback.Complaint && c.State == "received":
			name = "{order}"
		case c.Machine == feedback.Complaint && c.State == "forwarded":
			name = "{handed}"
		case c.Machine == feedback.Correction:
			name = "{correction}"
		case c.State == "concluded" && c.Rating == 0:
			name = "{concluded}"
		case c.State == "concluded":
			name = "{rated}"
		}
		if name != "" && !seen[name] {
			seen[name] = true
			*names = append(*names, name, c.ID)
		}
		return nil
	})
}

// arranged names an item that was granted in a case and an offer that provides it, of which nothing is arranged yet.
func (d *demonstration) arranged(ctx context.Context, cases []string) ([]string, error) {
	a, err := d.app.Elders.Arranging(ctx, access.Operator(), cases[slices.Index(cases, "{concluded}")+1])
	if err != nil {
		return nil, err
	}
	for _, g := range a.Items {
		if len(g.Plans) == 0 && len(g.Offers) > 0 {
			return []string{"{item}", g.Item, "{provides}", g.Offers[0].Offer.ID}, nil
		}
	}
	return nil, fmt.Errorf("nothing is left to arrange: %+v", a.Items)
}

// pools names a pool of each unit.
func (d *demonstration) pools(ctx context.Context) (names []string, err error) {
	list, err := d.app.Bookings.Pools(ctx, access.Operator())
	for _, v := range list {
		names = append(names, "{"+v.Unit+"}", v.ID)
	}
	return names, err
}

// services names a service that is public and one that is not, one of the demonstration's clerk, and another to compare.
func (d *demonstration) services(ctx context.Context) (names []string, err error) {
	all, err := d.app.Catalog.Inside(ctx, access.Operator())
	if err != nil {
		return nil, err
	}
	for _, l := range all.Listings {
		switch {
		case l.State != catalog.Published:
			names = append(names, "{hidden}", l.Service.ID)
		case l.Service.Modes[0] == "mode.loan" && len(l.Service.Offers) > 1:
			names = append(names, "{service}", l.Service.ID, "{offer}", l.Service.Offers[0].ID)
		case l.Service.Modes[0] == "mode.loan":
			names = append(names, "{other}", l.Service.ID)
		}
	}
	return names, nil
}

// staff names the provider of the demonstration's clerk and somebody who works there.
func (d *demonstration) staff(ctx context.Context) (names []string, err error) {
	all, err := d.app.Catalog.Inside(ctx, access.Operator())
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all.Listings, func(l catalog.Listing) bool { return l.Service.Modes[0] == "mode.loan" && len(l.Service.Offers) > 1 })
	provider := all.Listings[i].Provider.ID
	err = d.app.DB.Read(ctx, func(q store.Queryer) error {
		posts, err := d.app.Persons.PostsOn(q, provider, "2026-01-01")
		if err == nil {
			names = append(names, "{provider}", provider, "{post}", posts[0].ID)
		}
		if err != nil {
			return err
		}
		planned, err := d.app.Deliveries.Store.Proposals(q, d.app.Node.Number, provider, "")
		if err == nil {
			names = append(names, "{planned}", planned[0].On)
		}
		return err
	})
	return names, err
}

// rules names the version that is proposed, the report on it, and the form in use.
func (d *demonstration) rules(ctx context.Context) (names []string, err error) {
	who := access.Operator()
	all, err := d.app.Rules.List(ctx, who, "eldercare_entitlement")
	if err != nil {
		return nil, err
	}
	v, err := d.app.Rules.View(ctx, who, all.Versions[0].Version)
	if err != nil {
		return nil, err
	}
	forms, err := d.app.Forms.InUse(ctx)
	if err != nil {
		return nil, err
	}
	return []string{"{proposed}", v.Version.Version, "{report}", v.Reports[0].ID, "{form}", forms[0].Version()}, nil
}

// faultyCSV has a fault in each of its lines.
const faultyCSV = "indicator,region,period,sex,residence,value,state,source,vintage\n" +
	"digital_campus,999999,2024,,,61.5,observed,made up for this test,2025-01\n" +
	"digital_campus,520000,2024,,,many,observed,made up for this test,2025-01\n"

// goodCSV is a file of one line that can be imported.
func goodCSV(indicator, value string) string {
	return "indicator,region,period,sex,residence,value,state,source,vintage\n" +
		indicator + ",520500,2024,,," + value + ",observed,made up for this test,2025-01\n"
}

// upload sends a file as the statistician and returns where the import is told of, once it has ended.
func (d *demonstration) upload(name, content string) (id string, err error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = file.Write([]byte(content))
	}
	if err = errors.Join(err, form.Close()); err != nil {
		return "", err
	}
	session, err := d.session("statistician")
	if err != nil {
		return "", err
	}
	at, _, err := d.post("/import", session, form.FormDataContentType(), body.String())
	if err != nil {
		return "", err
	}
	id = strings.TrimPrefix(strings.SplitN(at, "?", 2)[0], "/import/")
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(50 * time.Millisecond) {
		page, err := d.get("/import/"+id, session)
		if err != nil || !strings.Contains(page, id+"/cancel") { // who can stop it no longer sees it ended
			return id, err
		}
	}
	return "", fmt.Errorf("the import of %s has not ended", name)
}

// serve returns the origin of the program, which starts with the first test that asks.
func serve(t *testing.T) string {
	t.Helper()
	return demo(t).URL
}

func demo(t *testing.T) *demonstration {
	t.Helper()
	d, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return d
}
