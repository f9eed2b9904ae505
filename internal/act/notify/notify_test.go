package notify_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/act/notify"
	"mihe/internal/act/notify/notifysend"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/keyring/keyringtest"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// The text goes out in the language of whoever gets it, filled, with the list in a letter alone; what it says is what happened.
func TestSent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var out []notify.Outgoing
		lang := i18n.ZhCN
		w.Reach = func(context.Context, access.Actor, string, notify.Channel) (notify.Contact, error) {
			return notify.Contact{Address: "0857-0000001", Lang: lang}, nil
		}
		for _, ch := range notify.Channels {
			w.Senders[ch] = send(func(o notify.Outgoing) (notify.Receipt, error) {
				out = append(out, o)
				return notify.Receipt{Status: notify.Sent, Ref: "gw-" + o.Key}, nil
			})
		}
		m := w.queue(t)
		if m.Status != notify.Queued || len(out) != 0 {
			t.Fatalf("queued: %+v, %d went out", m, len(out))
		}
		if n := w.deliver(t); n != (notify.Tally{Sent: 1}) {
			t.Errorf("delivered %+v", n)
		}
		if n := w.deliver(t); n != (notify.Tally{}) || len(out) != 1 {
			t.Errorf("delivered again: %+v, %d went out", n, len(out))
		}
		if got := w.get(t, m.ID); got.Status != notify.Sent || got.Ref != "gw-"+m.ID || got.Doubt || got.Said() != "notify.status.sent" {
			t.Errorf("sent: %+v", got)
		}
		if o := out[0]; o.Key != m.ID || !strings.Contains(o.Text, m.Args.Number) || !strings.Contains(o.Text, "2026-03-20") || strings.ContainsAny(o.Text, "{}⟦") {
			t.Errorf("went out: %+v", o)
		}
		lang = i18n.En
		w.queue(t, func(x *notify.Wish) { x.Channel, x.Args.Items = notify.Letter, []string{"notify.status.queued"} })
		w.deliver(t)
		if o := out[1]; !strings.Contains(o.Text, "\n- waits to be sent") || !strings.HasPrefix(o.Text, "Dear") {
			t.Errorf("the letter: %+v", o)
		}
		for _, step := range []struct {
			who    access.Actor
			status notify.Status
			want   fault.Kind
		}{
			{w.officer("reader", county), notify.Delivered, fault.Denied},
			{w.officer("carrier", sibling), notify.Delivered, fault.NotFound},
			{access.Actor{}, notify.Delivered, fault.NotFound},
			{job(), notify.Written, fault.Conflict},
		} {
			if err := w.ReportRef(t.Context(), step.who, "gw-"+m.ID, step.status); fault.KindOf(err) != step.want || err == nil {
				t.Errorf("%s reports %s: %v, want %s", step.who.ID, step.status, err, step.want)
			}
		}
		for range 2 { // gateways repeat themselves
			if err := w.ReportRef(t.Context(), job(), "gw-"+m.ID, notify.Delivered); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.get(t, m.ID); got.Status != notify.Delivered {
			t.Errorf("reported: %+v", got)
		}
		if err := w.ReportRef(t.Context(), job(), "gw-"+m.ID, notify.Failed); fault.KindOf(err) != fault.Conflict {
			t.Errorf("what was delivered fails: %v", err)
		}
		for ref, kind := range map[string]fault.Kind{"": fault.NotFound, "gw-none": fault.NotFound, "\x00": fault.NotFound} {
			if err := w.ReportRef(t.Context(), job(), ref, notify.Delivered); fault.KindOf(err) != kind {
				t.Errorf("a report on %q: %v", ref, err)
			}
		}
	})
}

// What is written to a file is not sent before somebody says so.
func TestWritten(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Senders[notify.SMS] = &notifysend.Folder{Path: t.TempDir(), Now: w.clock}
		m := w.queue(t)
		if n := w.deliver(t); n != (notify.Tally{Written: 1}) {
			t.Errorf("delivered %+v", n)
		}
		if got := w.get(t, m.ID); got.Status != notify.Written {
			t.Errorf("written: %+v", got)
		}
		if err := w.Report(t.Context(), job(), m.ID, notify.Delivered); fault.KindOf(err) != fault.Conflict {
			t.Errorf("what stands in a file was delivered: %v", err)
		}
		if err := w.Report(t.Context(), w.officer("carrier", county), m.ID, notify.Sent); err != nil {
			t.Fatal(err)
		}
		if got := w.get(t, m.ID); got.Status != notify.Sent {
			t.Errorf("carried: %+v", got)
		}
	})
}

