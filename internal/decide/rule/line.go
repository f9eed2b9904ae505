package rule

import (
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// LineOf is the line on which a field of a set stands, or that of the nearest one around it: what Read calls
// steps.items.table.rows.3.then. 0 when the text cannot be read as YAML.
func LineOf(raw []byte, field string) int {
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil || len(doc.Content) == 0 {
		return 0
	}
	at := doc.Content[0]
	line := at.Line
	for name := range strings.SplitSeq(field, ".") {
		key, next := child(at, name)
		if next == nil {
			break
		}
		at, line = next, key.Line
		if at.Kind == yaml.AliasNode {
			at = at.Alias
		}
	}
	return line
}

// child finds a field of a mapping, or an item of a list by its id or its number from 1. key is where it is written.
func child(at *yaml.Node, name string) (key, value *yaml.Node) {
	switch at.Kind { //nolint:exhaustive // the others have no children
	case yaml.MappingNode:
		for i := 0; i+1 < len(at.Content); i += 2 {
			if at.Content[i].Value == name {
				return at.Content[i], at.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		for _, item := range at.Content {
			if _, id := child(item, "id"); item.Kind == yaml.MappingNode && id != nil && id.Value == name {
				return item, item
			}
		}
		if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(at.Content) {
			return at.Content[n-1], at.Content[n-1]
		}
	}
	return nil, nil
}
