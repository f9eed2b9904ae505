package evaluation_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"mihe/internal/account/evaluation"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// judgeText evaluates figures by a method, both as text.
func judgeText(method, figures string) (*evaluation.Result, error) {
	m, err := evaluation.ReadMethod(strings.NewReader(method))
	if err != nil {
		return nil, err
	}
	f, err := evaluation.ReadFrame(strings.NewReader(figures))
	if err != nil {
		return nil, err
	}
	t, err := evaluation.TableOf(m, f)
	if err != nil {
		return nil, err
	}
	return evaluation.Evaluate(context.Background(), m, t)
}

// What cannot be evaluated is refused by what is wrong with it, in the reader's words alone.
func TestOddInputs(t *testing.T) {
	words, err := i18n.Load(csvfile.Words, evaluation.Words)
	if err != nil {
		t.Fatal(err)
	}
	weigh := func(by string) string {
		return strings.Replace(method, "weights: {by: given}", "weights: {by: "+by+"}", 1)
	}
	for _, tc := range []struct{ name, method, figures, zh string }{
		{"an indicator nobody reported", method, "id,a,b,c\n甲,,1,2\n乙,,2,1\n丙,,3,3\n", "a 列一个数也没有"},
		{"a figure beyond computing", method, "id,a,b,c\n甲,1e300,1,2\n乙,1,2,1\n丙,2,3,3\n", "第 2 行，a 列，“1e+300”：这个数大得无法计算"},
		{"nothing varies", weigh("entropy"), "id,a,b,c\n甲,1,1,1\n乙,1,1,1\n丙,1,1,1\n", "每一列都只有一个值"},
		{"nothing varies, components", weigh("pca"), "id,a,b,c\n甲,1,1,1\n乙,1,1,1\n丙,1,1,1\n", "每一列都只有一个值"},
		{"too few for components", weigh("pca"), "id,a,b,c\n甲,1,2,2\n乙,2,5,1\n丙,3,1,3\n", "3 个单位，3 列有变化；单位须多于列"},
		{"a field nobody knows", method + "sead: 7\n", figures, "没有 sead 这一项"},
		{"a word for a number", strings.Replace(method, "seed: 7", "seed: 许多", 1), figures, "“许多”不是这里该写的那种值"},
		{"no YAML", "a: [", figures, "不是合乎格式的 YAML"},
		{"nothing", "", figures, "不是合乎格式的 YAML，或者是空的"},
		{"two methods", method + "---\n" + method, figures, "不止一份方法"},
		{"a name that is no word", strings.Replace(method, "{id: a,", "{id: 'a|b',", 1), figures, "只能用文字、数字"},
	} {
		r, err := judgeText(tc.method, tc.figures)
		flaw, ok := fault.As(err)
		if !ok || flaw.Kind != fault.Invalid || r != nil {
			t.Errorf("%s: %v, %v", tc.name, r, err)
			continue
		}
		said := words.Text(i18n.ZhCN, flaw.Key, flaw.Args...)
		if english := regexp.MustCompile(`[a-z]{3,}`).FindString(strings.NewReplacer("sead", "", "indicators", "").Replace(said)); !strings.Contains(said, tc.zh) || english != "" {
			t.Errorf("%s: %q, want %q and no %q", tc.name, said, tc.zh, english)
		}
	}
}

// Weights of components leave a constant indicator out, as every way of weighing does; a file may call its columns in Chinese.
func TestOddInputsThatStand(t *testing.T) {
	m := strings.Replace(method, "weights: {by: given}", "weights: {by: pca}", 1)
	r, err := judgeText(m, "id,a,b,c\n甲,1,7,2\n乙,2,7,1\n丙,3,7,4\n丁,5,7,3\n")
	if err != nil {
		t.Fatal(err)
	}
	if !r.Indicators[1].Constant || r.Indicators[1].Share != 0 || r.Indicators[0].Share == 0 || r.Indicators[2].Share == 0 {
		t.Errorf("%+v", r.Indicators)
	}
	other, err := judgeText(strings.Replace(method, "{id: a,", "{id: 人均收入,", 1), strings.Replace(figures, ",a,", ",人均收入,", 1))
	if err != nil {
		t.Fatal(err)
	}
	for i, u := range evaluate(t, method, figures).Units {
		if other.Units[i].Score != u.Score {
			t.Errorf("%s: %v under a Chinese heading, %v without", u.ID, other.Units[i].Score, u.Score)
		}
	}
}
