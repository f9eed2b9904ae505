package flowproblem_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"mihe/solve/flow/flowproblem"
)

func TestReadAnswer(t *testing.T) {
	p, err := flowproblem.ReadDIMACS(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	cut := &flowproblem.Cut{Nodes: []int32{0, 2}, Excess: 7}
	s, got, err := flowproblem.ReadAnswer(cut.AppendJSON(nil), p)
	if err != nil || s != nil || !reflect.DeepEqual(got, cut) {
		t.Errorf("ReadAnswer(%s) = %v, %+v, %v", cut.AppendJSON(nil), s, got, err)
	}
	best := &flowproblem.Solution{Cost: 19, Flow: []int64{5, 3, 2}, Potential: []int64{0, 1, 5}}
	s, got, err = flowproblem.ReadAnswer(best.AppendJSON(nil, p), p)
	if err != nil || got != nil || !reflect.DeepEqual(s, best) {
		t.Errorf("ReadAnswer of a solution = %+v, %v, %v", s, got, err)
	}
	for _, text := range []string{
		``, `[]`, `{"cut":null}`, `{"cut":{}}`, `{"cut":{"nodes":[1]}}`, `{"cut":{"excess":1}}`, `{"cut":{"nodes":[4],"excess":1}}`,
		`{"cut":{"nodes":[0],"excess":1}}`, `{"cut":{"nodes":[1,2,3,1],"excess":1}}`, `{"cut":{"nodes":[1.5],"excess":1}}`,
		`{"cut":{"nodes":[null],"excess":1}}`, `{"cut":{"nodes":[1],"excess":1},"cost":1}`, `{"cut":{"nodes":[1],"excess":1,"x":1}}`,
	} {
		if _, _, err := flowproblem.ReadAnswer([]byte(text), p); !errors.Is(err, flowproblem.ErrSolution) {
			t.Errorf("ReadAnswer(%s) = %v, want ErrSolution", text, err)
		}
	}
}

func FuzzReadAnswer(f *testing.F) {
	p, err := flowproblem.ReadDIMACS(strings.NewReader(small))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"cut":{"nodes":[1,2],"excess":5}}`))
	f.Add([]byte(`{"cost":19,"flows":[[1,2,5],[2,3,5]],"potentials":[0,1,5]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, cut, err := flowproblem.ReadAnswer(text, p)
		var again []byte
		switch {
		case err != nil:
			return
		case cut != nil:
			again = cut.AppendJSON(nil)
		default:
			again = s.AppendJSON(nil, p)
		}
		s2, cut2, err := flowproblem.ReadAnswer(again, p)
		if err != nil || !reflect.DeepEqual(cut, cut2) || (s == nil) != (s2 == nil) || s != nil && s.Cost != s2.Cost {
			t.Errorf("%s is read, %s is not the same: %v", text, again, err)
		}
	})
}
