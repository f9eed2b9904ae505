package browser

import (
	"fmt"
	"net/url"
	"slices"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// ear notes what a page says to the console and whom it calls.
type ear struct {
	sync.Mutex
	complaints []complaint
	calls      []string
}

// complaint is one warning or error; url is where the browser places it.
type complaint struct{ text, url string }

func (e *ear) clear() {
	e.Lock()
	defer e.Unlock()
	e.complaints, e.calls = nil, nil
}

// hear is called for every event of the tab, in order. Refusals by the content security policy arrive as log entries.
func (e *ear) hear(ev any) {
	e.Lock()
	defer e.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		e.calls = append(e.calls, ev.Request.URL)
	case *network.EventWebSocketCreated:
		e.calls = append(e.calls, ev.URL)
	case *runtime.EventExceptionThrown:
		what := ev.ExceptionDetails.Text
		if x := ev.ExceptionDetails.Exception; x != nil {
			what += " " + x.Description
		}
		e.complaints = append(e.complaints, complaint{"exception: " + what, ev.ExceptionDetails.URL})
	case *runtime.EventConsoleAPICalled:
		if slices.Contains([]string{"error", "warning", "assert"}, string(ev.Type)) {
			e.complaints = append(e.complaints, complaint{fmt.Sprintf("console.%s %s", ev.Type, arguments(ev.Args)), ""})
		}
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError || ev.Entry.Level == log.EntryLevelWarning {
			text := fmt.Sprintf("%s %s: %s", ev.Entry.Source, ev.Entry.Level, ev.Entry.Text)
			e.complaints = append(e.complaints, complaint{text, ev.Entry.URL})
		}
	}
}

func arguments(list []*runtime.RemoteObject) string {
	s := ""
	for _, a := range list {
		s += string(a.Value) + a.Description + " "
	}
	return s
}

// faults says what a quiet page of one origin would not have done. A page that is meant to be answered with a failure
// may have the browser say so of its own address.
func (e *ear) faults(origin, address string, status int) []string {
	e.Lock()
	defer e.Unlock()
	var found []string
	for _, c := range e.complaints {
		if status < 400 || c.url != address {
			found = append(found, c.text+" "+c.url)
		}
	}
	for _, called := range e.calls {
		if u, err := url.Parse(called); err != nil || u.Scheme != "data" && u.Scheme+"://"+u.Host != origin {
			found = append(found, "calls "+called)
		}
	}
	return found
}
