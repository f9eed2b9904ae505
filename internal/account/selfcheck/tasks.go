package selfcheck

import (
	"slices"

	"mihe/internal/account/steering"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
)

// tasks looks at how tasks were closed, at what those that are open say, and at whom they were sent to.
func (k *look) tasks() {
	for _, t := range k.Tasks {
		k.looked(TaskMeasured)
		at := Place{ATask, t.ID, i18n.Name{Zh: t.Title}, i18n.Name{}}
		if t.State == steering.Closed && !achieved(t) {
			k.found(TaskMeasured, Offence, at, string(t.Effect), measured)
		}
		if t.Final() {
			continue
		}
		k.looked(TaskNever)
		k.named(TaskNever, Look, at, append(slices.Clone(never), placePhoto, progress), t.Title, t.Text)
		if t.Target.Level == region.Township && !t.Proposal {
			k.looked(TaskTakenBack)
			if k.takenBack(t) {
				k.found(TaskTakenBack, Offence, at, t.Duty, takenBack)
			}
		}
	}
}

// achieved tells whether a later measurement stands behind a closed task.
func achieved(t steering.Task) bool {
	return t.After != nil && t.After.Later(t.Before) && (t.Effect == steering.Narrowed || t.Effect == steering.Recovered)
}

// takenBack tells whether the item of a task is, on the day of the look, no longer the township's to carry out.
func (k *look) takenBack(t steering.Task) bool {
	return slices.ContainsFunc(k.Duties, func(d steering.Duty) bool {
		return d.Code == t.Duty && d.Kind == steering.TakenBack && d.Holds(k.On) && k.View.Contains(d.Region, t.Target)
	})
}
