package keyring_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"testing"

	"mihe/internal/base/fault"
	"mihe/internal/base/keyring"
	"mihe/internal/base/keyring/keyringtest"
)

// vector is a published signature.
type vector struct{ source, algorithm, public, message, signature string }

var vectors = []vector{
	{
		"RFC 8032, 7.1, TEST 1", keyring.Ed25519,
		"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
		"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
	},
	{
		"RFC 8032, 7.1, TEST 2", keyring.Ed25519,
		"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72",
		"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
	},
	{
		"RFC 8032, 7.1, TEST 3", keyring.Ed25519,
		"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "\xaf\x82",
		"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
	},
	{
		"GB/T 32918.5-2017, A.2 (with SM3 and the identity 1234567812345678)", keyring.SM2,
		"04" + "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020" + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
		"message digest",
		"f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3" + "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
	},
}

func TestPublishedSignaturesVerify(t *testing.T) {
	for _, v := range vectors {
		public, signature := unhex(t, v.public), unhex(t, v.signature)
		if !keyring.Verify(v.algorithm, public, []byte(v.message), signature) {
			t.Errorf("%s does not verify", v.source)
		}
		for i := range signature {
			broken := bytes.Clone(signature)
			broken[i] ^= 1
			if keyring.Verify(v.algorithm, public, []byte(v.message), broken) {
				t.Errorf("%s verifies with byte %d changed", v.source, i)
			}
		}
		for name, ok := range map[string]bool{
			"another message":    keyring.Verify(v.algorithm, public, []byte(v.message+"x"), signature),
			"a short signature":  keyring.Verify(v.algorithm, public, []byte(v.message), signature[:63]),
			"a short public key": keyring.Verify(v.algorithm, public[1:], []byte(v.message), signature),
			"no signature":       keyring.Verify(v.algorithm, public, []byte(v.message), make([]byte, 64)),
			"another algorithm":  keyring.Verify("RSA", public, []byte(v.message), signature),
		} {
			if ok {
				t.Errorf("%s verifies with %s", v.source, name)
			}
		}
	}
}

// RFC 8032 fixes the signature that belongs to a secret key, so signing can be compared with it. The example of GB/T
// 32918.5 needs its own random number and can only be verified.
func TestEd25519SignsAsPublished(t *testing.T) {
	got, err := keyring.SignWith(keyring.Ed25519, unhex(t, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"), nil)
	if err != nil || hex.EncodeToString(got) != vectors[0].signature {
		t.Errorf("TEST 1 = %x, %v, want %s", got, err, vectors[0].signature)
	}
}

func TestSignersOfBothAlgorithms(t *testing.T) {
	ctx := context.Background()
	keys := keyringtest.Keys(t, 1)
	for _, algorithm := range keyring.Algorithms {
		s, err := keys.Signer(ctx, algorithm)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 100 { // a leading zero comes once in 256
			message := []byte{byte(i)}
			signature, err := s.Sign(message)
			if err != nil || len(signature) != 64 || !keyring.Verify(algorithm, s.Public().Bytes, message, signature) {
				t.Fatalf("%s, message %d: %x, %v", algorithm, i, signature, err)
			}
		}
		if s.Public().Key != keyring.KeyID(algorithm, s.Public().Bytes) {
			t.Errorf("%s: the key is named %s", algorithm, s.Public().Key)
		}
	}
	_, err := keys.Signer(ctx, "RSA")
	want(t, "an unknown algorithm", err, fault.Internal, "keyring.damaged")
}

func TestRotationIntroducesTheNextKeyAndKeepsTheOldPublicOne(t *testing.T) {
	ctx := context.Background()
	keys := keyringtest.Keys(t, 1)
	for _, algorithm := range keyring.Algorithms {
		old, err := keys.Signer(ctx, algorithm)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := keys.Rotate(ctx, algorithm); err != nil {
				t.Fatal(err)
			}
		}
		present, err := keys.Signer(ctx, algorithm)
		if err != nil {
			t.Fatal(err)
		}
		if present.Public().Key == old.Public().Key {
			t.Errorf("%s: the key stayed", algorithm)
		}
		// Under load somebody may still hold the signer of before.
		signature, err := old.Sign([]byte("late"))
		if err != nil || !keyring.Verify(algorithm, old.Public().Bytes, []byte("late"), signature) {
			t.Errorf("%s: the old signer: %v", algorithm, err)
		}
	}
	all, err := keys.Publics(ctx)
	if err != nil || len(all) != 6 {
		t.Fatalf("Publics = %d, %v, want 3 of each", len(all), err)
	}
	for i, p := range all {
		if i%3 == 0 {
			if p.Introduced != "" {
				t.Errorf("the first key of %s is introduced by %s", p.Algorithm, p.Introduced)
			}
			continue
		}
		before := all[i-1]
		text := keyring.IntroductionText(before.Key, p.Algorithm, p.Bytes)
		if p.Introduced != before.Key || !keyring.Verify(p.Algorithm, before.Bytes, text, p.Introduction) {
			t.Errorf("key %d of %s is not introduced by the one before it", i%3+1, p.Algorithm)
		}
	}
	if n := keyring.Secrets(t, keys); n != 2 {
		t.Errorf("%d secrets are kept, want those of the two present keys", n)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
