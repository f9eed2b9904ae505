package feedback

import (
	"context"
	"slices"
	"strings"

	"mihe/internal/act/casework"
	"mihe/internal/act/exchange"
	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/i18n"
	"mihe/internal/base/store"
)

// Read is what became of a file of the hotline.
type Read struct {
	Rows    int
	Opened  int      // new orders
	Known   int      // numbers that are here already: nothing of ours is changed by what the file says of them
	Ended   int      // answered or closed before they came here: there is nothing left to do
	Differs []string // numbers known here whose state there is another, sorted
	Dropped []string // columns that nobody read
}

// atOnce is how many orders of a file are opened in one transaction. What is opened stays opened when the rest fails: the same file again
// goes on where it ended.
const atOnce = 500

// ended are the states of the hotline in which no office is waited for.
var ended = []string{"answered", "called_back", "closed", "refused", "withdrawn"}

// ReadOrders opens the orders of a file of the hotline that are not known yet, by their numbers. A provider that the file names as the one to
// handle it is looked up by its name. Problems name what is wrong with the file, and nothing of it is kept then.
func (s *Service) ReadOrders(ctx context.Context, who access.Actor, l *exchange.Layout, raw []byte) (r Read, problems []csvfile.Problem, err error) {
	if err := who.CheckAt(casework.CanHandle, s.Home); err != nil {
		return r, nil, err
	}
	if err := l.Names("order", "received_at", "nature", "subject", "state"); err != nil {
		return r, nil, err
	}
	f, problems, err := l.Read(raw)
	if err != nil {
		return r, problems, err
	}
	r.Rows, r.Dropped = len(f.Rows), f.Dropped
	for part := range slices.Chunk(f.Rows, atOnce) {
		if err := s.importPart(ctx, who, part, &r); err != nil {
			return r, nil, err
		}
	}
	slices.Sort(r.Differs)
	return r, nil, s.DB.Write(ctx, func(tx *store.Tx) error {
		return s.file(tx, who, "feedback.orders.imported", File{Layout: l.ID, SHA256: f.SHA256, Rows: r.Rows, Opened: r.Opened})
	})
}

// incoming is an order of a file, ready to be opened.
type incoming struct {
	order  Order
	endBy  string
	tokens []string
}

func (s *Service) importPart(ctx context.Context, who access.Actor, rows []exchange.Row, r *Read) error {
	var fresh []exchange.Row
	var all []Organisation
	err := s.DB.Read(ctx, func(q store.Queryer) (err error) {
		if all, err = s.Providers.All(q); err != nil {
			return err
		}
		for _, row := range rows {
			old, known, err := s.Store.ByNumber(q, s.Node, row.Values["order"])
			switch {
			case err != nil:
				return err
			case known:
				c, err := s.Desk.Store.Case(q, s.Node, old.Case)
				if err != nil {
					return err
				}
				if r.Known++; stateThere(c) != row.Values["state"] {
					r.Differs = append(r.Differs, old.Number)
				}
			case slices.Contains(ended, row.Values["state"]):
				r.Ended++
			default:
				fresh = append(fresh, row)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	ready, err := s.prepare(ctx, fresh, all)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		opened := 0
		for _, in := range ready {
			if _, known, err := s.Store.ByNumber(tx, s.Node, in.order.Number); err != nil {
				return err
			} else if known { // somebody was faster
				continue
			}
			id, err := s.open(tx, who, in.order, casework.Opening{Machine: Complaint, EndBy: in.endBy, Way: casework.Way{Channel: access.Voice}})
			if err == nil {
				err = s.Store.AddTokens(tx, s.Node, id, in.tokens)
			}
			if err != nil {
				return err
			}
			opened++
		}
		r.Opened += opened
		return nil
	})
}

// prepare seals the words of new orders, each under a key of its own.
func (s *Service) prepare(ctx context.Context, rows []exchange.Row, all []Organisation) (list []incoming, err error) {
	view := s.Desk.Regions.At(s.today())
	for _, row := range rows {
		v := row.Values
		id, err := s.newID("order")
		if err != nil {
			return nil, err
		}
		o := Order{
			V: 1, ID: id, Number: v["order"], Nature: Nature(v["nature"]), Place: placeOf(view, s.Home, v["place"]), ReceivedOn: day(v["received_at"]),
			ReceivedAt: v["received_at"], DueAt: v["due_at"], Provider: named(all, v["unit"]),
		}
		tokens, err := s.seal(ctx, &o, Said{Subject: v["subject"], Text: v["text"], Place: v["place"], Unit: v["unit"]})
		if err != nil {
			return nil, err
		}
		list = append(list, incoming{o, day(v["due_at"]), tokens})
	}
	return list, nil
}

// named finds the one provider of a name; of two with one name neither is meant.
func named(all []Organisation, name string) (id string) {
	for _, org := range all {
		if name != "" && org.Name == (i18n.Name{Zh: name, En: org.Name.En}) {
			if id != "" {
				return ""
			}
			id = org.ID
		}
	}
	return id
}

// day is the day of a time of ours.
func day(at string) string { d, _, _ := strings.Cut(at, "T"); return d }

// file records that a file was read or written.
func (s *Service) file(tx *store.Tx, who access.Actor, kind string, f File) (err error) {
	f.V, f.AtMs = 1, s.Now().UnixMilli()
	if f.ID, err = s.newID("file"); err != nil {
		return err
	}
	return s.note(tx, who.Entry(kind, s.Home), fileRecord, f.ID, f)
}

// stateThere is what the hotline calls the state of a case.
func stateThere(c casework.Case) string { return string(c.State) }
