package party

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// TakenVersion is one version of a person, in the form that is taken along.
type TakenVersion struct {
	AsOn      string `json:"as_on"`
	Region    string `json:"region"`
	Household string `json:"household"`
	Names     Names  `json:"names"`
	Facts     Facts  `json:"facts"`
}

// Taken is everything the node keeps about a person, in a form that another program can read (个人信息保护法, 45).
type Taken struct {
	Person    string                         `json:"person"`
	AtMs      int64                          `json:"at_ms"`
	Versions  []TakenVersion                 `json:"versions"`
	Relations []Relation                     `json:"relations"`
	Mandates  []Mandate                      `json:"mandates"`
	Offers    []Offer                        `json:"offers"`
	Posts     []Post                         `json:"posts"`
	Held      map[string][]map[string]string `json:"held"` // by rooms above, under their names
	Uses      []access.Use                   `json:"uses"`
}

// TakeAway returns everything kept about the actor's own person, read under a grant of one's own.
func (s *Service) TakeAway(ctx context.Context, who access.Actor) (t Taken, err error) {
	if err := who.Check(access.Own); err != nil {
		return t, err
	}
	if who.Person == "" || who.OnBehalfOf != "" {
		return t, fault.New(fault.NotFound, "access.absent")
	}
	id := who.Person
	var g access.Grant
	var versions []Person
	open := func(field, sealed string) (string, error) { return g.Open(ctx, s.Keys, id, field, sealed) }
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		p, err := s.present(tx, id)
		if err != nil {
			return err
		}
		w := access.Wish{Region: p.Region, Subjects: []string{id}, Purpose: access.OwnData, Basis: access.TheirOwn}
		g, err = access.Mint(tx, s.Log, who, w)
		return err
	})
	if err != nil {
		return t, err
	}
	t = Taken{Person: id, AtMs: s.nowMs(), Held: map[string][]map[string]string{}}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if versions, err = s.Store.History(q, s.Node, id); err != nil {
			return err
		}
		if t.Relations, err = s.Store.Relations(q, s.Node, id); err != nil {
			return err
		}
		if t.Mandates, err = s.Store.MandatesOf(q, s.Node, id); err != nil {
			return err
		}
		if t.Offers, err = s.Store.Offers(q, s.Node, id); err != nil {
			return err
		}
		if t.Posts, err = s.Store.PostsOf(q, s.Node, id); err != nil {
			return err
		}
		for _, h := range s.Holders {
			name, rows, err := h.Export(q, s.Node, id, open)
			if err != nil {
				return err
			}
			t.Held[name] = rows
		}
		t.Uses, err = s.allUses(q, id)
		return err
	})
	if err != nil {
		return t, err
	}
	if err := t.unseal(id, open); err != nil {
		return t, err
	}
	for _, p := range versions {
		k, err := s.opened(ctx, g, p, Groups)
		if err != nil {
			return t, err
		}
		t.Versions = append(t.Versions, TakenVersion{p.AsOn, p.Region.String(), p.Household, k.Names, k.Facts})
	}
	return t, nil
}

// unseal opens what is sealed for the person in mandates, offers and posts.
func (t *Taken) unseal(id string, open func(field, sealed string) (string, error)) (err error) {
	for i, m := range t.Mandates {
		// What is sealed for whose matter it is who merely holds the mandate does not take along.
		t.Mandates[i].Paper, t.Mandates[i].Name = "", ""
		if m.For != id {
			continue
		}
		if t.Mandates[i].Paper, err = opens(open, paperField, m.Paper); err != nil {
			return err
		}
		if t.Mandates[i].Name, err = opens(open, holderField, m.Name); err != nil {
			return err
		}
	}
	for i, o := range t.Offers {
		if t.Offers[i].Name, err = opens(open, holderField, o.Name); err != nil {
			return err
		}
	}
	for i := range t.Posts {
		for j := range t.Posts[i].Qualifications {
			n := &t.Posts[i].Qualifications[j].Number
			if *n, err = opens(open, certificateField, *n); err != nil {
				return err
			}
		}
	}
	return nil
}

// opens opens a sealed text; an empty one is left.
func opens(open func(field, sealed string) (string, error), field, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	return open(field, sealed)
}

// allUses walks through every use, a page at a time.
func (s *Service) allUses(q store.Queryer, id string) (all []access.Use, err error) {
	for before := int64(0); ; before = all[len(all)-1].Seq {
		some, err := s.uses(q, id, before, listPage)
		if all = append(all, some...); err != nil || len(some) < listPage {
			return all, err
		}
	}
}

// Zip writes what is taken along as one archive: the JSON file that holds everything, and a table for each part, which a
// spreadsheet opens.
func (t Taken) Zip(w io.Writer) error {
	z := zip.NewWriter(w)
	out, err := z.Create("person.json")
	if err != nil {
		return err
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	if err := e.Encode(t); err != nil {
		return err
	}
	facts := [][]string{{"as_on", "field", "value", "source", "as_of"}}
	for _, v := range t.Versions {
		for field, text := range map[string]string{"name": v.Names.Name, "number": v.Names.Number, "phone": v.Names.Phone, "address": v.Names.Address} {
			facts = append(facts, []string{v.AsOn, field, text, "", ""})
		}
		for field, f := range v.Facts {
			facts = append(facts, []string{v.AsOn, string(field), f.Value, f.Source, f.AsOf})
		}
	}
	slices.SortFunc(facts[1:], slices.Compare)
	if err := table(z, "person.csv", facts); err != nil {
		return err
	}
	uses := [][]string{{"at_ms", "kind", "actor", "channel", "purpose", "basis", "region"}}
	for _, u := range t.Uses {
		uses = append(uses, []string{strconv.FormatInt(u.AtMs, 10), u.Kind, u.Actor, u.Channel, u.Purpose, u.Basis, u.Region})
	}
	if err := table(z, "uses.csv", uses); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(t.Held)) {
		if err := table(z, name+".csv", flat(t.Held[name])); err != nil {
			return err
		}
	}
	return z.Close()
}

// flat is a table of rows that name their columns.
func flat(rows []map[string]string) [][]string {
	names := map[string]bool{}
	for _, row := range rows {
		for name := range row {
			names[name] = true
		}
	}
	head := slices.Sorted(maps.Keys(names))
	all := [][]string{head}
	for _, row := range rows {
		line := make([]string, len(head))
		for i, name := range head {
			line[i] = row[name]
		}
		all = append(all, line)
	}
	return all
}

// table writes a file that spreadsheets open in the right encoding.
func table(z *zip.Writer, name string, rows [][]string) error {
	out, err := z.Create(name)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, csvfile.BOM); err != nil {
		return err
	}
	return csv.NewWriter(out).WriteAll(rows)
}