// Telephones are quiet from 20:00 to 8:00 in China; a letter wakes nobody.
func TestQuietHours(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for clock, quiet := range map[string]bool{"00:00": true, "07:59": true, "08:00": false, "12:00": false, "19:59": false, "20:00": true, "23:59": true} {
			if w.set("2026-03-02", clock); w.Quiet(w.clock()) != quiet {
				t.Errorf("at %s quiet is %v", clock, !quiet)
			}
		}
		w.set("2026-03-02", "20:00")
		sent := map[notify.Channel]int{}
		for _, ch := range notify.Channels {
			w.Senders[ch] = send(func(o notify.Outgoing) (notify.Receipt, error) {
				sent[o.Channel]++
				return notify.Receipt{Status: notify.Sent}, nil
			})
			w.queue(t, func(x *notify.Wish) { x.Channel = ch })
		}
		w.deliver(t)
		if diff := cmp.Diff(map[notify.Channel]int{notify.Letter: 1}, sent); diff != "" {
			t.Errorf("by night (-want +got):\n%s", diff)
		}
		w.set("2026-03-03", "07:59")
		w.deliver(t)
		if sent[notify.SMS]+sent[notify.Voice] != 0 {
			t.Errorf("a telephone rang at night: %v", sent)
		}
		w.set("2026-03-03", "08:00")
		w.deliver(t)
		if sent[notify.SMS] != 1 || sent[notify.Voice] != 1 || sent[notify.Letter] != 1 {
			t.Errorf("in the morning: %v", sent)
		}
		h, err := notify.ShippedHours()
		if err != nil || h[0].Verified || h[0].SourceZh == "" || h[0].SourceEn == "" {
			t.Errorf("the hours that ship: %+v, %v; nobody has compared them", h, err)
		}
	})
}

// A gateway that is away is asked again, each time later, and at last no more; nothing is called sent meanwhile.
func TestBackoff(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		tries := 0
		w.Senders[notify.Letter] = send(func(notify.Outgoing) (notify.Receipt, error) { tries++; return notify.Receipt{}, errAway })
		m := w.queue(t, func(x *notify.Wish) { x.Channel = notify.Letter })
		var gaps []time.Duration
		for {
			w.deliver(t)
			got := w.get(t, m.ID)
			if got.Status == notify.Failed {
				break
			}
			if got.Status != notify.Queued {
				t.Fatalf("after %d tries: %+v", tries, got)
			}
			gap := time.UnixMilli(got.NextMs).Sub(w.clock())
			gaps = append(gaps, gap)
			w.move(gap - time.Millisecond)
			if w.deliver(t); w.get(t, m.ID).Attempts != got.Attempts {
				t.Fatal("tried before its time")
			}
			w.move(time.Millisecond)
		}
		want := []time.Duration{1, 2, 4, 8, 16, 32, 64}
		for i := range want {
			want[i] *= time.Minute
		}
		if !slices.Equal(gaps, want) || tries != 8 {
			t.Errorf("%d tries after gaps of %v, want 8 after %v", tries, gaps, want)
		}
		if got := w.get(t, m.ID); got.Doubt || got.Said() != "notify.status.failed" {
			t.Errorf("failed for certain: %+v", got)
		}
	})
}

// The program dies between sending and writing down that it sent: the message is not lost, goes out again under the same key,
// and says that it may have gone out twice. What dies before sending says the same: nobody knows.
func TestACrashInBetween(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var keys []string
		die := true
		w.Senders[notify.SMS] = send(func(o notify.Outgoing) (notify.Receipt, error) {
			if keys = append(keys, o.Key); die {
				panic("the program dies here")
			}
			return notify.Receipt{Status: notify.Sent}, nil
		})
		m := w.queue(t)
		func() {
			defer func() { _ = recover() }()
			w.deliver(t)
		}()
		if got := w.get(t, m.ID); got.Status != notify.Sending || got.Doubt {
			t.Fatalf("after the crash: %+v", got)
		}
		die = false
		if w.deliver(t); len(keys) != 1 {
			t.Fatal("tried again while the first attempt may still be on its way")
		}
		w.move(5 * time.Minute)
		w.deliver(t)
		got := w.get(t, m.ID)
		if got.Status != notify.Sent || !got.Doubt || got.Said() != "notify.doubt.sent" || len(keys) != 2 || keys[0] != keys[1] {
			t.Errorf("after the second attempt: %+v, keys %v", got, keys)
		}
	})
}

