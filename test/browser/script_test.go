package browser

import (
	"bytes"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// scriptView is the reader whose browser runs no script: as likely as not one with an old phone.
var scriptView = view{"zh-CN", phone, normal}

// scriptFaults is what differs between a page with script and the same page without.
func scriptFaults(t *testing.T, b *tab, address string) []string {
	t.Helper()
	withHTML, withPicture := rendered(t, b, address, false)
	html, picture := rendered(t, b, address, true)
	var found []string
	if html != withHTML {
		found = append(found, "without script the document is another one")
	}
	if !bytes.Equal(picture, withPicture) {
		found = append(found, "without script the page looks different")
	}
	return found
}

// rendered is a page's document and picture.
func rendered(t *testing.T, b *tab, address string, disabled bool) (string, []byte) {
	t.Helper()
	b.do(t, call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: disabled}))
	b.open(t, address, scriptView)
	html := run(t, b, chromedp.OuterHTML(chromedp.CSS("html")))
	return html, wholePage(t, b)
}

// Without script the same page must stand: what is drawn may not change by a single point. On a quick run every eighth of the pages is looked at.
func TestPagesNeedNoScript(t *testing.T) {
	needBrowser(t)
	for i, p := range pages {
		if !thorough() && i%8 != 0 {
			continue
		}
		if p.want() >= 400 || p.moves {
			continue // shows the number of the request, or the time, which differ each time
		}
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			b := borrow(t)
			b.as(t, p.as)
			for _, f := range scriptFaults(t, b, p.address(t, scriptView)) {
				t.Errorf("%s: %s", p.name, f)
			}
		})
	}
}

func TestScriptIsNoticed(t *testing.T) {
	b := borrow(t)
	address := plant(`<p id="p">plain</p><script>document.getElementById("p").textContent = "made by script"</script>`, "")
	if found := scriptFaults(t, b, address); len(found) != 2 {
		t.Errorf("found %q on a page that script changes, want two differences", found)
	}
}
