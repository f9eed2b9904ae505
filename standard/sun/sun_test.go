package sun

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func raw(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func key(t testing.TB, text string) (k [KeySize]byte) {
	t.Helper()
	copy(k[:], raw(t, text))
	return k
}

// The vectors of RFC 4493, section 4, against the library that the MACs come from.
func TestCMACOfRFC4493(t *testing.T) {
	k := key(t, "2b7e151628aed2a6abf7158809cf4f3c")
	whole := "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
	for n, want := range map[int]string{
		0: "bb1d6929e95937287fa37d129b756746", 16: "070a16b46b4d4144f79bdd9dd04a287c",
		40: "dfa66747de9ae63030ca32611497c827", 64: "51f0bebf7e3b9d92fc49741779363cfe",
	} {
		if got := hex.EncodeToString(cmac(k, raw(t, whole)[:n])); got != want {
			t.Errorf("CMAC of %d bytes = %s, want %s", n, got, want)
		}
	}
}

// AN12196, PICC data and SUN MAC of a tag with the keys that it leaves the factory with: 3.4.2.1 and 3.4.4.2.1.
func TestTheExampleOfAN12196(t *testing.T) {
	picc, mac := raw(t, "EF963FF7828658A599F3041510671E88"), raw(t, "94EED9EE65337086")
	m, err := Verify(Keys{}, picc, nil, mac)
	if err != nil || !bytes.Equal(m.UID[:], raw(t, "04DE5F1EACC040")) || m.Counter != 61 {
		t.Errorf("Verify = %x, %d, %v; the note says 04DE5F1EACC040 and 3D0000", m.UID, m.Counter, err)
	}
	if got := m.session([KeySize]byte{}); !bytes.Equal(got[:], raw(t, "3FB5F6E3A807A03D5E3570ACE393776F")) {
		t.Errorf("the key of the reading is %X", got)
	}
}

// AN12196, the key of one reading from a key that is not zero: 3.3, SV2 of UID 04C767F2066180 at its first reading.
func TestSessionKeyOfAN12196(t *testing.T) {
	m := Message{Counter: 1}
	copy(m.UID[:], raw(t, "04C767F2066180"))
	got := m.session(key(t, "5ACE7E50AB65D5D51FD5BF5A16B8205B"))
	if !bytes.Equal(got[:], raw(t, "3A3E8110E05311F7A3FCF0D969BF2B48")) {
		t.Errorf("the key of the reading is %X", got)
	}
}

// tap is what a tag with these keys sends.
func tap(k Keys, m Message, pad [5]byte, input []byte) (picc, mac []byte) {
	plain := append([]byte{mirrored}, m.UID[:]...)
	plain = append(plain, byte(m.Counter), byte(m.Counter>>8), byte(m.Counter>>16))
	plain = append(plain, pad[:]...)
	picc = make([]byte, 16)
	block(k.Meta).Encrypt(picc, plain)
	short := m.mac(k.File, input)
	return picc, short[:]
}

func drawn(t *rapid.T, n int, what string) []byte {
	return rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, what)
}

func TestWhatATagSendsIsReadAndNothingElseIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var k Keys
		var m Message
		var pad [5]byte
		copy(k.Meta[:], drawn(t, KeySize, "meta"))
		copy(k.File[:], drawn(t, KeySize, "file"))
		copy(m.UID[:], drawn(t, 7, "uid"))
		copy(pad[:], drawn(t, 5, "pad"))
		m.Counter = rapid.Uint32Range(0, 1<<24-1).Draw(t, "counter")
		input := rapid.SliceOfN(rapid.Byte(), 0, 64).Draw(t, "input")
		picc, mac := tap(k, m, pad, input)
		if got, err := Verify(k, picc, input, mac); err != nil || got != m {
			t.Fatalf("Verify = %+v, %v, want %+v", got, err, m)
		}
		bit := rapid.IntRange(0, 7).Draw(t, "bit")
		for name, change := range map[string]func(){
			"mac": func() { mac[rapid.IntRange(0, 7).Draw(t, "at")] ^= 1 << bit }, "key": func() { k.File[0] ^= 1 },
			"input": func() { input = append(input, 0) }, "length": func() { mac = mac[:7] }, "no picc": func() { picc = nil },
			"picc": func() { picc[rapid.IntRange(0, 15).Draw(t, "at")] ^= 1 << bit },
		} {
			kk, pp, in, mm := k, bytes.Clone(picc), bytes.Clone(input), bytes.Clone(mac)
			change()
			if got, err := Verify(k, picc, input, mac); !errors.Is(err, ErrForged) || got != (Message{}) {
				t.Fatalf("with another %s: %+v, %v", name, got, err)
			}
			k, picc, input, mac = kk, pp, in, mm
		}
	})
}

func FuzzVerify(f *testing.F) {
	f.Add([]byte("0123456789abcdef"), []byte{}, []byte("01234567"))
	f.Fuzz(func(t *testing.T, picc, input, mac []byte) {
		if m, err := Verify(Keys{}, picc, input, mac); err != nil && m != (Message{}) {
			t.Errorf("a refused message says %+v", m)
		}
	})
}
