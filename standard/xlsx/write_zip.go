package xlsx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// stamp is the time of every file of a workbook, the first that a zip file can tell.
var stamp = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// sortedZip writes the files of a workbook in one order, however they come: excelize walks a map.
type sortedZip struct {
	out     io.Writer
	entries []*entry
}

func newZip(out io.Writer) excelize.ZipWriter { return &sortedZip{out: out} }

// entry is one file, packed and waiting for its turn.
type entry struct {
	name   string
	packed bytes.Buffer
	packer *flate.Writer
	sum    hash.Hash32
	size   uint64
}

// Write implements io.Writer.
func (e *entry) Write(p []byte) (int, error) {
	_, _ = e.sum.Write(p) // a hash accepts everything
	e.size += uint64(len(p))
	return e.packer.Write(p)
}

// Create implements excelize.ZipWriter.
func (z *sortedZip) Create(name string) (io.Writer, error) {
	e := &entry{name: name, sum: crc32.NewIEEE()}
	packer, err := flate.NewWriter(&e.packed, flate.DefaultCompression)
	e.packer = packer
	z.entries = append(z.entries, e)
	return e, err
}

// AddFS implements excelize.ZipWriter, which never calls it.
func (z *sortedZip) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close implements excelize.ZipWriter. The list of types comes first, as in files of other programs.
func (z *sortedZip) Close() error {
	slices.SortStableFunc(z.entries, func(a, b *entry) int { return strings.Compare(a.name, b.name) })
	w := zip.NewWriter(z.out)
	for _, e := range z.entries {
		if err := e.packer.Close(); err != nil {
			return err
		}
		h := &zip.FileHeader{
			Name: e.name, Method: zip.Deflate, CRC32: e.sum.Sum32(), CompressedSize64: uint64(e.packed.Len()), UncompressedSize64: e.size,
		}
		h.SetModTime(stamp) //nolint:staticcheck // CreateRaw writes the old fields, which nothing else sets
		to, err := w.CreateRaw(h)
		if err != nil {
			return err
		}
		if _, err := e.packed.WriteTo(to); err != nil {
			return err
		}
	}
	return w.Close()
}
