package evidence

import (
	"bytes"
	"context"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// File is a photograph or a document that somebody added to a statement, never because they had to.
type File struct {
	SHA256 string // of the bytes in the folder
	ID     string // file_...
	Bytes  int64  // as they came
	Type   string
	Person string // whom it shows, or empty
	Region region.Key
	By     string
	AtMs   int64
	Seq    int64
}

// longestFile is a photograph of a telephone of today, in bytes. mostFiles is how many a statement has.
const (
	longestFile = 8 << 20
	mostFiles   = 4
)

// types are the kinds of files that are kept, by how they begin.
var types = []struct{ name, head string }{
	{"image/jpeg", "\xff\xd8\xff"}, {"image/png", "\x89PNG\r\n\x1a\n"}, {"application/pdf", "%PDF-"},
}

// typeOf tells what a file is from its bytes, whatever its sender says; empty is none that is kept.
func typeOf(raw []byte) string {
	for _, t := range types {
		if bytes.HasPrefix(raw, []byte(t.head)) {
			return t.name
		}
	}
	return ""
}

// NewFile is a file to be kept. With Person it is sealed under their key, and kept where they belong.
type NewFile struct {
	Person string
	Region region.Key // without a person
	Raw    []byte
}

// AddFile keeps a file, for a statement to name. It lies in the folder before the record says so; what was never recorded is no file.
func (s *Service) AddFile(ctx context.Context, who access.Actor, n NewFile) (f File, err error) {
	f = File{Bytes: int64(len(n.Raw)), Type: typeOf(n.Raw), Person: n.Person, By: who.ID}
	if err := s.DB.Read(ctx, func(q store.Queryer) error { f.Region, err = s.mayAdd(q, who, n); return err }); err != nil {
		return File{}, err
	}
	switch {
	case len(n.Raw) > longestFile:
		return File{}, invalid("file", "evidence.file.long", "most", longestFile>>20)
	case f.Type == "":
		return File{}, invalid("file", "evidence.file.type")
	}
	if f.ID, err = s.newID("file"); err != nil {
		return File{}, err
	}
	raw := n.Raw
	if n.Person != "" {
		sealed, err := s.Keys.Seal(ctx, n.Person, fileField(f.ID), raw)
		if err != nil {
			return File{}, err
		}
		raw = []byte(sealed)
	}
	if f.SHA256, err = s.Folder.put(raw); err != nil {
		return File{}, fault.Wrap(err, fault.Unavailable, "evidence.file.disk")
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if _, err := s.mayAdd(tx, who, n); err != nil {
			return err
		}
		if old, found, err := s.Store.File(tx, s.Node, f.SHA256); err != nil || found {
			f = old
			return err
		}
		f.AtMs = s.nowMs()
		e := s.entry(who, "evidence.file.kept", f.Region, f.Person, About{})
		f.Seq, err = s.note(tx, e, fileRecord, f.ID, kept{f.ID, f.SHA256, f.Bytes, f.Type, f.Person, f.Region.String(), who.ID, f.AtMs})
		return err
	})
	if err != nil {
		return File{}, err
	}
	return f, nil
}

// fileField ties a sealed file to its record.
func fileField(id string) string { return "evidence.file." + id }

// mayAdd lets the person, who represents them, and those who record where they belong.
func (s *Service) mayAdd(q store.Queryer, who access.Actor, n NewFile) (at region.Key, err error) {
	if n.Person == "" {
		return n.Region, who.CheckAt(CanRecord, n.Region)
	}
	if at, err = s.home(q, n.Person); err != nil || who.May(CanRecord, at) {
		return at, err
	}
	if who.SignedIn() && (who.Person == n.Person || who.OnBehalfOf == n.Person) {
		return at, s.mayConfirm(q, who, n.Person)
	}
	return at, who.CheckAt(CanRecord, at)
}

// OpenFile reads a file: for those who may read it where it belongs, and for whom it shows. Of an erased person it is the tombstone.
func (s *Service) OpenFile(ctx context.Context, who access.Actor, sha256 string) (f File, raw []byte, err error) {
	var g access.Grant
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		var found bool
		if f, found, err = s.Store.File(tx, s.Node, sha256); err == nil && !found {
			err = absent()
		}
		if err != nil {
			return err
		}
		if f.Person == "" {
			return who.CheckAt(CanRead, f.Region)
		}
		g, err = s.grant(tx, who, f.Person, f.Region)
		return err
	})
	if err != nil {
		return File{}, nil, err
	}
	if raw, err = s.Folder.get(f.SHA256); err != nil {
		return File{}, nil, fault.Wrap(err, fault.Unavailable, "evidence.file.gone")
	}
	if f.Person != "" {
		plain, err := g.Open(ctx, s.Keys, f.Person, fileField(f.ID), string(raw))
		if err != nil {
			return File{}, nil, err
		}
		raw = []byte(plain)
	}
	return f, raw, nil
}

// filesFit refuses files that are not kept, are too many, or show somebody else.
func (s *Service) filesFit(q store.Queryer, st Statement) error {
	if len(st.Files) > mostFiles {
		return invalid("files", "evidence.file.many", "most", mostFiles)
	}
	for i, sum := range st.Files {
		f, found, err := s.Store.File(q, s.Node, sum)
		if err != nil {
			return err
		}
		if !found || f.Person != "" && f.Person != st.Person || slices.Contains(st.Files[:i], sum) {
			return invalid("files", "evidence.file.unknown")
		}
	}
	return nil
}

// Checker compares the files of a node with the records that the ledger commits to; it needs no keys.
type Checker struct {
	DB interface {
		Read(ctx context.Context, fn func(store.Queryer) error) error
	}
	Store  Store
	Folder Folder
	Node   int64
}

// Files returns how many files there are, and those that are gone or not what they were, by their SHA-256.
func (c Checker) Files(ctx context.Context) (count int64, bad []string, err error) {
	var sums []string
	err = c.DB.Read(ctx, func(q store.Queryer) error {
		return c.Store.Records(q, c.Node, func(_ int64, kind string, body []byte) error {
			if kind != fileRecord {
				return nil
			}
			r, err := decode[kept](body)
			sums = append(sums, r.SHA256)
			return err
		})
	})
	for _, sum := range sums {
		if _, wrong := c.Folder.get(sum); wrong != nil {
			bad = append(bad, sum)
		}
	}
	return int64(len(sums)), bad, err
}
