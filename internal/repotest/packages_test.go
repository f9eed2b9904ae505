package repotest

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

func packageRules() []rule {
	const doc = "// Package fact keeps what was observed, and says so in enough words to help.\n"
	described := "## Code map\n\n- `internal/fact/` what was observed\n\n## Arrows\n"
	inside := strings.Replace(described, "observed", "observed; `/factdb` its tables", 1)
	return []rule{
		{"every folder stands in the code map", codeMap, []control{
			{"a folder too many", map[string]string{"ARCHITECTURE.md": described, "internal/fact/a.go": "package fact", "cmd/mihe/a.go": "package main"}, "cmd/mihe"},
			{"a line too many", map[string]string{"ARCHITECTURE.md": described}, "does not exist"},
			{"in step", map[string]string{"ARCHITECTURE.md": described, "internal/fact/a.go": "package fact"}, ""},
			{"a folder inside", map[string]string{"ARCHITECTURE.md": inside, "internal/fact/a.go": "package fact", "internal/fact/factdb/a.go": "package factdb"}, ""},
			{"none inside", map[string]string{"ARCHITECTURE.md": inside, "internal/fact/a.go": "package fact"}, "internal/fact/factdb does not exist"},
		}},
		{"every package says what it is for", packageComments, []control{
			{"silent", map[string]string{"internal/fact/a.go": "package fact"}, "no package comment"},
			{"two voices", map[string]string{"internal/fact/a.go": doc + "package fact", "internal/fact/b.go": doc + "package fact"}, "2 package comments"},
			{"too short", map[string]string{"internal/fact/a.go": "// Package fact.\npackage fact"}, "says too little"},
			{"another name", map[string]string{"internal/fact/a.go": strings.Replace(doc, "fact", "facts", 1) + "package fact"}, "should begin"},
			{"good", map[string]string{"internal/fact/a.go": doc + "package fact"}, ""},
		}},
		{"package names are unique", uniqueNames, []control{
			{"twice", map[string]string{"internal/a/fact/a.go": "package fact", "internal/b/fact/a.go": "package fact"}, "internal/a/fact"},
			{"once, with two programs", map[string]string{"internal/fact/a.go": "package fact", "cmd/a/a.go": "package main", "cmd/b/a.go": "package main"}, ""},
		}},
	}
}

// A line of the code map begins with a folder and may go on with those inside of it: "- `a/b` what it does; `/bdb` its tables".
var (
	mapLine   = regexp.MustCompile("(?m)^\\s*- `([^`]+?)/?`(.*)$")
	mapInside = regexp.MustCompile("`(/[^`]+)`")
)

// codeMap compares the folders that hold Go files with the lines of ARCHITECTURE.md's code map, both ways.
func codeMap(tr tree) []string {
	_, section, _ := strings.Cut(tr.files["ARCHITECTURE.md"], "## Code map")
	section, _, _ = strings.Cut(section, "\n## ")
	described := map[string]bool{}
	var found []string
	for _, m := range mapLine.FindAllStringSubmatch(section, -1) {
		folders := []string{m[1]}
		for _, in := range mapInside.FindAllStringSubmatch(m[2], -1) {
			folders = append(folders, m[1]+in[1])
		}
		for _, folder := range folders {
			described[folder] = true
			if !slices.ContainsFunc(tr.paths, func(p string) bool { return strings.HasPrefix(p, folder+"/") }) {
				found = append(found, "ARCHITECTURE.md: "+folder+" does not exist")
			}
		}
	}
	for _, dir := range tr.goDirs() {
		if !described[dir] {
			found = append(found, dir+": the code map of ARCHITECTURE.md has no line for it")
		}
	}
	return found
}

func (tr tree) goDirs() []string {
	dirs := map[string]bool{}
	for _, f := range tr.gos {
		dirs[f.dir] = true
	}
	return slices.Sorted(maps.Keys(dirs))
}

// shortestComment is the length below which a package comment cannot have said what for.
const shortestComment = 60

func packageComments(tr tree) []string {
	docs := map[string][]goFile{}
	for _, f := range tr.gos {
		if f.ast.Doc != nil && !f.generated && !strings.HasSuffix(f.ast.Name.Name, "_test") {
			docs[f.dir] = append(docs[f.dir], f)
		}
	}
	var found []string
	for _, dir := range tr.goDirs() {
		if len(docs[dir]) != 1 {
			found = append(found, fmt.Sprintf("%s: no package comment, or several: %d package comments", dir, len(docs[dir])))
			continue
		}
		f := docs[dir][0]
		text, begin := f.ast.Doc.Text(), []string{"Package", f.name}
		if f.name == "main" {
			begin = []string{"Command", path.Base(dir)}
		}
		words := strings.Fields(text)
		switch {
		case len(words) < 2 || words[0] != begin[0] || strings.TrimRight(words[1], ".,:") != begin[1]:
			found = append(found, fmt.Sprintf("%s: the package comment should begin %q", f.path, strings.Join(begin, " ")))
		case len(text) < shortestComment:
			found = append(found, f.path+": the package comment says too little")
		}
	}
	return found
}

func uniqueNames(tr tree) []string {
	dirs := map[string]map[string]bool{}
	for _, f := range tr.gos {
		if f.name != "main" {
			if dirs[f.name] == nil {
				dirs[f.name] = map[string]bool{}
			}
			dirs[f.name][f.dir] = true
		}
	}
	var found []string
	for _, name := range slices.Sorted(maps.Keys(dirs)) {
		if len(dirs[name]) > 1 {
			found = append(found, fmt.Sprintf("%s: package %s has several folders", strings.Join(slices.Sorted(maps.Keys(dirs[name])), ", "), name))
		}
	}
	return found
}
