package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"mihe/internal/account/openness"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/store"
)

// Finding is one thing that doctor looked at.
type Finding struct {
	Check  string `json:"check"`
	Node   string `json:"node,omitempty"`
	Level  Level  `json:"level"`
	Detail []any  `json:"-"` // placeholders of the words under app.doctor and the check and the level
}

// Level says how bad a finding is.
type Level string

// The levels.
const (
	Good Level = "good"
	Warn Level = "warn"
	Bad  Level = "bad"
)

// What doctor is not content with.
const (
	littleRoom    = 1 << 30        // bytes
	oldCheckpoint = 24 * time.Hour // since the last signature under a chain that has grown
	soonOver      = 60             // days of working calendar left
)

// Doctor looks at everything that whoever runs the program should know, and changes nothing; opening the folder has brought
// an older schema up to date. It names no person, and says nothing of the figures themselves.
func (a *App) Doctor(ctx context.Context) ([]Finding, error) {
	list := []Finding{a.checkFolder(), a.checkRoom(), a.checkCalendar()}
	integrity, err := a.checkIntegrity(ctx)
	if err != nil {
		return nil, err
	}
	list = append(list, integrity)
	for _, n := range a.Nodes {
		for _, check := range []func(context.Context, *Node) (Finding, error){a.checkKeys, a.checkChain, a.checkCheckpoint, a.checkClock, a.checkAccounts, a.checkOpenness} {
			f, err := check(ctx, n)
			if err != nil {
				return nil, err
			}
			f.Node = n.Slug
			list = append(list, f)
		}
		found, err := selfChecked(ctx, n)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

// checkFolder wants the data folder and its files to be readable by their owner alone.
func (a *App) checkFolder() Finding {
	f := Finding{Check: "folder", Level: Good}
	for _, name := range []string{"", databaseFile, keyringFile, demoAccountsFile} {
		info, err := os.Stat(filepath.Join(a.Folder, name))
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			f.Level, f.Detail = Bad, []any{"file", info.Name()}
		}
	}
	return f
}

func (a *App) checkRoom() Finding {
	f := Finding{Check: "room", Level: Good}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(a.Folder, &fs); err != nil {
		return Finding{Check: "room", Level: Warn, Detail: []any{"free", "?"}}
	}
	free := int64(fs.Bavail) * fs.Bsize
	if free < littleRoom {
		f.Level = Warn
	}
	f.Detail = []any{"free", free >> 20}
	return f
}

func (a *App) checkCalendar() Finding {
	_, last := a.Calendar().Years()
	f := Finding{Check: "calendar", Level: Good, Detail: []any{"year", last}}
	if calendar.Day(time.Now().AddDate(0, 0, soonOver)) > time.Date(last, 12, 31, 0, 0, 0, 0, time.UTC).Format(time.DateOnly) {
		f.Level = Warn
	}
	return f
}

func (a *App) checkIntegrity(ctx context.Context) (Finding, error) {
	f := Finding{Check: "integrity", Level: Good}
	if a.DB.Dialect() != store.SQLite {
		return f, nil
	}
	err := a.DB.Read(ctx, func(q store.Queryer) error {
		var verdict string
		err := q.QueryRow(`PRAGMA quick_check`).Scan(&verdict)
		if verdict != "ok" {
			f.Level, f.Detail = Bad, []any{"problem", verdict}
		}
		return err
	})
	return f, err
}

func (a *App) checkKeys(ctx context.Context, n *Node) (Finding, error) {
	f := Finding{Check: "keys", Level: Good}
	err := n.Keeper.Check(ctx)
	if why, ok := fault.As(err); ok && (why.Key == "keyring.missing" || why.Key == "ledger.foreign_keyring") {
		f.Level = Bad
		return f, nil
	}
	return f, err // a keyring that cannot be read at all is no finding about what is in it
}

func (a *App) checkChain(ctx context.Context, n *Node) (Finding, error) {
	result, err := chainOf(ctx, a.DB, n.Number, n.ID, nil)
	f := Finding{Check: "chain", Level: Good, Detail: []any{"entries", result.Entries}}
	if err == nil && !result.OK {
		f.Level, f.Detail = Bad, []any{"seq", result.FirstBad.Seq, "why", string(result.FirstBad.Why)}
	}
	return f, err
}

func (a *App) checkCheckpoint(ctx context.Context, n *Node) (f Finding, err error) {
	f = Finding{Check: "checkpoint", Level: Good}
	err = a.DB.Read(ctx, func(q store.Queryer) error {
		seq, _, err := ledgerdb.Store{}.Head(q, n.Number)
		if err != nil {
			return err
		}
		signed, err := ledgerdb.Store{}.Signed(q, n.Number)
		if err != nil {
			return err
		}
		last := int64(0)
		if len(signed) > 0 {
			last = signed[0].Seq
		}
		f.Detail = []any{"entries", seq - last}
		if seq == last {
			return nil
		}
		// The age is that of the first entry that no signature covers: a chain that rested needs none.
		err = ledgerdb.Store{}.Each(q, n.Number, last+1, func(l ledger.Logged) error {
			if time.Since(time.UnixMilli(l.AtMs)) > oldCheckpoint {
				f.Level = Warn
			}
			return errFirst
		})
		if !errors.Is(err, errFirst) {
			return err
		}
		return nil
	})
	return f, err
}

// errFirst ends a walk over entries at the first.
var errFirst = errors.New("the first is enough")

// checkClock compares this machine's clock with the last entry: deadlines and one-time codes go wrong with a clock that was
// set back.
func (a *App) checkClock(ctx context.Context, n *Node) (f Finding, err error) {
	f = Finding{Check: "clock", Level: Good}
	err = a.DB.Read(ctx, func(q store.Queryer) error {
		seq, _, err := ledgerdb.Store{}.Head(q, n.Number)
		if err != nil {
			return err
		}
		return ledgerdb.Store{}.Each(q, n.Number, max(seq-1, 0), func(l ledger.Logged) error {
			if ahead := time.Until(time.UnixMilli(l.AtMs)); ahead > time.Minute {
				f.Level, f.Detail = Bad, []any{"minutes", int64(ahead.Minutes())}
			}
			return nil
		})
	})
	return f, err
}

func (a *App) checkAccounts(ctx context.Context, n *Node) (Finding, error) {
	f := Finding{Check: "accounts", Level: Good}
	admins := map[access.Role]bool{}
	err := a.DB.Read(ctx, func(q store.Queryer) error {
		all, err := n.Accounts.Store.AllMandates(q, n.Number)
		for _, m := range all {
			if !a.Policy.Administers(m.Role) || !m.On(calendar.Day(time.Now())) {
				continue
			}
			holder, _, err := n.Accounts.Store.Account(q, n.Number, m.Account)
			if err != nil {
				return err
			}
			if holder.State == access.Active {
				admins[m.Role] = true
			}
		}
		return err
	})
	if len(admins) < 3 {
		f.Level = Warn
	}
	f.Detail = []any{"have", len(admins)}
	return f, err
}

func (a *App) checkOpenness(ctx context.Context, n *Node) (Finding, error) {
	list, err := n.Openness.List(ctx, access.System("doctor", openness.CanRead))
	public := 0
	for _, one := range list {
		if one.Public() {
			public++
		}
	}
	return Finding{Check: "openness", Level: Good, Detail: []any{"public", public, "all", len(list)}}, err
}
