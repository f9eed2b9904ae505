package ledger

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/keyring"
)

// Checkpoint is a signed head: whoever keeps it elsewhere can tell later whether anything up to Seq was changed, cut off or
// replaced.
type Checkpoint struct {
	Node      string
	Seq       int64
	Head      Hash
	AtMs      int64
	Algorithm string
	Key       string // keyring.KeyID of Public
	Public    []byte
	Signature []byte
}

// Text is what is signed: seven lines, each ended by a line feed.
func (c Checkpoint) Text() []byte {
	return []byte(strings.Join([]string{
		"mihe-checkpoint-v1", c.Node, strconv.FormatInt(c.Seq, 10), c.Head.String(), strconv.FormatInt(c.AtMs, 10),
		c.Algorithm, c.Key, "",
	}, "\n"))
}

// Holds tells whether the signature is that of the key which the checkpoint names.
func (c Checkpoint) Holds() bool {
	return c.Seq > 0 && plain(c.Node) && c.Key == keyring.KeyID(c.Algorithm, c.Public) &&
		keyring.Verify(c.Algorithm, c.Public, c.Text(), c.Signature)
}

// written is a checkpoint in a file: one line of JSON.
type written struct {
	V         int    `json:"v"`
	Node      string `json:"node"`
	Seq       int64  `json:"seq"`
	Head      string `json:"head"`
	AtMs      int64  `json:"at_ms"`
	Algorithm string `json:"algorithm"`
	Key       string `json:"key"`
	Public    string `json:"public"`
	Signature string `json:"signature"`
}

func (c Checkpoint) written() written {
	return written{
		version, c.Node, c.Seq, c.Head.String(), c.AtMs, c.Algorithm, c.Key,
		hex.EncodeToString(c.Public), hex.EncodeToString(c.Signature),
	}
}

// read is the inverse of written.
func (w written) read() (c Checkpoint, ok bool) {
	head, okHead := ParseHash(w.Head)
	public, okPublic := parseHex(w.Public)
	signature, okSignature := parseHex(w.Signature)
	c = Checkpoint{w.Node, w.Seq, head, w.AtMs, w.Algorithm, w.Key, public, signature}
	return c, w.V == version && okHead && okPublic && okSignature
}

// parseHex takes lower-case hexadecimal digits and nothing else.
func parseHex(s string) ([]byte, bool) {
	b, err := hex.DecodeString(s)
	return b, err == nil && s == hex.EncodeToString(b)
}

// WriteHead writes checkpoints to a file that is kept elsewhere, one a line.
func WriteHead(w io.Writer, signed []Checkpoint) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, c := range signed {
		if err := enc.Encode(c.written()); err != nil {
			return err
		}
	}
	return nil
}

// headLimit bounds a file that is read back; a line has about 500 bytes.
const headLimit = 64 << 10

// ReadHead reads what WriteHead wrote. A checkpoint whose own signature does not hold proves nothing: Invalid.
func ReadHead(r io.Reader) ([]Checkpoint, error) {
	var signed []Checkpoint
	lines := bufio.NewScanner(io.LimitReader(r, headLimit))
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		c, err := parseCheckpoint(lines.Bytes())
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "ledger.head_file")
		}
		signed = append(signed, c)
	}
	if err := lines.Err(); err != nil || len(signed) == 0 {
		return nil, fault.Wrap(errors.Join(err, io.ErrUnexpectedEOF), fault.Invalid, "ledger.head_file")
	}
	return signed, nil
}

func parseCheckpoint(line []byte) (Checkpoint, error) {
	var w written
	if err := strictly(line, &w); err != nil {
		return Checkpoint{}, err
	}
	c, ok := w.read()
	if !ok || !c.Holds() {
		return Checkpoint{}, errors.New("the signature does not hold")
	}
	return c, nil
}

// strictly reads one JSON value that has no field we do not know and nothing after it.
func strictly(line []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}
