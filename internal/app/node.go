package app

import (
	"context"
	"crypto/rand"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"mihe/data"
	"mihe/internal/account/evaluation"
	"mihe/internal/account/indicator"
	"mihe/internal/account/openness"
	"mihe/internal/account/openness/opennessdb"
	"mihe/internal/account/selfcheck"
	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringdb"
	"mihe/internal/act/booking"
	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworkdb"
	"mihe/internal/act/delivery"
	"mihe/internal/act/feedback"
	"mihe/internal/act/notify"
	"mihe/internal/base/access"
	"mihe/internal/base/access/accessdb"
	"mihe/internal/base/access/nodeadmin"
	"mihe/internal/base/calendar"
	"mihe/internal/base/calendar/calendardb"
	"mihe/internal/base/keyring"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/region/regiondb"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/decide/rule/ruledb"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/consent"
	"mihe/internal/record/evidence"
	"mihe/internal/record/evidence/evidencedb"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/form"
	"mihe/internal/record/form/formdb"
	"mihe/internal/register/catalog"
	"mihe/internal/register/catalog/catalogdb"
	"mihe/internal/register/party"
)

// Node is one tenant with its services. None of them knows another node.
type Node struct {
	access.Node
	Log         *ledger.Log
	Keeper      *ledger.Keeper
	Keys        *keyring.Keys
	Facts       *fact.Service
	Jobs        *fact.Jobs         // imports by page
	Indicators  *indicator.Service // everything the node holds
	Published   *indicator.Service // what the public may see
	Evaluations *evaluation.Service
	Openness    *openness.Service
	Accounts    *access.Service
	Admin       *nodeadmin.Service
	Tasks       *steering.Service
	Persons     *party.Service
	Consents    *consent.Service
	Catalog     *catalog.Register // the directory of services
	Rules       *rule.Service
	Evidence    *evidence.Service // what was seen, and how sure it is
	Forms       *form.Service
	Cases       *casework.Service // its machines are those of the programmes
	Deliveries  *delivery.Service // plans, visits, what is paid for them
	Feedback    *feedback.Service
	Elders      *eldercare.Service
	Messages    *notify.Service
	SelfCheck   *selfcheck.Service
	Bookings    *booking.Service
}

