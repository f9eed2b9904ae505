package eldercare

import (
	"context"
	"slices"
	"strings"

	"mihe/internal/act/casework"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/register/party"
)

// Reaching is the purpose of a worklist: going to people who are due something and do not have it.
const Reaching access.Purpose = "eldercare_reach"

// reached is how many people one page of a worklist names.
const reached = 20

// Unserved is one person of a worklist.
type Unserved struct {
	Person, Name, Phone, Address string
	Lacks                        []string       // items of the list, in its order
	Open                         *casework.Case // of an application that is open already
}

// Worklist is one page of who of a township is due what and lacks it, today.
type Worklist struct {
	At     region.Key
	On     string
	List   *rule.Set  // by which: the one that holds on that day
	People []Unserved // by identifier, which says nothing of anybody: nobody is ranked
	All    int        // on all pages
	Next   string     // after whom the next page begins; empty on the last
}

// Unserved runs the list over one township and names one page of those who lack what they are due. It is a reading of everybody old enough
// and one of those named, both in the ledger before anything is shown; who the page does not name is named to nobody.
func (s *Service) Unserved(ctx context.Context, who access.Actor, at region.Key, after string) (*Worklist, error) {
	if err := who.CheckAt(CanReach, at); err != nil {
		return nil, err
	}
	if at.Level != region.Township {
		return nil, fault.New(fault.Invalid, "eldercare.unserved.township").At("at")
	}
	d, list, _, err := s.diagnose(ctx, who, party.ListWish{Region: at, Purpose: Reaching, Groups: listed}, nil, nil)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(d.Lacks, func(a, b Lack) int { return strings.Compare(a.Person, b.Person) })
	w := &Worklist{At: at, On: d.On, List: list, All: len(d.Lacks)}
	page := slices.DeleteFunc(d.Lacks, func(l Lack) bool { return l.Person <= after })
	if len(page) > reached {
		page = page[:reached]
		w.Next = page[reached-1].Person
	}
	w.People, err = s.introduced(ctx, who, page)
	return w, err
}

// introduced names the people of a page, and says which of them have applied.
func (s *Service) introduced(ctx context.Context, who access.Actor, page []Lack) (list []Unserved, err error) {
	ids, lacks := make([]string, len(page)), map[string][]string{}
	for i, l := range page {
		ids[i], lacks[l.Person] = l.Person, l.Items
	}
	known, err := s.Persons.ShowAll(ctx, who, ids, party.View{Purpose: Reaching, Groups: []party.Group{party.Identity, party.Contact}})
	if err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		list = nil
		for _, k := range known {
			u := Unserved{Person: k.ID, Name: k.Names.Name, Phone: k.Names.Phone, Address: k.Names.Address, Lacks: lacks[k.ID]}
			c, found, err := s.Desk.OpenOf(q, k.ID, Entitlement, WholeList)
			if err != nil {
				return err
			}
			if found {
				u.Open = &c
			}
			list = append(list, u)
		}
		return nil
	})
	return list, err
}
