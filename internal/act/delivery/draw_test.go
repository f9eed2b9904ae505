package delivery_test

import (
	"testing"
	"time"

	"mihe/internal/base/fault"
)

// A settlement that another settler draws up while the first is computed stays the only one: a second without any line would break no key of the
// database.
func TestAMonthIsDrawnUpOnceAtATime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.done(0, w.visit(w.plan().ID, "2026-03-05", 9, 0), "wrong") // nothing of it is paid
		w.later("2026-04-02")
		now, calls := w.Now, 0
		w.Now = func() time.Time {
			if calls++; calls == 2 { // the first has looked for others, and is about to read the visits
				w.draw()
			}
			return now()
		}
		if _, err := w.Draw(ctx, w.settler(), orgA, "2026-03"); fault.KindOf(err) != fault.Conflict || err == nil {
			t.Errorf("the same month is drawn up beside another: %v", err)
		}
		m, err := w.ProviderMonth(ctx, w.settler(), orgA, "2026-03", 1)
		if err != nil || len(m.Settlements) != 1 || calls < 3 {
			t.Errorf("%d settlements after %d looks at the clock, %v; want one", len(m.Settlements), calls, err)
		}
	})
}
