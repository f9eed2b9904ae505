package certlogic

import "fmt"

// Truth returns whether v is truthy; sure is false for what is neither truthy nor falsy (section "Truthy and falsy values").
func Truth(v any) (truth, sure bool) {
	switch v := v.(type) {
	case nil:
		return false, true
	case bool:
		return v, true
	case int64:
		return v != 0, true
	case string:
		return v != "", true
	case []any:
		return len(v) > 0, true
	case map[string]any:
		return len(v) > 0, true
	default:
		return false, false
	}
}

// condition is Truth for operands that must be one or the other.
func condition(v any) (bool, error) {
	truth, sure := Truth(v)
	if !sure {
		return false, fmt.Errorf("%w: %s", ErrCondition, kind(v))
	}
	return truth, nil
}

// kind names the type of a value in messages.
func kind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case int64:
		return "integer"
	case Decimal:
		return "decimal"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	case Time:
		return "date-time"
	default:
		return fmt.Sprintf("%T", v)
	}
}

// scalar tells whether === is defined for v: not for arrays, objects and date-times, on which the published evaluators
// differ (section "Operations with infix operators": "reliable on strings and integers, but not on other types").
func scalar(v any) bool {
	switch v.(type) {
	case nil, bool, int64, Decimal, string:
		return true
	default:
		return false
	}
}

// weigh walks a result and takes a step for every value in it. A fold can build arrays that share their parts: such a
// result is small in memory and endless on paper.
func (r *run) weigh(v any, depth int) error {
	if depth > MaxDepth {
		return fmt.Errorf("%w: a result nested deeper than %d", ErrLimit, MaxDepth)
	}
	if err := r.step(1); err != nil {
		return err
	}
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			if err := r.weigh(item, depth+1); err != nil {
				return err
			}
		}
	case map[string]any:
		// The order does not matter: either all of it fits or none is given.
		for _, item := range v {
			if err := r.weigh(item, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}
