package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"strings"
)

// The bounds of a workbook, judged by its directory before anything is unpacked. A sheet of a million rows of nine
// cells unpacks to about 600 MB; the most monotonous that LibreOffice wrote for us was 19 times smaller packed.
const (
	maxEntries  = 2000
	maxUnpacked = 1 << 30
	maxRatio    = 200
	smallEntry  = 1 << 20 // below it the ratio says nothing
	maxPart     = 16 << 20
)

// container is the zip file that a workbook is.
type container struct {
	list  []*zip.File
	files map[string]*zip.File // by key
}

// key makes equal the spellings that the packaging convention calls equal: names of parts ignore case.
func key(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func openContainer(r io.ReaderAt, size int64) (*container, error) {
	if err := recognise(r, size); err != nil {
		return nil, err
	}
	if err := judgeDirectory(r, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // nothing is ever written under a name of the file
		return nil, &Error{Damaged, "", err.Error()}
	}
	c := &container{list: z.File, files: make(map[string]*zip.File, len(z.File))}
	unpacked := uint64(0)
	for _, f := range z.File {
		if err := judgeEntry(f); err != nil {
			return nil, err
		}
		if _, twice := c.files[key(f.Name)]; twice {
			return nil, &Error{Damaged, f.Name, "stands twice in the zip file"}
		}
		c.files[key(f.Name)] = f
		unpacked += f.UncompressedSize64
	}
	// Entries may lie upon each other: each looks harmless, together they are not.
	if unpacked > maxUnpacked || unpacked > smallEntry && unpacked/maxRatio > uint64(size) {
		return nil, &Error{Large, "", "unpacks to " + strconv.FormatUint(unpacked, 10) + " bytes"}
	}
	return c, nil
}

// The first bytes of files.
const (
	magicZip   = "PK\x03\x04"
	magicOLE   = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	shortestOf = 22 // the end of the directory alone
)

// recognise tells a zip file from what else may have the name of a workbook.
func recognise(r io.ReaderAt, size int64) error {
	head := make([]byte, len(magicOLE))
	n, err := r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte(magicOLE[:4])):
		return recogniseOLE(r, size)
	case !bytes.HasPrefix(head, []byte(magicZip)):
		return &Error{Foreign, "", "not a zip file"}
	case size < shortestOf:
		return &Error{Damaged, "", "cut off"}
	}
	return nil
}

// recogniseOLE tells a workbook with a password, which is wrapped in the old format, from a workbook of the old format.
// The names of its streams stand in the file in two bytes a character.
func recogniseOLE(r io.ReaderAt, size int64) error {
	const step = 1 << 20
	block := make([]byte, step+64)
	found := Foreign
	for at := int64(0); at < size; at += step {
		n, err := r.ReadAt(block, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		switch {
		case bytes.Contains(block[:n], wide("EncryptedPackage")):
			return &Error{Encrypted, "", "an encrypted package"}
		case bytes.Contains(block[:n], wide("Workbook")), bytes.Contains(block[:n], wide("Book")):
			found = Old
		}
	}
	return &Error{found, "", "a compound file"}
}

func wide(text string) []byte {
	out := make([]byte, 0, 2*len(text))
	for i := range len(text) {
		out = append(out, text[i], 0)
	}
	return out
}

// judgeDirectory walks the directory of the zip file, so that a directory of a million entries is refused before it is
// loaded. The directory must be where the last record says and hold as many entries as it says: a file that two
// programs would read differently is not read.
func judgeDirectory(r io.ReaderAt, size int64) error {
	end, err := directoryEnd(r, size)
	if err != nil {
		return err
	}
	entries := int64(binary.LittleEndian.Uint16(end.record[10:]))
	length := int64(binary.LittleEndian.Uint32(end.record[12:]))
	begin := int64(binary.LittleEndian.Uint32(end.record[16:]))
	switch {
	case entries == 0xffff || length == 0xffffffff || begin == 0xffffffff || length == 0xffff: // the last is Go's reading
		return &Error{Large, "", "ZIP64"}
	case entries > maxEntries:
		return &Error{Large, "", strconv.FormatInt(entries, 10) + " files"}
	case begin+length != end.at:
		return &Error{Damaged, "", "the directory of the zip file is not where it should be"}
	}
	return walkDirectory(io.NewSectionReader(r, begin, length), entries)
}

// directory is the last record of a zip file.
type directory struct {
	record []byte
	at     int64
}

// directoryEnd finds the last record, which ends the file but for a comment.
func directoryEnd(r io.ReaderAt, size int64) (directory, error) {
	tail := make([]byte, min(size, shortestOf+0xffff))
	from := size - int64(len(tail))
	if _, err := r.ReadAt(tail, from); err != nil && !errors.Is(err, io.EOF) {
		return directory{}, err
	}
	for i := len(tail) - shortestOf; i >= 0; i-- {
		comment := int(binary.LittleEndian.Uint16(tail[i+20:]))
		if bytes.HasPrefix(tail[i:], []byte("PK\x05\x06")) && i+shortestOf+comment == len(tail) {
			return directory{tail[i:], from + int64(i)}, nil
		}
	}
	return directory{}, &Error{Damaged, "", "the end of the zip file is missing"}
}

func walkDirectory(r *io.SectionReader, entries int64) error {
	const fixed = 46
	head := make([]byte, fixed)
	at, n := int64(0), int64(0)
	for ; at < r.Size(); n++ {
		if _, err := r.ReadAt(head, at); err != nil || !bytes.HasPrefix(head, []byte("PK\x01\x02")) {
			return &Error{Damaged, "", "the directory of the zip file is broken"}
		}
		if n > maxEntries {
			return &Error{Large, "", "more files than the zip file admits"}
		}
		for _, field := range []int{28, 30, 32} { // name, extra, comment
			at += int64(binary.LittleEndian.Uint16(head[field:]))
		}
		at += fixed
	}
	if n != entries || at != r.Size() {
		return &Error{Damaged, "", "the directory of the zip file does not hold what it says"}
	}
	return nil
}

func judgeEntry(f *zip.File) error {
	switch {
	case f.Flags&1 != 0:
		return &Error{Encrypted, f.Name, "a file with a password"}
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return &Error{Damaged, f.Name, "packed in an unknown way"}
	case f.UncompressedSize64 > smallEntry && f.UncompressedSize64/maxRatio > f.CompressedSize64:
		return &Error{Large, f.Name, "packed more than " + strconv.Itoa(maxRatio) + " times smaller"}
	case f.UncompressedSize64 > maxUnpacked:
		return &Error{Large, f.Name, "unpacks to more than the limit"}
	}
	return nil
}

// open reads one part. It fails when the part is longer than the directory, which was judged, has promised.
func (c *container) open(name string) (io.ReadCloser, error) {
	f, ok := c.files[key(name)]
	if !ok {
		return nil, &Error{Damaged, name, "is missing"}
	}
	r, err := f.Open()
	if err != nil {
		return nil, &Error{Damaged, name, err.Error()}
	}
	return r, nil
}

// small opens a part that is kept in memory.
func (c *container) small(name string) (io.ReadCloser, error) {
	if f, ok := c.files[key(name)]; ok && f.UncompressedSize64 > maxPart {
		return nil, &Error{Large, name, "is unusually large"}
	}
	return c.open(name)
}

// scan gives every token of a part to visit.
func (c *container) scan(name string, visit func(s *scanner, t token) error) (err error) {
	r, err := c.small(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	s := newScanner(r, name)
	for {
		t, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := visit(s, t); err != nil {
			return err
		}
	}
}
