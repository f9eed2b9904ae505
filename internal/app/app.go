// Package app puts the program together: it opens the data folder, loads the shipped facts, builds the services of every
// node and wires their pages. It is the only room that knows all others, and it decides nothing about any of them.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"mihe/data"
	"mihe/internal/account/evaluation"
	"mihe/internal/account/indicator"
	"mihe/internal/account/openness"
	"mihe/internal/account/openness/opennessdb"
	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringdb"
	"mihe/internal/act/booking/bookingdb"
	"mihe/internal/act/casework/caseworkdb"
	"mihe/internal/act/delivery/deliverydb"
	"mihe/internal/act/feedback/feedbackdb"
	"mihe/internal/act/notify/notifydb"
	"mihe/internal/base/access"
	"mihe/internal/base/access/accessdb"
	"mihe/internal/base/calendar"
	"mihe/internal/base/calendar/calendardb"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/keyring"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/region/regiondb"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule/ruledb"
	"mihe/internal/programme/eldercare/eldercaredb"
	"mihe/internal/record/consent/consentdb"
	"mihe/internal/record/evidence"
	"mihe/internal/record/evidence/evidencedb"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/form"
	"mihe/internal/record/form/formdb"
	"mihe/internal/register/catalog/catalogdb"
	"mihe/internal/register/party/partydb"
)

// The files of a data folder.
const (
	databaseFile = "mihe.db"
	keyringFile  = "keyring.db"
	// upgradeFolder holds the copies that are made before a newer program changes the schema.
	upgradeFolder = "before-upgrade"
	// evidenceFolder holds the files that statements name, by their hashes.
	evidenceFolder = "evidence"
)

// common is the number under which the shipped statistics are kept once, for every node to see.
const common int64 = 0

// Config says where the program keeps its records.
type Config struct {
	// Folder is the data folder; nothing is written outside it but the file a command names.
	Folder string
	// Database is a postgres:// DSN, or empty for SQLite inside Folder.
	Database string
	// Node is the short name of the node that commands speak of; empty means the first.
	Node string
	// First is the node that an empty folder begins with; the zero value stands for the whole country.
	First access.NewNode
	// Settings are the decisions in force; nil means the built-in ones.
	Settings Settings
	// Progress is told how many of the shipped observations have been loaded; nil is fine.
	Progress func(done, total int64)

	alone bool // the data folder is held by the caller
}

// App is the assembled program. The embedded Node is the one that commands speak of.
type App struct {
	*Node
	DB      *store.DB
	Ring    *keyring.Ring
	Nodes   []*Node       // in the order of their numbers
	Common  *fact.Service // the facts that every node sees
	Regions *region.Tree
	Plan    *steering.Plan
	Policy  *access.Policy
	Words   *i18n.Catalog
	Folder  string

	settings Settings
	registry *indicator.Registry
	methods  *evaluation.Methods
	tables   []openness.Table // of which small counts are not published
	minutes  []form.Minutes
	evidence []evidence.Parameters
	calendar atomic.Pointer[calendar.Calendar]
	shipped  *calendar.Calendar
	metrics  *metrics
	turns    *fact.Turns // of imports by page
	unlock   func() error
}

// migrations are the tables of every room, in the order of the rooms.
func migrations() []store.Migrations {
	return []store.Migrations{
		calendardb.Migrations(), regiondb.Migrations(), ledgerdb.Migrations(), accessdb.Migrations(), partydb.Migrations(), catalogdb.Migrations(),
		factdb.Migrations(), evidencedb.Migrations(), consentdb.Migrations(), formdb.Migrations(), ruledb.Migrations(), notifydb.Migrations(), caseworkdb.Migrations(),
		bookingdb.Migrations(), deliverydb.Migrations(), feedbackdb.Migrations(), steeringdb.Migrations(), opennessdb.Migrations(), eldercaredb.Migrations(),
	}
}

// Begun tells whether the settings name records that are there: a database in the data folder, or one elsewhere.
func Begun(s Settings) bool {
	_, err := os.Stat(filepath.Join(s.Get("data"), databaseFile))
	return s.Get("db") != "" || !errors.Is(err, fs.ErrNotExist)
}

// Open opens the data folder, brings the schema up to date and makes sure that the shipped facts and a node are there. The
// caller closes the App.
func Open(ctx context.Context, c Config, words *i18n.Catalog) (*App, error) {
	if err := os.MkdirAll(c.Folder, 0o700); err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "app.folder", "folder", c.Folder)
	}
	target := c.Database
	if target == "" {
		target = filepath.Join(c.Folder, databaseFile)
	}
	unlock, err := c.share()
	if err != nil {
		return nil, err
	}
	a, err := c.open(ctx, target, words)
	if err != nil {
		return nil, errors.Join(err, unlock())
	}
	a.unlock = unlock
	return a, nil
}

// share holds the data folder open, but for a restore, which holds it alone.
func (c Config) share() (unlock func() error, err error) {
	if c.alone {
		return func() error { return nil }, nil
	}
	return share(c.Folder)
}

