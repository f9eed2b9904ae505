package catalog

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/i18n"
)

//go:embed terms.yaml
var termsFile []byte

// ModeTaxonomy is the code of the taxonomy of modes; its terms stand apart from what a service is.
const ModeTaxonomy = "mode"

// DeviceTaxonomy is the code of the taxonomy of products for elders.
const DeviceTaxonomy = "device"

// Taxonomy is a classification with its terms, parents before children.
type Taxonomy struct {
	Code  string
	Name  i18n.Name
	About i18n.Name
	Terms []Term
}

// Term is one class.
type Term struct {
	Code     string
	Parent   string // code, or empty
	Taxonomy string // code
	Name     i18n.Name
}

// Terms are the taxonomies that ship with the program, in their order.
var Terms = sync.OnceValues(func() ([]Taxonomy, error) { return readTerms(termsFile) })

func readTerms(raw []byte) ([]Taxonomy, error) {
	var file struct {
		Taxonomies []struct {
			Code    string
			Zh, En  string
			AboutZh string `yaml:"about_zh"`
			AboutEn string `yaml:"about_en"`
			Terms   []struct{ Code, Parent, Zh, En string }
		}
	}
	if err := yaml.Unmarshal(raw, &file); err != nil {
		return nil, fmt.Errorf("terms.yaml: %w", err)
	}
	var list []Taxonomy
	known := map[string]bool{"": true}
	for _, one := range file.Taxonomies {
		x := Taxonomy{Code: one.Code, Name: i18n.Name{Zh: one.Zh, En: one.En}, About: i18n.Name{Zh: one.AboutZh, En: one.AboutEn}}
		for _, t := range one.Terms {
			if known[t.Code] || !known[t.Parent] || !strings.HasPrefix(t.Code, one.Code+".") {
				return nil, fmt.Errorf("terms.yaml: %q stands twice, under the wrong taxonomy or before its parent %q", t.Code, t.Parent)
			}
			known[t.Code] = true
			x.Terms = append(x.Terms, Term{Code: t.Code, Parent: t.Parent, Taxonomy: one.Code, Name: i18n.Name{Zh: t.Zh, En: t.En}})
		}
		list = append(list, x)
	}
	return list, nil
}

// TermName is what a term of one of the taxonomies is called.
func TermName(code string) (i18n.Name, bool) {
	list, _ := Terms() // a test reads what ships
	for _, x := range list {
		for _, t := range x.Terms {
			if t.Code == code {
				return t.Name, true
			}
		}
	}
	return i18n.Name{}, false
}

// termIn tells whether a code names a term of one of the taxonomies.
func termIn(code string, taxonomies ...string) bool {
	list, err := Terms()
	for _, x := range list {
		for _, t := range x.Terms {
			for _, want := range taxonomies {
				if t.Code == code && x.Code == want {
					return err == nil
				}
			}
		}
	}
	return false
}

// Under tells whether a term is another one or below it.
func Under(code, above string) bool { return code == above || strings.HasPrefix(code, above+".") }
