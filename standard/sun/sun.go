package sun

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"errors"

	"github.com/emmansun/gmsm/cbcmac"
)

// KeySize is the length of both keys of a tag: AES-128.
const KeySize = 16

// Keys are the two keys of a tag that take part.
type Keys struct {
	Meta [KeySize]byte // SDMMetaReadKey: opens who the tag is and how often it was read
	File [KeySize]byte // SDMFileReadKey: from it comes the key that signs one reading
}

// Message is what one tap says.
type Message struct {
	UID     [7]byte
	Counter uint32 // readings since the tag was made, 24 bits
}

// ErrForged is the one error: nothing is told of what did not fit.
var ErrForged = errors.New("no message of this tag")

// mirrored is the tag byte of PICC data with a UID of seven bytes and a counter (NT4H2421Gx, 9.3.4: UID mirrored, counter
// mirrored, length 7).
const mirrored = 0xC7

// Verify opens the encrypted PICC data of a tap (16 bytes) and compares its MAC (8 bytes), which signs input.
func Verify(k Keys, picc, input, mac []byte) (Message, error) {
	m, err := open(k.Meta, picc)
	if err != nil {
		return Message{}, err
	}
	if want := m.mac(k.File, input); subtle.ConstantTimeCompare(want[:], mac) != 1 {
		return Message{}, ErrForged
	}
	return m, nil
}

// open deciphers PICC data: one block, CBC with an initial vector of zeroes, which for one block is the plain cipher.
func open(key [KeySize]byte, picc []byte) (m Message, err error) {
	if len(picc) != aes.BlockSize {
		return m, ErrForged
	}
	var plain [aes.BlockSize]byte
	block(key).Decrypt(plain[:], picc)
	if plain[0] != mirrored {
		return m, ErrForged
	}
	copy(m.UID[:], plain[1:8])
	m.Counter = uint32(plain[8]) | uint32(plain[9])<<8 | uint32(plain[10])<<16
	return m, nil
}

// mac signs input with the key of this reading. Of the 16 bytes of the CMAC the tag sends those at odd places.
func (m Message) mac(file [KeySize]byte, input []byte) (short [8]byte) {
	full := cmac(m.session(file), input)
	for i := range short {
		short[i] = full[2*i+1]
	}
	return short
}

// session is the key that signs one reading: CMAC over a fixed head, the UID and the counter as they are sent (SV2).
func (m Message) session(file [KeySize]byte) (key [KeySize]byte) {
	sv := append([]byte{0x3C, 0xC3, 0x00, 0x01, 0x00, 0x80}, m.UID[:]...)
	counter := binary.LittleEndian.AppendUint32(nil, m.Counter)
	copy(key[:], cmac(file, append(sv, counter[:3]...)))
	return key
}

func cmac(key [KeySize]byte, input []byte) []byte {
	return cbcmac.NewCMAC(block(key), aes.BlockSize).MAC(input)
}

func block(key [KeySize]byte) cipher.Block {
	b, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // the length of a key is its type
	}
	return b
}