// An answer that was lost leaves a doubt, even when the message fails at last.
func TestALostAnswer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		answers := []error{errors.Join(notify.ErrUnsure, errors.New("reset")), fault.New(fault.Invalid, "notify.message.failed")}
		w.Senders[notify.SMS] = send(func(notify.Outgoing) (notify.Receipt, error) {
			err := answers[0]
			answers = answers[1:]
			return notify.Receipt{}, err
		})
		m := w.queue(t)
		w.deliver(t)
		if got := w.get(t, m.ID); got.Said() != "notify.doubt.queued" {
			t.Errorf("after a lost answer: %+v", got)
		}
		w.move(time.Minute)
		w.deliver(t)
		if got := w.get(t, m.ID); got.Said() != "notify.doubt.failed" || got.NextMs != 0 {
			t.Errorf("after a refusal: %+v", got)
		}
	})
}

// An erased person gets nothing: the key is gone, and with it the address. Reading an address stands in the ledger before
// anything is sent.
func TestAnErasedPersonGetsNothing(t *testing.T) {
	storetest.Each(t, migrations(), func(t *testing.T, db *store.DB) {
		keys := keyringtest.Keys(t, node)
		sealed := map[string]string{}
		w := newWorld(t, db)
		w.Reach = func(ctx context.Context, who access.Actor, person string, _ notify.Channel) (c notify.Contact, err error) {
			var g access.Grant
			err = db.Write(ctx, func(tx *store.Tx) error {
				g, err = access.Mint(tx, w.log, who, access.Wish{
					Right: notify.CanSend, Region: county, Subjects: []string{person}, Purpose: "notify", Basis: access.StatutoryDuty,
				})
				return err
			})
			if err != nil {
				return c, err
			}
			c.Address, err = g.Open(ctx, keys, person, "phone", sealed[person])
			return c, err
		}
		var sent []string
		w.Senders[notify.SMS] = send(func(o notify.Outgoing) (notify.Receipt, error) {
			sent = append(sent, o.Address)
			if !slices.Contains(kinds(t, db), "access.person.read") {
				t.Error("an address was read without an entry")
			}
			return notify.Receipt{Status: notify.Sent}, nil
		})
		var people []string
		for i := range 2 {
			m := w.wish()
			if err := keys.Create(t.Context(), m.Person); err != nil {
				t.Fatal(err)
			}
			text, err := keys.Seal(t.Context(), m.Person, "phone", []byte("0857-000000"+string(rune('0'+i))))
			if err != nil {
				t.Fatal(err)
			}
			sealed[m.Person] = text
			if _, err := w.tryQueue(m); err != nil {
				t.Fatal(err)
			}
			people = append(people, m.Person)
		}
		if err := keys.Erase(t.Context(), people[0]); err != nil {
			t.Fatal(err)
		}
		if n := w.deliver(t); n != (notify.Tally{Sent: 1, Withheld: 1}) || !slices.Equal(sent, []string{"0857-0000001"}) {
			t.Errorf("delivered %+v to %v", n, sent)
		}
	})
}

