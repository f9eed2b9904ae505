package certlogic

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"
)

// Decimal is a number that is no integer of CertLogic, as it was written. It can be carried and compared with ===, and
// nothing else.
type Decimal string

// MarshalJSON writes the number as it was read.
func (d Decimal) MarshalJSON() ([]byte, error) { return []byte(d), nil }

// Decode reads one JSON value. It refuses what two readers could read differently: a key that stands twice, text that is
// not UTF-8, anything after the value (ErrSyntax); and values beyond MaxBytes or MaxDepth (ErrLimit).
// Numbers are integers when their nearest binary64 is one within 2^53-1, as in JavaScript (42.0 is 42).
func Decode(raw []byte) (any, error) {
	if len(raw) > MaxBytes {
		return nil, fmt.Errorf("%w: %d bytes", ErrLimit, len(raw))
	}
	if !utf8.Valid(raw) {
		return nil, fmt.Errorf("%w: not UTF-8", ErrSyntax)
	}
	if !json.Valid(raw) {
		return nil, ErrSyntax
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	v, err := decodeValue(dec, 0)
	if err != nil {
		return nil, err
	}
	return v, nil
}

func decodeValue(dec *json.Decoder, depth int) (any, error) {
	if depth > MaxDepth {
		return nil, fmt.Errorf("%w: nested deeper than %d", ErrLimit, MaxDepth)
	}
	t, err := dec.Token()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSyntax, err)
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return decodeArray(dec, depth)
		}
		return decodeObject(dec, depth)
	case json.Number:
		return number(string(t)), nil
	default:
		return t, nil // nil, bool or string
	}
}

func decodeArray(dec *json.Decoder, depth int) (any, error) {
	list := []any{}
	for dec.More() {
		v, err := decodeValue(dec, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, closing(dec)
}

func decodeObject(dec *json.Decoder, depth int) (any, error) {
	object := map[string]any{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrSyntax, err)
		}
		key := t.(string) // a decoder yields keys as strings
		if _, twice := object[key]; twice {
			return nil, fmt.Errorf("%w: the key %q stands twice", ErrSyntax, key)
		}
		if object[key], err = decodeValue(dec, depth+1); err != nil {
			return nil, err
		}
	}
	return object, closing(dec)
}

func closing(dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("%w: %w", ErrSyntax, err)
	}
	return nil
}

// number is an int64 or a Decimal.
func number(text string) any {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= -maxInt && n <= maxInt {
		return n
	}
	f, err := strconv.ParseFloat(text, 64)
	if err == nil && f == math.Trunc(f) && math.Abs(f) <= maxInt {
		return int64(f)
	}
	return Decimal(text)
}
