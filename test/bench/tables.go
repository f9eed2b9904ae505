package main

import (
	"fmt"
	"slices"
	"strings"
)

// tables are the report in Markdown.
func (r *report) tables() string {
	var t strings.Builder
	fmt.Fprintf(&t, "`%s` on %s: %s; load average %s before, %s after.\n\n", r.Command, r.Day, r.Machine, r.Load[0], r.Load[1])
	t.WriteString("| once | aimed at | seen |\n|---|---|---|\n")
	for _, f := range r.Figures {
		fmt.Fprintf(&t, "| %s | %s | %s |\n", f.What, f.Aimed, f.Seen)
	}
	t.WriteString("\n| pages read by | tasks filed beside | pages/s | p50 ms | p95 ms | p99 ms | longest ms | failed | server, cores |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n")
	for _, l := range r.Reads {
		fmt.Fprintf(&t, "| %s | %s | %.0f | %.1f | %.1f | %.1f | %.0f | %d of %d | %.2f |\n",
			l.Load, beside(l.Writing), median(l.PerSec), median(l.P50), median(l.P95), median(l.P99), slices.Max(l.Longest), l.Failed, l.Sent, median(l.Cores))
	}
	r.byKind(&t)
	t.WriteString("\n| tasks filed while pages are read by | acknowledged | a second | p50 ms | p95 ms | p99 ms | longest ms | server, cores |\n|---|---:|---:|---:|---:|---:|---:|---:|\n")
	for _, l := range r.Writes {
		fmt.Fprintf(&t, "| %s | %d of %d | %.0f | %.1f | %.1f | %.1f | %.0f | %.2f |\n",
			l.Load, l.Sent-l.Failed, l.Sent, median(l.PerSec), median(l.P50), median(l.P95), median(l.P99), slices.Max(l.Longest), median(l.Cores))
	}
	return t.String()
}

// byKind is p95 of every kind of page, without and with tasks filed beside.
func (r *report) byKind(t *strings.Builder) {
	t.WriteString("\n| p95 ms of | read by | alone | beside writes |\n|---|---|---:|---:|\n")
	for _, l := range r.Kinds {
		if l.Writing {
			continue
		}
		at := slices.IndexFunc(r.Kinds, func(o line) bool { return o.Writing && o.Load == l.Load && o.Kind == l.Kind })
		fmt.Fprintf(t, "| %s | %s | %.1f | %.1f |\n", l.Kind, l.Load, median(l.P95), median(r.Kinds[at].P95))
	}
}

func beside(writing bool) string {
	if writing {
		return fmt.Sprintf("%d/s", writes)
	}
	return "none"
}
