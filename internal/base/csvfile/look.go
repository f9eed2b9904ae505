package csvfile

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"unicode/utf8"
)

// maxLine bounds a line; a longer one is no row of short cells.
const maxLine = 64 << 10

// BOM is the byte order mark of UTF-8. Spreadsheets take a CSV file without one for GB18030.
const BOM = "\xef\xbb\xbf"

// Look is what a first look at the bytes of a file tells.
type Look struct {
	SHA256      string // of all bytes, in lower-case hex; empty when something is wrong, but for a spreadsheet
	GB18030     bool   // else UTF-8
	Wrong       string // key of what makes the file unreadable as a whole, or empty
	Spreadsheet bool   // what is wrong is that it is a spreadsheet, or a zip file: who reads those may go on with sheetfile
}

// magic are the first bytes of files that are often renamed .csv.
var magic = []struct{ head, wrong string }{
	{"\xff\xfe", "utf16"}, // UTF-16 or UTF-32
	{"\xfe\xff", "utf16"},
	{"\x00\x00\xfe\xff", "utf16"},
	{"PK\x03\x04", "spreadsheet"},       // xlsx, ods, et; any zip
	{"\xd0\xcf\x11\xe0", "spreadsheet"}, // xls
	{"%PDF", "document"},
	{"{\\rtf", "document"},
	{"\x1f\x8b", "archive"}, // gzip
	{"Rar!", "archive"},
	{"7z\xbc\xaf\x27\x1c", "archive"},
	{"PAR1", "archive"},
	{"SQLite format 3\x00", "archive"},
	{"<!DOCTYPE", "webpage"},
	{"<html", "webpage"},
	{"<HTML", "webpage"},
	{"<?xml", "webpage"},
	{"<table", "webpage"},
}

// Sniff reads the whole file once, before any row is taken from it: it takes the sum and settles the encoding, which no
// single line can. UTF-8 wins when at least as many lines beyond ASCII are valid UTF-8 as are not; the lines that are
// not are then reported one by one. Otherwise the file is read as GB18030, which older spreadsheets write.
func Sniff(r io.Reader) (look Look, err error) {
	sum := sha256.New()
	b := bufio.NewReaderSize(io.TeeReader(r, sum), maxLine)
	head, err := b.Peek(64)
	if err != nil && !errors.Is(err, io.EOF) {
		return look, err
	}
	if wrong := unreadable(head); wrong != "" {
		look.Wrong, look.Spreadsheet = "csvfile."+wrong, wrong == "spreadsheet"
		if !look.Spreadsheet {
			return look, nil
		}
		_, err = io.Copy(io.Discard, b)
		look.SHA256 = hex.EncodeToString(sum.Sum(nil))
		return look, err
	}
	valid, invalid := 0, 0
	for {
		line, err := b.ReadSlice('\n')
		switch {
		case ascii(line):
		case utf8.Valid(line):
			valid++
		default:
			invalid++
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return look, err
		}
	}
	look.GB18030 = invalid > valid && !bytes.HasPrefix(head, []byte(BOM))
	look.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return look, nil
}

// unreadable names what the first bytes show the file to be, when that is no text of ours.
func unreadable(head []byte) string {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte(BOM)), " \r\n")
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.head)) || bytes.HasPrefix(text, []byte(m.head)) {
			return m.wrong
		}
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return "utf16" // text of two bytes a character without its mark, or no text at all
	}
	return ""
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
