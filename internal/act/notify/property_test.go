package notify_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mihe/internal/act/notify"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Whatever a gateway does, whenever the program dies, at whatever hour: every message comes to an end, none is called sent
// that no gateway was given, one that may have gone out more often than recorded says so, and no telephone rings by night.
func TestRandomGateways(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var all []string
		statuses := map[notify.Status]int{}
		rapid.Check(t, func(rt *rapid.T) {
			out := map[string]int{} // what the gateway really took, by key
			w.Senders[notify.SMS] = send(func(o notify.Outgoing) (notify.Receipt, error) {
				if w.Quiet(w.clock()) {
					rt.Fatalf("a telephone rang at %s", w.clock())
				}
				switch rapid.SampledFrom([]string{"takes", "takes", "away", "refuses", "loses", "takes and loses", "dies", "takes and dies"}).Draw(rt, "gateway") {
				case "takes":
					out[o.Key]++
					return notify.Receipt{Status: notify.Sent, Ref: o.Key}, nil
				case "away":
					return notify.Receipt{}, errAway
				case "refuses":
					return notify.Receipt{}, fault.New(fault.Invalid, "notify.message.failed")
				case "takes and loses":
					out[o.Key]++
					fallthrough
				case "loses":
					return notify.Receipt{}, errors.Join(notify.ErrUnsure, errors.New("no answer"))
				case "takes and dies":
					out[o.Key]++
				}
				panic("the program dies here")
			})
			var ids []string
			for range rapid.IntRange(1, 3).Draw(rt, "messages") {
				ids = append(ids, w.queue(t).ID)
			}
			for range 100 {
				w.move(time.Duration(rapid.SampledFrom([]int{1, 5, 60, 240, 600}).Draw(rt, "minutes")) * time.Minute)
				func() {
					defer func() {
						if p := recover(); p != nil && p != "the program dies here" {
							panic(p)
						}
					}()
					if _, err := w.Deliver(context.Background(), job(), 10); err != nil {
						rt.Fatal(err)
					}
				}()
			}
			for _, id := range ids {
				judge(rt, w.get(t, id), out[id])
				statuses[w.get(t, id).Status]++
			}
			all = append(all, ids...)
		})
		t.Log("messages that ended in each status:", statuses)
		replays(t, w, all)
		before := w.dump(t, all)
		if err := w.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, w.dump(t, all)); diff != "" || len(all) < 50 {
			t.Errorf("rebuilt %d messages (-before +after):\n%s", len(all), diff)
		}
	})
}

// judge holds a message that has come to its end to what really went out.
func judge(t *rapid.T, m notify.Message, out int) {
	switch m.Status {
	case notify.Sent:
		if out == 0 || out > 1 && !m.Doubt {
			t.Fatalf("%d went out: %+v", out, m)
		}
	case notify.Failed:
		if out > 0 && !m.Doubt {
			t.Fatalf("%d went out and it failed without a doubt: %+v", out, m)
		}
	default:
		t.Fatalf("after a day and more: %+v", m)
	}
	if m.Attempts == 1 && m.Doubt && m.Status == notify.Sent {
		t.Fatalf("a doubt after one attempt that was answered: %+v", m)
	}
}

// replays compares the read models with what the events say.
func replays(t *testing.T, w *world, ids []string) {
	t.Helper()
	for _, id := range ids {
		var events []notify.Event
		err := w.DB.Read(t.Context(), func(q store.Queryer) error {
			bodies, err := w.Store.Events(q, node, id)
			for _, body := range bodies {
				var e notify.Event
				if err := json.Unmarshal(body, &e); err != nil {
					return err
				}
				events = append(events, e)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		m, err := notify.Replay(events)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(w.get(t, id), m); diff != "" {
			t.Fatalf("the events say otherwise (-stored +replayed):\n%s", diff)
		}
	}
}

// Several programs that deliver at once send each message once.
func TestSeveralSenders(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var mu sync.Mutex
		out := map[string]int{}
		w.Senders[notify.SMS] = send(func(o notify.Outgoing) (notify.Receipt, error) {
			mu.Lock()
			defer mu.Unlock()
			out[o.Key]++
			return notify.Receipt{Status: notify.Sent}, nil
		})
		for range 20 {
			w.queue(t)
		}
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wg.Go(func() { _, errs[i] = w.Deliver(context.Background(), job(), 100) })
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		for key, n := range out {
			if n != 1 {
				t.Errorf("%s went out %d times", key, n)
			}
		}
		if len(out) != 20 {
			t.Errorf("%d of 20 went out", len(out))
		}
	})
}
