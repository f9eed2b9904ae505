package region

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	pinyin "github.com/mozillazg/go-pinyin"
	"pgregory.net/rapid"

	"mihe/data"
)

func found(units []Unit) []string {
	var list []string
	for _, u := range units {
		list = append(list, u.Name.Zh)
	}
	return list
}

func TestSearchFindsFirst(t *testing.T) {
	tree := load(t)
	for q, want := range map[string]string{
		"赫章": "赫章县", "hezhang": "赫章县", "HeZhang": "赫章县", "hezhangxian": "赫章县", "hezha": "赫章县", "贵州 ": "贵州省",
		"毕节": "毕节市", "520527": "赫章县", "5205": "毕节市", "黔西南": "黔西南布依族苗族自治州",
		"guizhou": "贵州省", "Guìzhōu": "贵州省", "Inner Mongolia": "内蒙古自治区", "tibet": "西藏自治区", "xizang": "西藏自治区",
		// Characters with more than one reading, as the places read them.
		"chongqing": "重庆市", "changsha": "长沙市", "zhangzi": "长子县", "xiamen": "厦门市", "bengbu": "蚌埠市", "panyu": "番禺区",
		"donge": "东阿县", "shanxian": "单县", "yuli": "尉犁县", "chengdu": "成都市", "foshan": "佛山市", "minhang": "闵行区",
		"puer": "普洱市", "haerbin": "哈尔滨市", "wulumuqi": "乌鲁木齐市", "kashi": "喀什地区", "leting": "乐亭县", "laoting": "乐亭县",
		"yueqing": "乐清市", "luan": "六安市", "liuan": "六安市", "tanchang": "宕昌县", "hongtong": "洪洞县", "qianwei": "犍为县",
		"lvliang": "吕梁市", "lüliang": "吕梁市", "luliang": "吕梁市", "xi'an": "西安市", "lueyang": "略阳县",
		"bj": "北京市", "gz": "贵州省", "hlj": "黑龙江省",
	} {
		got := tree.Search(q, 5)
		if len(got) == 0 || got[0].Name.Zh != want {
			t.Errorf("Search(%q) = %v, want %s first", q, found(got), want)
		}
	}
}

func TestSearchGivesNoFalseHits(t *testing.T) {
	tree := load(t)
	for q, want := range map[string][]string{
		"单县": {"单县"}, "shanxian": {"单县"}, "朝阳": {"朝阳市", "朝阳区", "朝阳县", "朝阳区"}, "donge": {"东阿县"},
		"zhongqing": nil, "zhangsha": nil, "市辖区": nil, "x": nil, "": nil, "  ": nil, "9": nil, "zzz": nil, "5205270": nil,
	} {
		if d := cmp.Diff(want, found(tree.Search(q, 100))); d != "" {
			t.Errorf("Search(%q) (-want +got):\n%s", q, d)
		}
	}
	if got := found(tree.Search("hzx", 50)); !slices.Contains(got, "赫章县") || slices.Contains(got, "赣州市") {
		t.Errorf("Search(hzx) = %v, want the names with these initials, 赫章县 among them", got)
	}
	if got := tree.Search("贵州", 0); got != nil {
		t.Errorf("Search with limit 0 = %v, want nothing", found(got))
	}
	if got := tree.Search("shi", 1000); len(got) > 150 {
		t.Errorf("Search(shi) brings up %d units: the class word of every city must not answer", len(got))
	}
}

func TestSearchFindsARenamedUnitAtBothDates(t *testing.T) {
	tree := load(t)
	for q, want := range map[string]Key{
		"横县": county("450127"), "hengxian": county("450127"), "450127": county("450127"),
		"三元": county("350404"), // before 350403, which is gone and comes first by code
		"横州": county("450181"), "hengzhou": county("450181"), "450181": county("450181"),
	} {
		got := tree.Search(q, 1)
		if len(got) != 1 || got[0].Key != want {
			t.Errorf("Search(%s) = %v, want %s", q, got, want)
		}
	}
	earlier, later := tree.Search("海门市", 1), tree.Search("海门", 1)
	if len(earlier) != 1 || len(later) != 1 || earlier[0].Key != later[0].Key || earlier[0].Until == "" || later[0].Until != "" {
		t.Errorf("Search(海门市), Search(海门) = %v, %v, want two versions of one unit", earlier, later)
	}
}

