package ledgerweb

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/web"
)

// listView is what the page of entries shows.
type listView struct {
	Chain    Chain
	Found    Found
	Fields   []web.Field
	Table    web.Table
	Filtered bool
	Later    bool // the reader has gone on to older entries
	Astray   bool // the address goes on from no entry
	Whole    bool // the reader watches the whole node
}

// list shows entries, the newest first.
func (h handlers) list(w http.ResponseWriter, r *web.Request) error {
	f, v, good := readFilter(r)
	status := http.StatusUnprocessableEntity
	if good {
		var err error
		if v.Found, v.Chain, err = h.Ledger.List(r.Context(), r.Who, f); err != nil {
			return err
		}
		status = http.StatusOK
		v.Table = h.table(r.Page, v.Found.Entries)
	}
	v.Later, v.Whole = f.Before != 0, r.Who.May(access.ReadLedger, h.Ledger.Node.Region)
	view := web.View{Title: r.Page.T("ledger.list.title"), Menu: "/ledger", Body: listPage(r.Page, v, good)}
	return r.Render(w, status, view)
}

// idForm is what identifiers and kinds are made of. Anything else is no identifier, and some of it no text to a database.
var idForm = regexp.MustCompile(`^[A-Za-z0-9_.:-]{0,100}$`)

// readFilter reads what the reader looks for. good is false when something typed cannot be looked for.
func readFilter(r *web.Request) (f ledgerdb.Filter, v listView, good bool) {
	q := r.URL.Query()
	f = ledgerdb.Filter{Kind: q.Get("kind"), Actor: q.Get("actor"), Subject: q.Get("subject")}
	good = true
	field := func(name, kind, value, wrong string) {
		field := web.Field{Name: name, Label: r.Page.T("ledger.list." + name), Value: value, Kind: kind}
		if name == "kind" {
			field.Hint = r.Page.T("ledger.list.kind.hint")
		}
		if wrong != "" {
			field.Error, good = r.Page.T(wrong), false
		}
		v.Fields = append(v.Fields, field)
		v.Filtered = v.Filtered || value != ""
	}
	for _, one := range [][2]string{{"kind", f.Kind}, {"actor", f.Actor}, {"subject", f.Subject}} {
		field(one[0], "text", one[1], wrongWhen(!idForm.MatchString(one[1]), "ledger.list.id"))
	}
	var badFrom, badTo bool
	f.FromMs, badFrom = dayMs(q.Get("from"), 0)
	f.ToMs, badTo = dayMs(q.Get("to"), 1) // up to the end of that day
	field("from", "date", q.Get("from"), wrongWhen(badFrom, "ledger.list.day"))
	field("to", "date", q.Get("to"), wrongWhen(badTo, "ledger.list.day"))
	f.Before, v.Astray = before(q)
	return f, v, good && !v.Astray
}

func wrongWhen(bad bool, key string) string {
	if bad {
		return key
	}
	return ""
}

// dayMs is the first instant of a day in China, or of one some days later; 0 when none is asked for.
func dayMs(day string, later int) (ms int64, bad bool) {
	if day == "" {
		return 0, false
	}
	t, err := time.ParseInLocation(time.DateOnly, day, calendar.China)
	return t.AddDate(0, 0, later).UnixMilli(), err != nil
}

// before reads where to go on.
func before(q url.Values) (seq int64, bad bool) {
	if !q.Has("before") {
		return 0, false
	}
	seq, err := number(q.Get("before"))
	return seq, err != nil
}

// maxSeq is beyond every number of an entry and far from where numbers overflow.
const maxSeq = 1 << 53

// number reads the number of an entry.
func number(text string) (int64, error) {
	seq, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seq < 1 || seq > maxSeq {
		return 0, fault.New(fault.NotFound, "ledger.entry.absent")
	}
	return seq, nil
}

// table shows entries as rows.
func (h handlers) table(p web.Page, entries []ledger.Logged) web.Table {
	t := web.Table{Caption: p.T("ledger.list.caption")}
	for _, column := range []string{"seq", "at", "what", "actor", "region", "why", "record"} {
		t.Head = append(t.Head, p.T("ledger.entry."+column))
	}
	for _, l := range entries {
		record := ""
		if l.Record != nil {
			record = l.Record.ID + " " + short(l.Record.SHA256)
		}
		t.Rows = append(t.Rows, web.Row{
			Head: web.Plain(decimal(l.Seq)), Href: p.Link("/ledger/" + decimal(l.Seq)),
			Cells: []string{instant(l.AtMs), kind(p, l), p.Doer(l.Actor), web.Mark(h.place(p, l.Region)), why(p, l), record},
		})
	}
	return t
}

// chainFacts say how long the chain is and what has signed it.
func chainFacts(p web.Page, c Chain) [][]web.Fact {
	own := []web.Fact{
		{Term: p.T("ledger.chain.seq"), Says: []web.Text{web.Plain(decimal(c.Seq))}},
		{Term: p.T("ledger.chain.head"), Says: []web.Text{web.Plain(c.Head.String())}},
	}
	if len(c.Signed) == 0 {
		return [][]web.Fact{own, {{Term: p.T("ledger.chain.signed"), Says: []web.Text{web.Plain(p.T("ledger.chain.none"))}}}}
	}
	var algorithms []web.Text
	for _, one := range c.Signed {
		algorithms = append(algorithms, web.Plain(p.T("ledger.chain.algorithm", "algorithm", one.Algorithm, "key", one.Key)))
	}
	last := p.T("ledger.chain.last", "seq", c.Signed[0].Seq, "at", instant(c.Signed[0].AtMs), "behind", c.Seq-c.Signed[0].Seq)
	holds := p.T("ledger.chain.good")
	if !c.Good {
		holds = p.T("ledger.chain.bad")
	}
	return [][]web.Fact{own, {
		{Term: p.T("ledger.chain.signed"), Says: []web.Text{web.Plain(last)}},
		{Term: p.T("ledger.chain.algorithms"), Says: algorithms},
		{Term: p.T("ledger.chain.checked"), Says: []web.Text{web.Plain(holds)}},
	}}
}