// assembleNode builds the services of one node.
func (a *App) assembleNode(ctx context.Context, n access.Node) (*Node, error) {
	layered := fact.Layered{Facts: factdb.Store{}, Common: common}
	node := &Node{
		Node: n, Keys: a.Ring.For(n.Number),
		Log: logOf(n.Number, n.ID),
	}
	node.Keeper = a.keeper(node.Log, node.Keys)
	if err := node.Keeper.Check(ctx); err != nil {
		return nil, err
	}
	node.Accounts = &access.Service{
		DB: a.DB, Store: accessdb.Store{}, Keys: node.Keys, Log: node.Log, Uses: ledgerdb.Store{}, Node: n, Policy: a.Policy,
		Contains: a.contains, MachineRights: machineRights, Paces: &access.Paces{}, Now: time.Now,
		Random: rand.Reader,
	}
	if err := node.Accounts.Reconcile(ctx); err != nil {
		return nil, err
	}
	a.assemblePersons(node)
	node.Admin = &nodeadmin.Service{
		DB: a.DB, Years: calendardb.Store{}, Townships: regiondb.Store{}, Records: ledgerdb.Store{}, Node: n, Log: node.Log,
		Regions: a.Regions, Calendar: a.Calendar, Changed: a.reload, Now: time.Now, Random: rand.Reader,
	}
	node.Catalog = &catalog.Register{
		DB: a.DB, Store: catalogdb.Store{}, Node: n.Number, Regions: a.Regions, Log: node.Log, Accounts: node.Accounts, Now: time.Now, Random: rand.Reader,
		StaleDays: catalog.StaleDays,
	}
	node.Facts = a.factsOf(n.Number, n.Region, node.Log)
	node.Facts.Vocabulary, node.Facts.Regions, node.Facts.Seen = a.registry.Vocabulary(), resolver{a.Regions}, layered
	node.Jobs = a.jobsOf(node)
	node.Openness = &openness.Service{
		DB: a.DB, Store: opennessdb.Store{}, Node: n.Number, Home: n.Region, Facts: layered, Log: node.Log, Now: time.Now, Random: rand.Reader,
	}
	node.Evidence = &evidence.Service{
		DB: a.DB, Store: evidencedb.Store{}, Keys: node.Keys, Persons: node.Persons, Parameters: a.evidence,
		Folder: a.files(), Node: n.Number, Home: n.Region, Related: homes{node}.Related, Log: node.Log, Now: time.Now, Random: rand.Reader,
	}
	node.Forms = &form.Service{
		DB: a.DB, Store: formdb.Store{}, Keys: node.Keys, Node: n.Number, Home: n.Region, Held: held(), Log: node.Log, Now: time.Now,
		Random: rand.Reader,
	}
	texts, err := data.Forms()
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		node.Forms.Shipped = append(node.Forms.Shipped, texts[name])
	}
	node.Rules = &rule.Service{
		DB: a.DB, Store: ruledb.Store{}, Keys: node.Keys, Node: n.Number, Home: n.Region, Log: node.Log, Now: time.Now, Random: rand.Reader,
	}
	if err := a.assembleMeasures(node, layered); err != nil {
		return nil, err
	}
	node.SelfCheck = &selfcheck.Service{
		Home: n.Region, Forms: node.Forms, Minutes: a.minutes, Rules: node.Rules, Catalog: node.Catalog, Tasks: node.Tasks, Methods: a.methods,
		Registry: a.registry, Openness: node.Openness, Regions: a.Regions, Now: time.Now,
	}
	limits, err := a.assembleCases(node)
	if err != nil {
		return nil, err
	}
	if err := a.assembleDelivery(node); err != nil {
		return nil, err
	}
	a.assembleFeedback(node, limits)
	if err := a.assembleElders(node); err != nil {
		return nil, err
	}
	node.Facts.Own = []string{node.Elders.Source}
	if err := a.assembleMessages(node); err != nil {
		return nil, err
	}
	a.assembleBookings(node)
	return node, holdPersons(ctx, node)
}

// assembleMeasures builds what measures a node's facts: indicators, evaluations, and the tasks that cite them.
func (a *App) assembleMeasures(node *Node, layered fact.Layered) error {
	marked := &openness.Marked{Facts: layered, Store: opennessdb.Store{}}
	var err error
	if node.Indicators, err = indicator.NewInternalService(a.DB, marked, node.Number, a.Regions, a.registry); err != nil {
		return err
	}
	filtered := &openness.Filter{Facts: layered, Store: opennessdb.Store{}, Tables: a.tables}
	if node.Published, err = indicator.NewService(a.DB, filtered, node.Number, a.Regions, a.registry); err != nil {
		return err
	}
	node.Evaluations = evaluation.NewService(a.methods, node.MeasuresFor, a.Regions)
	node.Tasks, err = steering.NewService(steering.Service{
		DB: a.DB, Store: steeringdb.Store{}, Node: node.Number, Home: node.Region, Log: node.Log, Plan: a.Plan, Measures: measures{node}, Regions: a.Regions,
		Calendar: a.Calendar, Now: time.Now, Random: rand.Reader,
	})
	return err
}

// assembleCases builds the desk at which the programmes' cases are worked on, and returns the terms of complaints.
func (a *App) assembleCases(node *Node) (limits feedback.Terms, err error) {
	elders, err := elderMachine()
	if err != nil {
		return limits, err
	}
	orders, limits, err := orderMachines()
	if err != nil {
		return limits, err
	}
	node.Cases, err = casework.NewService(casework.Service{
		DB: a.DB, Store: caseworkdb.Store{}, Node: node.Number, Home: node.Region, Log: node.Log, Machines: append(orders, elders), Regions: a.Regions,
		Calendar: a.Calendar, Represents: node.represents, Tied: node.tied, Held: node.held, Holds: node.Accounts.HoldsAt, Now: time.Now, Random: rand.Reader,
	})
	return limits, err
}

