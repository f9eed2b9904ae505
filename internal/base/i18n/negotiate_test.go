package i18n

import "testing"

func TestNegotiate(t *testing.T) {
	for header, want := range map[string]Lang{
		"": ZhCN, "en": En, "zh-CN,zh;q=0.9,en;q=0.8": ZhCN, "fr-FR,en-GB;q=0.7,zh;q=0.3": En,
		"fr": ZhCN, "en;q=0": ZhCN, "en;q=rubbish": ZhCN, "zh;q=0.4, en;q=0.9": En, ",;,": ZhCN, "en;q=7": ZhCN,
	} {
		if got := Negotiate(header); got != want {
			t.Errorf("Negotiate(%q) = %s, want %s", header, got, want)
		}
	}
}
