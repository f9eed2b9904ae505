package deliveryweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/ident"
)

// hindered is what a page says of accounts to see to, and where its links lead.
func hindered(doc *goquery.Document) (says string, leads []string) {
	box := doc.Find("#hindered").Closest("section")
	box.Find("a").Each(func(_ int, a *goquery.Selection) {
		to, _, _ := strings.Cut(a.AttrOr("href", ""), "?")
		leads = append(leads, to)
	})
	return text(box), leads
}

// What the bank returned for the account waits until the account was entered and confirmed again; until then the page says so and leads to the payee.
func TestWhatWasReturnedForTheAccountSaysWhatToDo(t *testing.T) {
	s := newOffice(t)
	d, page := s.paying()
	bank := url.Values{"layout": {"payment_bank"}}
	if code, _ := s.ask(s.settler(), http.MethodPost, page+"/payments.txt", bank); code != http.StatusOK {
		t.Fatal(code)
	}
	s.now = s.now.Add(time.Second)
	d = s.settled(d.ID)
	row := d.Serial(d.Payments[of(d, orgA)-1]) + ",40.00,失败,账户已销户\n"
	if code, _ := s.upload(s.settler(), page+"/return", "payment_return", "bank.csv", "流水号,金额（元）,处理结果,失败原因\n"+row); code != http.StatusSeeOther {
		t.Fatal(code)
	}
	for name, who := range map[string]access.Actor{"who settles": s.settler(), "who approves": s.approver()} {
		says, leads := hindered(s.wants(who, http.MethodGet, page, nil, http.StatusOK, "check the account"))
		if !strings.Contains(says, "if it is right after all, enter it once more") || len(leads) != 1 || leads[0] != "/payees/"+orgA {
			t.Errorf("%s reads %q and is led to %v", name, says, leads)
		}
	}
	if says, _ := hindered(s.wants(s.agent("acct_a"), http.MethodGet, page, nil, http.StatusOK)); says != "" {
		t.Errorf("the provider reads %q", says)
	}
	s.inBothLanguages(s.settler(), page, map[string]string{"en": "Accounts to see to", "zh-CN": "账户没错就照原样再填一次"})
	before := s.records()
	s.wants(s.settler(), http.MethodPost, page+"/payments.txt", bank, http.StatusConflict, "there is nothing to pay out", "nobody has entered again and confirmed since")
	if n := s.records(); n != before {
		t.Errorf("%d records after a file of nobody, %d before", n, before)
	}
	s.now = s.now.Add(time.Second)
	s.pays(orgA)
	doc := s.wants(s.settler(), http.MethodGet, page, nil, http.StatusOK, "returned: the account is closed")
	if says, _ := hindered(doc); says != "" || strings.Contains(doc.Text(), "check the account") {
		t.Errorf("after the account was confirmed: %q", says)
	}
	if code, doc := s.ask(s.settler(), http.MethodPost, page+"/payments.txt", bank); code != http.StatusOK || !strings.Contains(doc.Text(), "000000000004000") {
		t.Errorf("%d: %s", code, doc.Text())
	}
}

// Who could not be paid is said before anybody approves, to whoever sees to accounts, and no longer once the account is confirmed.
func TestASettlementSaysBeforeTheApprovalWhoHasNoAccount(t *testing.T) {
	s := newOffice(t)
	s.payable()
	page := "/settlements/" + s.draws()
	for name, who := range map[string]access.Actor{"who settles": s.settler(), "who approves": s.approver()} {
		says, leads := hindered(s.wants(who, http.MethodGet, page, nil, http.StatusOK))
		both := strings.Join(leads, " ")
		if !strings.Contains(says, "payment files leave them out") || !strings.Contains(says, ident.Number(s.elder)) || !strings.Contains(says, "（合成）服务中心") ||
			len(leads) != 2 || !strings.Contains(both, "/payees/"+orgA) || !strings.Contains(both, "/payees/"+s.elder) {
			t.Errorf("%s reads %q and is led to %v", name, says, leads)
		}
	}
	if says, _ := hindered(s.wants(s.agent("acct_a"), http.MethodGet, page, nil, http.StatusOK)); says != "" {
		t.Errorf("the provider reads %q", says)
	}
	s.inBothLanguages(s.approver(), page, map[string]string{"en": "No account in force is known", "zh-CN": "以下收款人没有生效的收款账户"})
	s.pays(s.elder)
	if _, leads := hindered(s.wants(s.approver(), http.MethodGet, page, nil, http.StatusOK)); len(leads) != 1 || leads[0] != "/payees/"+orgA {
		t.Errorf("with one account it leads to %v", leads)
	}
	s.wants(s.settler(), http.MethodPost, page+"/withdraw", url.Values{"reason": {"mistake"}}, http.StatusSeeOther)
	if says, _ := hindered(s.wants(s.settler(), http.MethodGet, page, nil, http.StatusOK)); says != "" {
		t.Errorf("after it was taken back: %q", says)
	}
}
