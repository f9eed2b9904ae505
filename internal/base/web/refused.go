package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// complaint is what huma says of a field and the key under which we say it. What stands in place of the verb is the
// schema's own and may be said back.
type complaint struct{ says, key string }

// complaints are in the order they are tried.
var complaints = []complaint{
	{validation.MsgUnexpectedProperty, "web.api.unknown"},
	{validation.MsgExpectedRequiredProperty, missingKey},
	{"required query parameter is missing", "web.api.missing"},
	{validation.MsgExpectedString, "web.api.text"},
	{validation.MsgExpectedInteger, "web.api.whole"},
	{"invalid integer", "web.api.whole"},
	{validation.MsgExpectedNumber, "web.api.number"},
	{validation.MsgExpectedBoolean, "web.api.boolean"},
	{validation.MsgExpectedArray, "web.api.list"},
	{validation.MsgExpectedObject, "web.api.object"},
	{validation.MsgExpectedOneOf, "web.api.one_of"},
	{validation.MsgExpectedMinimumNumber, "web.api.at_least"},
	{validation.MsgExpectedMaximumNumber, "web.api.at_most"},
	{validation.MsgExpectedMinLength, "web.api.longer"},
	{validation.MsgExpectedMaxLength, "web.api.shorter"},
	{validation.MsgExpectedMinItems, "web.api.more_items"},
	{validation.MsgExpectedMaxItems, "web.api.fewer_items"},
}

// missingKey is said of a field that is absent; huma names it in its message, not in its place.
const missingKey = "web.api.missing"

// refused says in our words what huma found wrong with the input: of several findings the first by the field's name, so
// that the same request gets the same answer.
func refused(e *huma.ErrorModel) error {
	if e.Status >= http.StatusInternalServerError {
		return fmt.Errorf("huma: %s", e.Detail)
	}
	var list []*fault.Error
	for _, d := range e.Errors {
		if d != nil {
			list = append(list, finding(d))
		}
	}
	if e.Status != http.StatusUnprocessableEntity || len(list) == 0 {
		return fault.New(fault.Invalid, jsonKey)
	}
	return slices.MinFunc(list, func(a, b *fault.Error) int { return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Key, b.Key)) })
}

// finding puts one complaint into our words.
func finding(d *huma.ErrorDetail) *fault.Error {
	field := d.Location
	for _, part := range []string{"body", "query", "path"} {
		if rest, ok := strings.CutPrefix(field, part); ok {
			field = strings.TrimPrefix(rest, ".")
			break
		}
	}
	for _, c := range complaints {
		what, ok := c.match(d.Message)
		if !ok {
			continue
		}
		if c.key == missingKey && what != "" {
			field = strings.TrimPrefix(field+"."+what, ".")
		}
		return fault.New(fault.Invalid, c.key, "what", what, "field", fieldName(field)).At(short(field))
	}
	return fault.New(fault.Invalid, "web.api.wrong", "field", fieldName(field)).At(short(field))
}

// fieldName is how the words speak of a field; without a name it is the document itself.
func fieldName(field string) any {
	if field == "" {
		return i18n.Msg("web.api.document")
	}
	return short(field)
}

// match tells whether a message was made from the complaint's, and what stands in place of its verb.
func (c complaint) match(message string) (what string, ok bool) {
	before, after, verb := strings.Cut(c.says, "%")
	if !verb {
		return "", message == c.says
	}
	what, begins := strings.CutPrefix(message, before)
	what, ends := strings.CutSuffix(what, after[1:])
	return what, begins && ends
}
