package crash

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// whereabouts is the county of the demonstration.
var whereabouts = region.Key{Code: "520521", Level: region.County}

// carer is somebody who goes from visit to visit.
type carer struct {
	user, password, person, post string
	visits                       []*visit
	phones                       []*phone
}

// visit is one visit of the run as the carers know it.
type visit struct {
	id, person string
	sheet      *sheet
	when       codeWhen
	twice      bool
	code       *paperCode // as the person has read it out
}

// codeWhen is at which step a person reads out a code.
type codeWhen int

const (
	never codeWhen = iota
	atFinish
	atConfirm
	wrongFirst // a wrong one at the end, the right one after it
)

// sheet is a person's sheet of codes, crossed out from the top.
type sheet struct {
	means string
	codes []string
	next  int
}

// take reads out the next code.
func (s *sheet) take() paperCode {
	s.next++
	return paperCode{text: s.codes[s.next-1], Place: int64(s.next)}
}

// wrong is a code that stands nowhere on the sheet.
func (s *sheet) wrong() paperCode {
	for n := 100_000; ; n++ {
		text, there := fmt.Sprint(n), false
		for _, c := range s.codes {
			there = there || c == text
		}
		if !there {
			return paperCode{text: text, Wrong: true}
		}
	}
}

// office is what the run prepares and changes while the program does not run, by the program's own use cases.
type office struct {
	t       *testing.T
	s       *server
	diary   *diary
	carers  []*carer
	changed []*visit // while carers were out of reach: some called off, some given to somebody else
}

// inside opens the folder of a program that does not run.
func (o *office) inside(do func(ctx context.Context, a *app.App) error) {
	o.t.Helper()
	words, err := app.Words()
	if err != nil {
		o.t.Fatal(err)
	}
	ctx := context.Background()
	a, err := app.Open(ctx, app.Config{Folder: o.s.folder}, words)
	if err != nil {
		o.t.Fatal(err)
	}
	if err := errors.Join(do(ctx, a), a.Close()); err != nil {
		o.t.Fatal(err)
	}
}

// prepare gives so many of a provider's staff an account and visits of today.
func (o *office) prepare(carers, each int) {
	o.inside(func(ctx context.Context, a *app.App) error {
		posts, err := employed(ctx, a, carers)
		if err != nil {
			return err
		}
		elders, err := elderly(ctx, a, posts)
		if err != nil {
			return err
		}
		for i, p := range posts {
			c := &carer{user: fmt.Sprintf("phone%02d", i), person: p.Person, post: p.ID}
			made, password, err := a.Accounts.Make(ctx, access.Operator(), access.NewAccount{User: c.user, Name: c.user, Home: whereabouts, Lasting: true, Person: p.Person})
			if err != nil {
				return err
			}
			c.password = password
			if _, err := a.Accounts.Give(ctx, access.Operator(), access.NewMandate{Account: made.ID, Mandate: access.Mandate{Role: app.Carer, At: whereabouts}}); err != nil {
				return err
			}
			o.carers = append(o.carers, c)
		}
		for i := range o.carers {
			for k := 0; k < each; {
				if len(elders) == 0 {
					return errors.New("too few elders")
				}
				n, err := o.household(ctx, a, i, k, each, elders[0])
				if err != nil {
					return err
				}
				elders, k = elders[1:], k+n
			}
		}
		return nil
	})
}

// employed are posts of one provider.
func employed(ctx context.Context, a *app.App, n int) (posts []party.Post, err error) {
	err = a.DB.Read(ctx, func(q store.Queryer) error {
		entries, err := a.Catalog.Store.Entries(q, a.Number)
		for _, e := range entries {
			if err == nil && len(posts) < n && e.Sort == catalog.SortProvider {
				posts, err = a.Persons.PostsOn(q, e.ID, time.Now().In(china).Format(time.DateOnly))
			}
		}
		return err
	})
	if err == nil && len(posts) < n {
		err = fmt.Errorf("no provider has %d carers", n)
	}
	return posts[:min(n, len(posts))], err
}

// elderly are people to visit.
func elderly(ctx context.Context, a *app.App, but []party.Post) (list []party.Listed, err error) {
	at := map[string]bool{}
	for _, p := range but {
		at[p.Person] = true
	}
	who := access.System("crash", party.CanList)
	_, err = a.Persons.List(ctx, who, party.ListWish{Region: whereabouts, BornBefore: "1996-01", Purpose: party.ServicePlanning, Groups: []party.Group{party.Attributes}}, func(one party.Listed) error {
		if !at[one.ID] && one.Region.Level == region.Township {
			list = append(list, one)
		}
		return nil
	})
	return list, err
}

// visitsAPerson is how often one person is visited on the day.
const visitsAPerson = 3

