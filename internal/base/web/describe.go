package web

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"mihe/internal/base/access"
)

// Description is what a description of the API says of the whole.
type Description struct {
	Title, Text string // keys of the words
	Version     string // of the API
	Cookie      string // the cookie that a session is known by
}

// Describe registers the public description of every operation and every download (OpenAPI 3.1), in the reader's
// language. It is made from what is registered, so that nothing can be left out of it; same routes, same bytes.
func (m *Mux) Describe(pattern string, d Description) {
	m.Download(pattern, nil, func(r *Request) (File, error) {
		all, err := m.described(d)
		if err != nil {
			return File{}, err
		}
		say(r.Page, all)
		return JSONFile("", all)
	})
}

// described is the description as plain values, keys in place of words.
func (m *Mux) described(d Description) (map[string]any, error) {
	raw, err := json.Marshal(m.api.OpenAPI())
	if err != nil {
		return nil, err
	}
	var all map[string]any
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, err
	}
	all["info"] = map[string]any{"title": d.Title, "description": d.Text, "version": d.Version}
	all["servers"] = []any{map[string]any{"url": "/"}}
	paths, _ := all["paths"].(map[string]any) // absent without operations
	if paths == nil {
		paths = map[string]any{}
		all["paths"] = paths
	}
	for _, f := range m.files {
		_, path, _ := strings.Cut(f.pattern, " ")
		paths[path] = map[string]any{"get": f.described()}
	}
	parts, _ := all["components"].(map[string]any) // huma always has schemas
	schemas, _ := parts["schemas"].(map[string]any)
	delete(schemas, "ErrorModel") // huma's own problem, which we never send
	parts["securitySchemes"] = map[string]any{
		sessionScheme: map[string]any{"type": "apiKey", "in": "cookie", "name": d.Cookie}, tokenScheme: map[string]any{"type": "http", "scheme": "bearer"},
	}
	return all, nil
}

// spoken are the members whose text is for a person.
var spoken = []string{"title", "summary", "description"}

// say puts words in place of keys.
func say(p Page, v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			say(p, item)
		}
	case map[string]any:
		for name, item := range v {
			key, text := item.(string)
			if text && slices.Contains(spoken, name) && p.words.Has(key) {
				v[name] = p.T(key)
			}
			say(p, item)
		}
	}
}

// offered is a download as it was registered.
type offered struct {
	pattern string
	query   []string
}

// The media types of downloads by the ending of their address.
var fileTypes = map[string]string{
	".zip": "application/zip", ".yaml": "application/yaml", ".csv": "text/csv", ".json": "application/json", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// described is the entry of a download.
func (f offered) described() map[string]any {
	_, path, _ := strings.Cut(f.pattern, " ")
	content := map[string]any{}
	for ending, kind := range fileTypes {
		if strings.HasSuffix(path, ending) {
			content[kind] = map[string]any{}
		}
	}
	if len(content) == 0 { // an address without an ending
		content["application/json"] = map[string]any{}
	}
	parameters := []any{}
	for _, name := range wildcards(path) {
		parameters = append(parameters, map[string]any{"name": name, "in": "path", "required": true, "schema": map[string]any{"type": "string"}})
	}
	for _, name := range append(slices.Clone(f.query), "lang") {
		parameters = append(parameters, map[string]any{"name": name, "in": "query", "schema": map[string]any{"type": "string"}})
	}
	id := strings.NewReplacer("/", "-", ".", "-", "_", "-", "{", "", "}", "").Replace(strings.TrimPrefix(path, "/"))
	return map[string]any{
		"operationId": "get-" + id, "summary": "web.api.download", "tags": []string{"downloads"}, "parameters": parameters,
		"responses": map[string]any{"200": map[string]any{"description": "web.api.done", "content": content}},
	}
}

// wildcards are the names in braces of an address.
func wildcards(path string) (names []string) {
	for part := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			names = append(names, strings.TrimSuffix(name, "}"))
		}
	}
	return names
}

// tagOf groups the operations by room: /api/steering/v1/tasks is steering's.
func tagOf(path string) string {
	tag, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(path, "/api"), "/"), "/")
	return tag
}

// How whoever asks is known: people by a session, machines by a token (RFC 6750).
const (
	sessionScheme = "session"
	tokenScheme   = "token"
)

// security says that an operation needs a session, or of a machine its token, unless everybody may call it.
func (m *Mux) security(right access.Right, machine bool) []map[string][]string {
	switch {
	case right == access.Public:
		return nil
	case machine:
		return []map[string][]string{{tokenScheme: {}}}
	}
	return []map[string][]string{{sessionScheme: {}}}
}

// answers describes the good answer and the bad ones, which all have one form.
func (m *Mux) answers(good int) map[string]*huma.Response {
	if good == 0 {
		good = http.StatusOK
	}
	schema := m.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[problem](), true, "Problem")
	return map[string]*huma.Response{
		strconv.Itoa(good): {Description: "web.api.done"},
		"default": {
			Description: "web.api.failed",
			Content:     map[string]*huma.MediaType{problemType: {Schema: schema}},
		},
	}
}
