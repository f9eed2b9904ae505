package xlsx

import (
	"path"
	"strings"
)

// contentTypes judges the parts by their types. What carries a program, or takes its values from elsewhere, is
// refused: nothing here would run or follow it, but whoever opens the marked workbook might.
func (b *Book) contentTypes() error {
	types, err := b.readTypes()
	if err != nil {
		return err
	}
	workbook := false
	for _, f := range b.c.list {
		kind := types.of(f.Name)
		switch told := key(f.Name) + " " + kind; {
		case containsAny(told, macros):
			return &Error{Macros, f.Name, kind}
		case containsAny(told, linked):
			return &Error{Linked, f.Name, kind}
		case kind == workbookType:
			workbook = true
		}
	}
	if !workbook {
		return &Error{Foreign, "", "no workbook among the parts"}
	}
	return nil
}

// workbookType is the media type of the main part of a workbook.
const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

// By name or media type: what a workbook may carry along.
var (
	macros = []string{"macroenabled", "vbaproject", "macrosheet", "activex", "ctrlprops"}
	linked = []string{
		"externallink", "xl/connections.xml", "connections+xml", "querytable", "oleobject", "xl/embeddings/", "volatiledependencies",
	}
)

func containsAny(text string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}

// mediaTypes are the types that a workbook tells of its parts, by name or by extension.
type mediaTypes struct{ byName, byExtension map[string]string }

func (m mediaTypes) of(name string) string {
	if kind, ok := m.byName[key(name)]; ok {
		return kind
	}
	return m.byExtension[strings.TrimPrefix(path.Ext(key(name)), ".")]
}

func (b *Book) readTypes() (m mediaTypes, err error) {
	const name = "[Content_Types].xml"
	if _, ok := b.c.files[key(name)]; !ok {
		return m, &Error{Foreign, "", "a zip file of another kind"} // an OpenDocument, an archive
	}
	m = mediaTypes{map[string]string{}, map[string]string{}}
	return m, b.c.scan(name, func(s *scanner, t token) error {
		if t != tokenStart {
			return nil
		}
		kind := strings.ToLower(s.attr("ContentType"))
		switch string(s.local()) {
		case "Override":
			m.byName[key(s.attr("PartName"))] = kind
		case "Default":
			m.byExtension[strings.ToLower(s.attr("Extension"))] = kind
		}
		return nil
	})
}