// household plans the visits of one person, whom nobody but the same carers visits, and returns how many of them there are.
func (o *office) household(ctx context.Context, a *app.App, i, k, each int, elder party.Listed) (int, error) {
	c, together := o.carers[i], (i+k/visitsAPerson)%5 == 4 && len(o.carers) > 1
	who := access.System("crash", delivery.CanPlan, evidence.CanIssue)
	printed, err := a.Evidence.IssueSheet(ctx, who, elder.ID, 0)
	if err != nil {
		return 0, err
	}
	paper := &sheet{means: printed.Means.ID, codes: printed.Codes}
	cause, err := ident.New("case", time.Now(), rand.Reader)
	if err != nil {
		return 0, err
	}
	today := time.Now().In(china)
	var provider string
	err = a.DB.Read(ctx, func(q store.Queryer) error {
		p, err := a.Persons.PostOf(q, c.post)
		provider = p.Organisation
		return err
	})
	if err != nil {
		return 0, err
	}
	plan, err := a.Deliveries.Make(ctx, who, delivery.Plan{
		Person: elder.ID, Cause: cause, Provider: provider, Item: "service.life.escort", Place: elder.Region, Residence: "rural", Minutes: 30, Per: delivery.Month,
		Times: 31, Price: 4000, Share: 3000, From: today.AddDate(0, -1, 0).Format(time.DateOnly), Until: today.AddDate(0, 6, 0).Format(time.DateOnly), Together: together,
	})
	if err != nil {
		return 0, err
	}
	posts, also := []string{c.post}, (*carer)(nil)
	if together {
		also = o.carers[(i+1)%len(o.carers)]
		posts = append(posts, also.post)
	}
	n := min(visitsAPerson, each-k)
	for j := range n {
		from := time.Date(today.Year(), today.Month(), today.Day(), 8, 0, 0, 0, china).Add(time.Duration(k+j) * 10 * time.Minute)
		made, err := a.Deliveries.Schedule(ctx, who, delivery.NewVisit{Plan: plan.ID, Posts: posts, FromMs: from.UnixMilli()})
		if err != nil {
			return 0, err
		}
		v := &visit{id: made.ID, person: elder.ID, sheet: paper, when: never}
		known := &expected{Carers: []string{c.person}, Means: paper.means}
		switch at := i*each + k + j; {
		case together:
			known.Carers = append(known.Carers, also.person)
			also.visits = append(also.visits, v)
		case at%8 == 5:
			v.twice, known.Twice = true, true
		case at%16 == 3:
			o.changed = append(o.changed, v)
		case at%40 == 9: // three a day at most: from the fifth on no code is looked at
			v.when = wrongFirst
		case at%2 == 0:
			v.when = atFinish
		case at%4 == 1:
			v.when = atConfirm
		}
		c.visits = append(c.visits, v)
		o.diary.visits[v.id] = known
	}
	return n, nil
}

// meanwhile calls off some of the visits and gives others to the next carer, after the carers have seen their day.
func (o *office) meanwhile() {
	who := access.System("crash", delivery.CanPlan)
	o.inside(func(ctx context.Context, a *app.App) error {
		for i, v := range o.changed {
			known := o.diary.visits[v.id]
			if i%2 == 0 {
				if _, err := a.Deliveries.Change(ctx, who, v.id, delivery.Change{Step: delivery.Cancel, Reason: "weather"}); err != nil {
					return err
				}
				known.Cancelled = true
				continue
			}
			at := 0
			for n, c := range o.carers {
				if c.person == known.Carers[0] {
					at = n
				}
			}
			next := o.carers[(at+1)%len(o.carers)]
			from := time.Now().In(china).Truncate(time.Hour)
			_, err := a.Deliveries.Change(ctx, who, v.id, delivery.Change{
				Step: delivery.Reschedule, Reason: "carer_ill", NewVisit: delivery.NewVisit{Posts: []string{next.post}, FromMs: from.UnixMilli()},
			})
			if err != nil {
				return err
			}
			known.From, known.Carers = known.Carers[0], []string{next.person}
			next.visits = append(next.visits, v)
		}
		return nil
	})
}

// signed is a client that has signed in.
func (o *office) signed(c *carer) *http.Client {
	o.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	client := &http.Client{
		Jar: jar, Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 4},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.PostForm(o.s.url("/sign-in"), url.Values{"user": {c.user}, "password": {c.password}})
	if err != nil {
		o.t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusSeeOther {
		o.t.Fatalf("signing in as %s: %s, %v", c.user, resp.Status, err)
	}
	return client
}

// phones gives every carer a phone, and a second one to whoever reports some visit with two.
func (o *office) phones() {
	folder := filepath.Dir(o.s.folder)
	for _, c := range o.carers {
		n := 1
		for _, v := range c.visits {
			if v.twice {
				n = 2
			}
		}
		for k := range n {
			c.phones = append(c.phones, newPhone(o.s, fmt.Sprintf("%s-%s-%d", filepath.Base(o.s.folder), c.user, k+1), folder, o.signed(c), o.diary))
		}
	}
}
