package access

import (
	"context"
	"io"
	"regexp"
	"strings"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// NodeStore keeps the list of nodes; accessdb.Store is one.
type NodeStore interface {
	Nodes(q store.Queryer) ([]Node, error)
	AddNode(tx *store.Tx, n Node) error
}

// NewNode is what AddNode is asked for.
type NewNode struct {
	Slug, Host string
	Name       i18n.Name
	Region     region.Key
	Synthetic  bool
}

// Nodes is the list of the tenants of this program.
type Nodes struct {
	DB     *store.DB
	Store  NodeStore
	Now    func() time.Time
	Random io.Reader
	// Log gives the ledger of a new node, in which its making is the first entry.
	Log func(Node) Appender
}

// All lists the nodes by number.
func (n *Nodes) All(ctx context.Context) (list []Node, err error) {
	err = n.DB.Read(ctx, func(q store.Queryer) error {
		list, err = n.Store.Nodes(q)
		return err
	})
	return list, err
}

var slugForm = regexp.MustCompile(`^[a-z][a-z0-9-]{1,30}$`)

// Add makes a node with the next free number. Slug and host are its own: the one writer looks at all nodes before it
// adds one, since no index over names could hold the node that leads every key. The number 0 belongs to nobody: shipped facts stand there.
func (n *Nodes) Add(ctx context.Context, who Actor, wish NewNode) (Node, error) {
	if err := who.Check(ManageNode); err != nil {
		return Node{}, err
	}
	now := n.Now()
	id, err := ident.New("node", now, n.Random)
	if err != nil {
		return Node{}, err
	}
	node := Node{
		Number: 1, ID: id, Slug: wish.Slug, Host: strings.ToLower(wish.Host), Name: wish.Name, Region: wish.Region,
		Synthetic: wish.Synthetic, CreatedMs: now.UnixMilli(),
	}
	if !slugForm.MatchString(node.Slug) || node.Name.Zh == "" || node.Region == (region.Key{}) || strings.ContainsAny(node.Host, "/: ") {
		return Node{}, fault.New(fault.Invalid, "access.node.form")
	}
	err = n.DB.Write(ctx, func(tx *store.Tx) error {
		held, err := n.Store.Nodes(tx)
		if err != nil {
			return err
		}
		for _, h := range held {
			if h.Slug == node.Slug || h.Host == node.Host {
				return fault.New(fault.Conflict, "access.node.taken")
			}
			node.Number = max(node.Number, h.Number+1)
		}
		if err := n.Store.AddNode(tx, node); err != nil {
			return err
		}
		_, err = n.Log(node).Append(tx, who.Entry("access.node.made", node.Region))
		return err
	})
	if err != nil {
		return Node{}, err
	}
	return node, nil
}
