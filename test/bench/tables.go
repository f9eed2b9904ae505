package main

import (
	"cmp"
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
	if len(r.Writes) == 0 {
		r.byPage(&t)
		return t.String()
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

// byPage is every kind of page under each load, where nothing is written beside it.
func (r *report) byPage(t *strings.Builder) {
	for _, l := range r.Reads {
		fmt.Fprintf(t, "\n%s: %.0f pages/s, %d of %d failed, server on %.2f cores, %.1f ms of its processor time a page.\n",
			l.Load, median(l.PerSec), l.Failed, l.Sent, median(l.Cores), 1000*median(l.Cores)/median(l.PerSec))
		t.WriteString("\n| page | asked | p50 ms | p95 ms | p99 ms | longest ms |\n|---|---:|---:|---:|---:|---:|\n")
		for _, k := range append([]line{l}, r.Kinds...) {
			if k.Load == l.Load {
				fmt.Fprintf(t, "| %s | %d | %.1f | %.1f | %.1f | %.0f |\n", cmp.Or(k.Kind, "all"), k.Sent, median(k.P50), median(k.P95), median(k.P99), slices.Max(k.Longest))
			}
		}
	}
}

func beside(writing bool) string {
	if writing {
		return fmt.Sprintf("%d/s", writes)
	}
	return "none"
}