func (c Config) open(ctx context.Context, target string, words *i18n.Catalog) (*App, error) {
	note, err := c.note(target)
	if err != nil {
		return nil, err
	}
	if err := c.keysWithout(target); err != nil {
		return nil, err
	}
	db, err := store.OpenWith(ctx, target, store.Options{BackupFolder: filepath.Join(c.Folder, upgradeFolder)}, migrations()...)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", c.Folder, err)
	}
	ring, err := c.openRing(ctx, db)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the keyring of %s: %w", c.Folder, err), db.Close())
	}
	a := &App{DB: db, Ring: ring, Words: words, Folder: c.Folder, settings: c.Settings, metrics: newMetrics(), turns: fact.NewTurns(importsAt)}
	if a.settings == nil {
		a.settings = defaults
	}
	if err = a.assemble(ctx, c); err == nil {
		err = a.remember(ctx, note)
	}
	if err != nil {
		return nil, errors.Join(err, a.DB.Close(), a.Ring.Close())
	}
	return a, nil
}

// keysWithout refuses a folder whose keys are there and whose database is gone, as an interrupted restore leaves it: a new
// database would look like a fresh start and stand in the way of restoring. A database elsewhere is looked after elsewhere.
func (c Config) keysWithout(target string) error {
	_, database := os.Stat(target)
	_, keys := os.Stat(filepath.Join(c.Folder, keyringFile))
	if c.Database == "" && errors.Is(database, fs.ErrNotExist) && keys == nil {
		return fault.New(fault.Unavailable, "app.half.database", "folder", c.Folder)
	}
	return nil
}

// openRing opens the keys. Where nodes have written already, missing keys are missed: an empty keyring made in their place
// would pass for the present one when the true one is restored.
func (c Config) openRing(ctx context.Context, db *store.DB) (*keyring.Ring, error) {
	path := filepath.Join(c.Folder, keyringFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		var nodes []access.Node
		if err := db.Read(ctx, func(q store.Queryer) (err error) { nodes, err = accessdb.Store{}.Nodes(q); return err }); err != nil {
			return nil, err
		}
		if len(nodes) > 0 {
			return nil, fault.New(fault.Unavailable, "keyring.missing")
		}
	}
	return keyring.Open(ctx, path)
}

func (a *App) assemble(ctx context.Context, c Config) (err error) {
	if a.Policy, err = Policy(); err != nil {
		return err
	}
	if a.Regions, err = region.Load(); err != nil {
		return err
	}
	if a.shipped, err = calendar.Load(); err != nil {
		return err
	}
	if a.registry, err = indicator.Shipped(); err != nil {
		return err
	}
	if a.methods, err = evaluation.Shipped(a.registry); err != nil {
		return err
	}
	raw, err := data.Disclosure()
	if err != nil {
		return err
	}
	if a.tables, err = openness.ReadTables(raw); err != nil {
		return err
	}
	if a.minutes, err = form.FieldMinutes(); err != nil {
		return err
	}
	if a.evidence, err = evidence.ShippedParameters(); err != nil {
		return err
	}
	raw, err = data.Plan()
	if err != nil {
		return err
	}
	if a.Plan, err = steering.LoadPlan(raw); err != nil {
		return err
	}
	if err := a.reload(ctx); err != nil {
		return err
	}
	if err := a.loadShipped(ctx, c.Progress); err != nil {
		return err
	}
	return a.openNodes(ctx, c)
}

// reload reads the imported calendars and townships again; every import ends with it.
func (a *App) reload(ctx context.Context) error {
	return a.DB.Read(ctx, func(q store.Queryer) error {
		years, err := calendardb.Store{}.Over(q, a.shipped)
		if err != nil {
			return err
		}
		townships, err := regiondb.Store{}.All(q)
		if err != nil {
			return err
		}
		a.calendar.Store(years)
		a.Regions.SetTownships(townships)
		return nil
	})
}

// files is where the files of statements lie.
func (a *App) files() evidence.Folder {
	return evidence.Folder(filepath.Join(a.Folder, evidenceFolder))
}

// openNodes builds the services of every node; an empty folder gets its first one.
func (a *App) openNodes(ctx context.Context, c Config) error {
	var list []access.Node
	err := a.DB.Read(ctx, func(q store.Queryer) (err error) {
		list, err = accessdb.Store{}.Nodes(q)
		return err
	})
	if err != nil {
		return err
	}
	for _, n := range list {
		node, err := a.assembleNode(ctx, n)
		if err != nil {
			return fmt.Errorf("node %s: %w", n.Slug, err)
		}
		a.Nodes = append(a.Nodes, node)
	}
	if len(list) == 0 {
		if err := a.Ring.For(common).Prepare(ctx); err != nil {
			return err
		}
		if _, err := a.AddNode(ctx, access.Operator(), a.orCountry(c.First)); err != nil {
			return err
		}
	}
	return a.choose(c.Node)
}

// choose sets the node that commands speak of.
func (a *App) choose(slug string) error {
	for _, n := range a.Nodes {
		if slug == "" || n.Slug == slug {
			a.Node = n
			return nil
		}
	}
	return fault.New(fault.NotFound, "app.node.unknown", "node", slug)
}

// orCountry is n, or the whole country when nobody has said anything.
func (a *App) orCountry(n access.NewNode) access.NewNode {
	if n.Slug != "" {
		return n
	}
	unit, _ := a.Regions.At(calendar.Day(time.Now())).Unit(region.Country) // there is always a country
	return access.NewNode{Slug: "home", Name: unit.Name, Region: region.Country}
}

// Close closes the database and the keyring.
func (a *App) Close() error { return errors.Join(a.DB.Close(), a.Ring.Close(), a.unlock()) }
