package eldercare

import "mihe/internal/act/casework"

// Terms are the time limits of an application, by the step that they bound.
type Terms struct{ Receive, Correct, Assess, Decide, Tell, Review, TakeOver, Appeal casework.Terms }

// ReadTerms reads the time limits from YAML.
func ReadTerms(raw []byte) (ts Terms, err error) {
	err = casework.ReadTerms(raw, map[string]*casework.Terms{
		"receive": &ts.Receive, "correct": &ts.Correct, "assess": &ts.Assess, "decide": &ts.Decide, "tell": &ts.Tell, "review": &ts.Review,
		"take_over": &ts.TakeOver, "appeal": &ts.Appeal,
	})
	return ts, err
}
