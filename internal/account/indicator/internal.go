package indicator

// uses lists every variable that a figure of the indicator may be computed from: the formula, a rate imported as such,
// weights, the counts that a sample is expanded to, and the residents that completeness is measured against.
func (i *Indicator) uses(vars map[string]Variable) []string {
	names := append(i.formula.variables(), i.ID, residents[0].variable)
	for _, t := range i.weight {
		names = append(names, t.variable)
	}
	for _, name := range i.formula.variables() {
		if full := vars[name].ExpandBy; full != "" {
			names = append(names, full, "long_form_"+full)
		}
	}
	return names
}

// internal tells whether anything that a figure of the indicator may be computed from has not been approved for
// publication, at whatever period or level: rather a mark too many than one too few.
func (r *reading) internal(ind *Indicator) bool {
	for _, v := range ind.uses(r.s.reg.variables) {
		if r.index.internal[v] {
			return true
		}
	}
	return false
}
