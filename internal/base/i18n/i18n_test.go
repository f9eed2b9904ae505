package i18n

import (
	"strings"
	"testing"
	"testing/fstest"
)

func words(zh, en string) fstest.MapFS {
	return fstest.MapFS{"zh-CN.json": {Data: []byte(zh)}, "en.json": {Data: []byte(en)}}
}

func TestLoadRefusesUnequalCatalogues(t *testing.T) {
	for name, tc := range map[string]struct{ zh, en, want string }{
		"missing in en":      {`{"a":"甲"}`, `{}`, "no en text"},
		"missing in zh":      {`{}`, `{"a":"A"}`, "no zh-CN text"},
		"other placeholders": {`{"a":"{n} 人"}`, `{"a":"{m} people"}`, "placeholders"},
		"not JSON":           {`{`, `{}`, "words zh-CN"},
	} {
		_, err := Load(words(tc.zh, tc.en))
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: Load = %v, want an error with %q", name, err, tc.want)
		}
	}
	if _, err := Load(words(`{"a":"甲"}`, `{"a":"A"}`), words(`{"a":"乙"}`, `{"a":"B"}`)); err == nil {
		t.Error("Load accepted one key from two catalogues")
	}
}

func TestTextFillsPlaceholdersAndNestedMessages(t *testing.T) {
	c, err := Load(words(`{"a":"{who}差 {n} 元","b":"农村"}`, `{"a":"{who} lags by {n} yuan","b":"rural"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.Text(En, "a", "who", Msg("b"), "n", 3), "rural lags by 3 yuan"; got != want {
		t.Errorf("Text = %q, want %q", got, want)
	}
	if got := c.Text(ZhCN, "nope"); got != "⟦nope⟧" {
		t.Errorf("Text of an unknown key = %q", got)
	}
}

func TestNameSaysWhichLanguageItIsIn(t *testing.T) {
	if text, l := (Name{Zh: "赫章县"}).In(En); text != "赫章县" || l != ZhCN {
		t.Errorf("In(En) = %q %s, want the Chinese name marked zh-CN", text, l)
	}
	if text, l := (Name{Zh: "贵州省", En: "Guizhou"}).In(En); text != "Guizhou" || l != En {
		t.Errorf("In(En) = %q %s", text, l)
	}
}

func TestParse(t *testing.T) {
	for in, want := range map[string]Lang{"en": En, "en-GB": En, "zh": ZhCN, "zh_CN.UTF-8": ZhCN, "EN_us": En} {
		if got, ok := Parse(in); !ok || got != want {
			t.Errorf("Parse(%q) = %v %v, want %v", in, got, ok, want)
		}
	}
	if _, ok := Parse("fr"); ok {
		t.Error("Parse(fr) claims to know French")
	}
}