// keeper signs the chain of a node with the configured algorithms.
func (a *App) keeper(log *ledger.Log, keys *keyring.Keys) *ledger.Keeper {
	return &ledger.Keeper{
		Log: log, DB: a.DB, Keys: keys, Algorithms: strings.Split(a.settings.Get("signatures"), ","),
		Failed: func(err error) { slog.Error("no checkpoint could be signed", "node", log.NodeID, "cause", err) },
	}
}

// contains tells whether what answers today for a region lies in another: by this all rights go.
func (a *App) contains(above, k region.Key) bool {
	return a.Regions.At(calendar.Day(time.Now())).Covers(above, k)
}

// factsOf is the service over the facts of one number.
func (a *App) factsOf(number int64, home region.Key, log access.Appender) *fact.Service {
	return &fact.Service{DB: a.DB, Store: factdb.Store{}, Node: number, Home: home, Log: log, Now: time.Now, Random: rand.Reader}
}

// MeasuresFor chooses what an actor sees: everything the node holds for those who work with all of it, what is public for
// the others. A county of a larger node is one of the others: what its neighbours have not published is not its to see.
func (n *Node) MeasuresFor(who access.Actor) *indicator.Service {
	if who.May(indicator.CanReadInternal, n.Region) {
		return n.Indicators
	}
	return n.Published
}

// Calendar is today's calendar of working days: the shipped years with the imported ones over them.
func (a *App) Calendar() *calendar.Calendar { return a.calendar.Load() }

// AddNode makes a node. Its keys come first, so that a node without keys is always one that has lost them.
func (a *App) AddNode(ctx context.Context, who access.Actor, wish access.NewNode) (*Node, error) {
	nodes := access.Nodes{
		DB: a.DB, Store: accessdb.Store{}, Now: time.Now, Random: rand.Reader,
		Log: func(n access.Node) access.Appender { return logOf(n.Number, n.ID) },
	}
	held, err := nodes.All(ctx)
	if err != nil {
		return nil, err
	}
	next := int64(1)
	for _, n := range held {
		next = max(next, n.Number+1)
	}
	if err := a.Ring.For(next).Prepare(ctx); err != nil {
		return nil, err
	}
	made, err := nodes.Add(ctx, who, wish)
	if err != nil {
		return nil, err
	}
	if err := a.Ring.For(made.Number).Prepare(ctx); err != nil { // another process took the number that was next
		return nil, err
	}
	node, err := a.assembleNode(ctx, made)
	if err == nil {
		a.Nodes = append(a.Nodes, node)
	}
	return node, err
}

// logOf is the ledger of one number.
func logOf(number int64, id string) *ledger.Log {
	return &ledger.Log{Store: ledgerdb.Store{}, Node: number, NodeID: id, Now: time.Now}
}

// measures answers a task's question as its asker may see it: whoever sees only what is public cites only that.
type measures struct{ n *Node }

// Gap implements steering.Measures.
func (m measures) Gap(ctx context.Context, who access.Actor, q indicator.Question) (*indicator.Gap, error) {
	return m.n.MeasuresFor(who).Gap(ctx, who, q)
}

// Warnings implements steering.Measures.
func (m measures) Warnings(ctx context.Context, who access.Actor) (*indicator.Warnings, error) {
	return m.n.MeasuresFor(who).Warnings(ctx, who)
}

// Course implements steering.Measures.
func (m measures) Course(ctx context.Context, who access.Actor, id string, by indicator.By, a indicator.Alarm) (indicator.Course, error) {
	return m.n.MeasuresFor(who).Course(ctx, who, id, by, a)
}

// Version implements steering.Measures.
func (m measures) Version(ctx context.Context) (int64, error) { return m.n.Indicators.Version(ctx) }

// VersionIn implements steering.Measures.
func (m measures) VersionIn(q store.Queryer) (int64, error) { return m.n.Indicators.VersionIn(q) }

// Registry implements steering.Measures.
func (m measures) Registry() *indicator.Registry { return m.n.Indicators.Registry() }