func kinds(t *testing.T, db *store.DB) (list []string) {
	t.Helper()
	err := db.Read(context.Background(), func(q store.Queryer) error {
		return ledgerdb.Store{}.Each(q, node, 1, func(l ledger.Logged) error {
			list = append(list, l.Kind)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Neither words nor lists come into a short message, and nothing is queued that cannot be filled.
func TestWhatMayBeSaid(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for name, spoil := range map[string]func(*notify.Wish){
			"a name as a number":  func(x *notify.Wish) { x.Args.Number = "Li Si" },
			"words as a day":      func(x *notify.Wish) { x.Args.Day = "tomorrow" },
			"words as a phone":    func(x *notify.Wish) { x.Args.Phone = "ask for Li" },
			"no number":           func(x *notify.Wish) { x.Args.Number = "" },
			"a list by SMS":       func(x *notify.Wish) { x.Args.Items = []string{"notify.status.queued"} },
			"an unknown item":     func(x *notify.Wish) { x.Channel, x.Args.Items = notify.Letter, []string{"low income"} },
			"an unknown template": func(x *notify.Wish) { x.Template = "advertisement" },
			"an unknown channel":  func(x *notify.Wish) { x.Channel = "email" },
			"nobody":              func(x *notify.Wish) { x.Person = "" },
			"about nothing":       func(x *notify.Wish) { x.About = "" },
			"nowhere":             func(x *notify.Wish) { x.Region = sibling; x.Region.Code, x.Region.Level = "", 0 },
		} {
			if _, err := w.tryQueue(w.wish(spoil)); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// A template that says too much, or cannot be filled, does not start.
func TestFlawedTemplatesDoNotStart(t *testing.T) {
	hours, err := notify.ShippedHours()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ zh, en, want string }{
		"sound":               {"您的办件{number}有结果", "Case {number}", ""},
		"hardship":            {"您的低保申请{number}有结果", "Case {number}", "低保"},
		"a reason":            {"办件{number}因收入原因未通过", "Case {number}", "原因"},
		"hardship in English": {"您的办件{number}", "Your Hardship case {number}", "hardship"},
		"a list":              {"请补{items}", "Bring {items}", "items"},
		"a name":              {"{name}您好", "Dear {name}", "name"},
		"too long":            {strings.Repeat("请", 135), "Please", "134"},
	} {
		raw := func(text string) *fstest.MapFile {
			return &fstest.MapFile{Data: []byte(`{"x.short": "` + text + `", "x.letter": "x"}`)}
		}
		words, err := i18n.Load(fstest.MapFS{"zh-CN.json": raw(c.zh), "en.json": raw(c.en)})
		if err != nil {
			t.Fatal(err)
		}
		_, err = notify.NewService(notify.Service{Words: words, Hours: hours, Templates: []notify.Template{{Name: "x", Short: "x.short", Letter: "x.letter"}}})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	words, err := i18n.Load(notify.Words)
	if err != nil {
		t.Fatal(err)
	}
	double := append(notify.CaseTemplates(), notify.CaseTemplates()[0])
	absent := []notify.Template{{Name: "x", Short: "notify.short.none", Letter: "notify.letter.decided"}}
	for _, list := range [][]notify.Template{double, absent} {
		if _, err := notify.NewService(notify.Service{Words: words, Hours: hours, Templates: list}); err == nil {
			t.Errorf("%d templates start", len(list))
		}
	}
	for _, wrong := range [][]notify.Hours{nil, {{Open: "20:00", Close: "08:00"}}, {{From: "2026-01-01", Open: "08:00", Close: "20:00"}}, {{Open: "8", Close: "20:00"}}} {
		if _, err := notify.NewService(notify.Service{Words: words, Hours: wrong}); err == nil {
			t.Errorf("hours %v start", wrong)
		}
	}
}

// Whoever may not send does not, and without a way to reach persons nothing is lost.
func TestWhoMaySend(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.queue(t)
		for _, who := range []access.Actor{{}, access.Visitor(), w.officer("carrier", county), access.System("other", notify.CanReport)} {
			if _, err := w.Deliver(t.Context(), who, 10); fault.KindOf(err) != fault.Denied {
				t.Errorf("%q sends: %v", who.ID, err)
			}
		}
		if n := w.deliver(t); n != (notify.Tally{}) { // no sender
			t.Errorf("without a sender: %+v", n)
		}
		w.Reach = nil
		if _, err := w.Deliver(t.Context(), job(), 10); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("without a way to reach persons: %v", err)
		}
		if got := w.get(t, m.ID); got.Status != notify.Queued || got.Attempts != 0 {
			t.Errorf("meanwhile: %+v", got)
		}
		own := w.policy.Actor("a", m.Person, nil, nil)
		for name, c := range map[string]struct {
			who  access.Actor
			want int
		}{
			"a reader": {w.officer("reader", county), 1}, "a reader elsewhere": {w.officer("reader", sibling), 0}, "nobody": {access.Actor{}, 0},
			"the person": {own, 1}, "another role": {w.officer("other", county), 0},
		} {
			if list, err := w.About(t.Context(), c.who, m.About); err != nil || len(list) != c.want {
				t.Errorf("%s sees %d, %v; want %d", name, len(list), err, c.want)
			}
		}
	})
}

// Every kind of entry this room writes has words and a line in docs/events.md, and every status its words.
func TestKindsAreListed(t *testing.T) {
	words, err := i18n.Load(notify.Words)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("../../../docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	var written, listed []string
	for _, what := range notify.Whats {
		written = append(written, string(what))
	}
	for line := range strings.Lines(string(raw)) {
		if kind, _, found := strings.Cut(strings.TrimPrefix(line, "| `"), "`"); found && strings.HasPrefix(kind, "notify.") {
			listed = append(listed, kind)
		}
	}
	slices.Sort(written)
	if !slices.Equal(written, listed) {
		t.Errorf("written:\n%s\nlisted in docs/events.md:\n%s", strings.Join(written, "\n"), strings.Join(listed, "\n"))
	}
	keys := written
	for _, status := range []notify.Status{notify.Queued, notify.Sending, notify.Written, notify.Sent, notify.Delivered, notify.Failed, notify.Withheld} {
		for _, doubt := range []bool{false, true} {
			m := notify.Message{Outcome: notify.Outcome{Status: status, Doubt: doubt}}
			keys = append(keys, m.Said())
		}
	}
	for _, key := range keys {
		if !words.Has(key) {
			t.Errorf("%s has no words", key)
		}
	}
}
