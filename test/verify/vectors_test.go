package verify

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// vectorScript asks verify.py's own arithmetic about published examples.
const vectorScript = `
import json, sys, verify
h = bytes.fromhex
out = [verify.sm3(h(m)).hex() for m in %SM3%]
for algorithm, public, message, signature in %SIGNATURES%:
    check = verify.ALGORITHMS[algorithm]
    flipped = bytes([h(signature)[0] ^ 1]) + h(signature)[1:]
    late = h(signature)[:-1] + bytes([h(signature)[-1] ^ 1])
    out.append([check(h(public), h(message), s) for s in (h(signature), flipped, late)] + [check(h(public), h(message) + b"x", h(signature))])
print(json.dumps(out))
`

// The examples that were published with the algorithms of section 3 of docs/ledger.md.
func TestTheSecondVerifierComputesPublishedExamples(t *testing.T) {
	sums := []struct{ source, message, want string }{
		{"GB/T 32905-2016, A.1", "616263", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
		{"GB/T 32905-2016, A.2", strings.Repeat("61626364", 16), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"},
	}
	signatures := [][4]string{
		{ // RFC 8032, 7.1, TEST 1
			"Ed25519", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
			"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
		},
		{ // RFC 8032, 7.1, TEST 3
			"Ed25519", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
			"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
		},
		{ // GB/T 32918.5-2017, A.2
			"SM2-SM3", "04" + "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020" + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
			"6d65737361676520646967657374",
			"f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3" + "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
		},
	}
	var messages []string
	for _, s := range sums {
		messages = append(messages, s.message)
	}
	script := strings.NewReplacer("%SM3%", literal(t, messages), "%SIGNATURES%", literal(t, signatures)).Replace(vectorScript)
	out, err := exec.CommandContext(t.Context(), python(t), "-B", "-c", script).Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []any
	if err := json.Unmarshal(out, &got); err != nil || len(got) != len(sums)+len(signatures) {
		t.Fatalf("%s: %v", out, err)
	}
	for i, s := range sums {
		if got[i] != s.want {
			t.Errorf("SM3, %s = %v, want %s", s.source, got[i], s.want)
		}
	}
	for i, s := range signatures {
		if answers := literal(t, got[len(sums)+i]); answers != "[true,false,false,false]" {
			t.Errorf("%s, example %d: %s; want it to hold, and not when a bit or the message is changed", s[0], i+1, answers)
		}
	}
}

// literal writes a value of texts as JSON, which Python reads as its own.
func literal(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
