package access

import (
	"testing"

	"mihe/internal/base/fault"
)

func TestZeroValuesDeny(t *testing.T) {
	for name, tc := range map[string]struct {
		who   Actor
		right Right
		ok    bool
	}{
		"zero actor, public":   {Actor{}, Public, false},
		"visitor, public":      {Visitor(), Public, true},
		"visitor, import":      {Visitor(), Import, false},
		"visitor, zero right":  {Visitor(), None, false},
		"operator, import":     {Operator(), Import, true},
		"operator, unknown":    {Operator(), "erase", false},
		"operator, zero right": {Operator(), None, false},
	} {
		err := tc.who.Check(tc.right)
		if (err == nil) != tc.ok {
			t.Errorf("%s: Check = %v, want ok=%v", name, err, tc.ok)
		}
		if err != nil && fault.KindOf(err) != fault.Denied {
			t.Errorf("%s: kind = %v, want denied", name, fault.KindOf(err))
		}
	}
}