// A unit that stands answers its whole name, its pinyin, its initials and its code.
func TestEveryUnitIsFound(t *testing.T) {
	tree := load(t)
	units := slices.DeleteFunc(slices.Concat(tree.At(ListDay).Units(Province), tree.At(ListDay).Units(Prefecture),
		tree.At(ListDay).Units(County)), Unit.Grouping)
	r, err := newReader()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		u := rapid.SampledFrom(units).Draw(t, "unit")
		full := strings.Join(r.spell(u.Name.Zh)[0], "")
		for _, q := range []string{u.Name.Zh, u.Short, string(u.Code), full} {
			// Answers as exact as this one come first: no more than fifty units share a name or a pinyin.
			if !slices.ContainsFunc(tree.Search(q, 50), func(v Unit) bool { return v.Key == u.Key }) {
				t.Fatalf("Search(%q) does not find %s %s", q, u.Key, u.Name.Zh)
			}
		}
	})
}

// Readings are compared with a dictionary that has nothing to do with places: ours must be one of its readings.
func TestReadingsAreInTheDictionary(t *testing.T) {
	rows, err := data.RegionPinyin()
	if err != nil {
		t.Fatal(err)
	}
	all := pinyin.NewArgs()
	all.Heteronym = true
	known := map[string]bool{"乐 lao": true, "宕 tan": true} // readings that only these places have
	for _, row := range rows {
		for i, one := range strings.Fields(row.Pinyin) {
			c := []rune(row.Text)[i]
			if !slices.Contains(pinyin.SinglePinyin(c, all), one) && !known[string(c)+" "+one] {
				t.Errorf("%s: %c is read %s, the dictionary has %v", row.Text, c, one, pinyin.SinglePinyin(c, all))
			}
		}
	}
}

func TestEveryNameCanBeSpelt(t *testing.T) {
	tree := load(t)
	r, err := newReader()
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range tree.units {
		if s := r.spell(u.Name.Zh)[0]; slices.Contains(s, "?") || len(s) != len([]rune(u.Name.Zh)) {
			t.Errorf("%s is spelt %v", u.Name.Zh, s)
		}
		if !strings.HasPrefix(u.Name.Zh, u.Short) || u.Short == "" {
			t.Errorf("%s has the short form %q", u.Name.Zh, u.Short)
		}
	}
}

func FuzzSearch(f *testing.F) {
	for _, q := range []string{"贵州", "guizhou", "gz", "5205", "a\xff", "ü", "'", "１２", "(tibet)", "lve"} {
		f.Add(q, 5)
	}
	tree := load(f)
	f.Fuzz(func(t *testing.T, q string, limit int) {
		got := tree.Search(q, limit)
		if len(got) > max(0, limit) {
			t.Errorf("Search(%q, %d) gives %d units", q, limit, len(got))
		}
		seen := map[Key]bool{}
		for _, u := range got {
			if seen[u.Key] || u.Grouping() {
				t.Errorf("Search(%q) gives %s twice, or a grouping row", q, u.Key)
			}
			seen[u.Key] = true
		}
	})
}

func FuzzResolve(f *testing.F) {
	for _, s := range []string{"520527", "441900@prefecture", "441900@", "@county", " 520000", "000000", "一二三四五六"} {
		f.Add(s)
	}
	tree := load(f)
	v := tree.At(ListDay)
	f.Fuzz(func(t *testing.T, s string) {
		k, ok := v.Resolve(s)
		if _, stands := v.Unit(k); ok != stands && ok {
			t.Errorf("Resolve(%q) = %v, which does not stand", s, k)
		}
		if !ok {
			return
		}
		if !slices.Contains(tree.Resolve(string(k.Code)), k) {
			t.Errorf("View.Resolve(%q) = %v, which Tree.Resolve does not know", s, k)
		}
		if again, ok := v.Resolve(k.String()); !ok || again != k {
			t.Errorf("Resolve(%s) = %v %v", k, again, ok)
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		tree, err := Load()
		if err != nil {
			b.Fatal(err)
		}
		tree.At(CensusDay)
		tree.At(ListDay)
		tree.Search("guizhou", 1)
	}
}

func BenchmarkSearch(b *testing.B) {
	tree := load(b)
	for b.Loop() {
		tree.Search("an", 20)
	}
}
