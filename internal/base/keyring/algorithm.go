package keyring

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"

	"github.com/emmansun/gmsm/sm2"
)

// The algorithms that sign. Ed25519 is RFC 8032: a public key of 32 bytes, a signature of 64. SM2 is GB/T 32918.2 with SM3
// and the usual identity 1234567812345678: a public key of 65 bytes (4, x, y), a signature of 64 (r, s).
const (
	Ed25519 = "Ed25519"
	SM2     = "SM2-SM3"
)

// Algorithms are both, in the order in which they sign.
var Algorithms = []string{Ed25519, SM2}

var errAlgorithm = errors.New("unknown algorithm of signatures")

// KeyID names a public key by its hash, so that a name cannot belong to two.
func KeyID(algorithm string, public []byte) string {
	sum := sha256.Sum256(append([]byte(algorithm+"\x00"), public...))
	return hex.EncodeToString(sum[:16])
}

// Verify tells whether signature is that of message under public.
func Verify(algorithm string, public, message, signature []byte) bool {
	switch algorithm {
	case Ed25519:
		return len(public) == ed25519.PublicKeySize && ed25519.Verify(public, message, signature)
	case SM2:
		key, err := sm2.NewPublicKey(public)
		if err != nil || len(signature) != 64 {
			return false
		}
		der, err := asn1.Marshal(pair{new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])})
		return err == nil && sm2.VerifyASN1WithSM2(key, nil, message, der)
	}
	return false
}

// pair is an SM2 signature as ASN.1 writes it.
type pair struct{ R, S *big.Int }

// newSigningKey makes a key pair.
func newSigningKey(algorithm string) (public, secret []byte, err error) {
	switch algorithm {
	case Ed25519:
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, nil, err
		}
		return public, private.Seed(), nil
	case SM2:
		private, err := sm2.GenerateKey(rand.Reader)
		if err != nil {
			return nil, nil, err
		}
		public := make([]byte, 65)
		public[0] = 4
		private.X.FillBytes(public[1:33])
		private.Y.FillBytes(public[33:])
		return public, private.D.FillBytes(make([]byte, 32)), nil
	}
	return nil, nil, errAlgorithm
}

func sign(algorithm string, secret, message []byte) ([]byte, error) {
	switch algorithm {
	case Ed25519:
		if len(secret) != ed25519.SeedSize {
			return nil, errors.New("a seed of the wrong length")
		}
		return ed25519.Sign(ed25519.NewKeyFromSeed(secret), message), nil
	case SM2:
		private, err := sm2.NewPrivateKey(secret)
		if err != nil {
			return nil, err
		}
		der, err := private.Sign(rand.Reader, message, sm2.DefaultSM2SignerOpts)
		if err != nil {
			return nil, err
		}
		var p pair
		if _, err := asn1.Unmarshal(der, &p); err != nil {
			return nil, fmt.Errorf("signature: %w", err)
		}
		flat := make([]byte, 64)
		p.R.FillBytes(flat[:32])
		p.S.FillBytes(flat[32:])
		return flat, nil
	}
	return nil, errAlgorithm
}
