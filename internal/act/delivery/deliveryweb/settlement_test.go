package deliveryweb_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
	"mihe/internal/register/party/partytest"
)

func (s *officeSite) approver() access.Actor {
	return s.at("acct_q", "person_q", partytest.County, delivery.CanApprove, delivery.CanRead)
}

// paying is an approved settlement of March that pays the provider 40 yuan and the elder 12.34, and the address of its page; both have accounts.
func (s *officeSite) paying() (d delivery.Settlement, page string) {
	s.t.Helper()
	s.payable()
	s.pays(orgA)
	s.pays(s.elder)
	id := s.draws()
	page = "/settlements/" + id
	s.wants(s.agent("acct_a"), http.MethodPost, page+"/answer", url.Values{"do": {"agree"}}, http.StatusSeeOther)
	s.wants(s.approver(), http.MethodPost, page+"/approve", nil, http.StatusSeeOther)
	return s.settled(id), page
}

// payable is a March that is over, of which the provider and the elder are to be paid. Files name the elder without a number, as a register may.
func (s *officeSite) payable() {
	s.t.Helper()
	first := s.plan
	own := first
	own.ID, own.Item, own.PayTo, own.Share, own.Cause = "", "service.life.meal", delivery.ToPerson, 1234, s.id("case")
	var err error
	if own, err = s.Make(s.t.Context(), s.at("acct_p", "person_p", partytest.County, delivery.CanPlan), own); err != nil {
		s.t.Fatal(err)
	}
	visits := []delivery.Visit{s.visit("2026-03-04", true)}
	s.plan = own
	visits = append(visits, s.visit("2026-03-05", true))
	s.plan = first
	for _, v := range visits {
		s.wants(s.resident(s.elder), http.MethodPost, "/me/visits/"+v.ID, yes, http.StatusSeeOther)
	}
	s.later("2026-04-02")
	s.Names = func(_ context.Context, _ access.Actor, ids []string) (map[string]delivery.Provider, error) {
		return map[string]delivery.Provider{ids[0]: {Name: "合成-000001"}}, nil
	}
}

// draws draws up the settlement of March.
func (s *officeSite) draws() (id string) {
	s.t.Helper()
	s.wants(s.settler(), http.MethodPost, "/settlements/of/"+orgA+"/2026-03/draw", nil, http.StatusSeeOther)
	m, err := s.ProviderMonth(s.t.Context(), s.settler(), orgA, "2026-03", 1)
	if err != nil || len(m.Settlements) != 1 {
		s.t.Fatalf("%+v, %v", m.Settlements, err)
	}
	return m.Settlements[0].ID
}

func (s *officeSite) settled(id string) delivery.Settlement {
	s.t.Helper()
	d, err := s.Settled(s.t.Context(), s.settler(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

// of is the number of a payment of a settlement.
func of(d delivery.Settlement, payee string) int {
	return slices.IndexFunc(d.Payments, func(p delivery.Payment) bool { return p.Payee == payee }) + 1
}

// records counts what was ever recorded.
func (s *officeSite) records() (n int) {
	s.t.Helper()
	err := s.DB.Read(s.t.Context(), func(q store.Queryer) error {
		return s.Store.Records(q, s.Node, func(int64, []byte) error { n++; return nil })
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// refused asks for what must be refused at a field, and nothing of it kept.
func (s *officeSite) refused(who access.Actor, path string, form url.Values, field, says string) {
	s.t.Helper()
	before := s.records()
	s.atField(s.wants(who, http.MethodPost, path, form, http.StatusUnprocessableEntity), path, field, says)
	if n := s.records(); n != before {
		s.t.Errorf("%s was refused, and %d records were kept", path, n-before)
	}
}

// atField looks for a message at a field, which says that it is wrong and points at the message; and for none elsewhere.
func (s *officeSite) atField(doc *goquery.Document, what, field, says string) {
	s.t.Helper()
	box := doc.Find(field).Closest(".field.err")
	if got := text(box.Find(".errmsg")); !strings.Contains(got, says) {
		s.t.Errorf("%s: at %s it says %q, want %q", what, field, got, says)
	}
	named := box.Find("[aria-describedby]").AddSelection(box.Filter("[aria-describedby]"))
	if id := box.Find(".errmsg").AttrOr("id", "none"); !strings.Contains(named.AttrOr("aria-describedby", ""), id) {
		s.t.Errorf("%s: %s does not point at its message", what, field)
	}
	if n := doc.Find(".errmsg").Length(); n != 1 {
		s.t.Errorf("%s: %d messages", what, n)
	}
}

// inBothLanguages looks at a page in both: no word is missing, and none has a hole.
func (s *officeSite) inBothLanguages(who access.Actor, path string, says map[string]string) {
	s.t.Helper()
	for lang, want := range says {
		_, doc := s.ask(who, http.MethodGet, path+"?lang="+lang, nil)
		if said := text(doc.Find("body")); strings.ContainsAny(said, "⟦{}") || !strings.Contains(said, want) {
			s.t.Errorf("%s in %s does not say %q, or lacks a word: %s", path, lang, want, said)
		}
	}
}

// upload posts a file of the bank; without a name, none was chosen.
func (s *officeSite) upload(who access.Actor, path, layout, name, file string) (int, *goquery.Document) {
	s.t.Helper()
	s.who = who
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	_ = m.WriteField("layout", layout)
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		s.t.Fatal(err)
	}
	_, _ = part.Write([]byte(file))
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Accept-Language", "en")
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code, must(goquery.NewDocumentFromReader(w.Body))
}

// Who cannot be written into a file is named on the page with the reason, by number; the others are paid.
func TestWhoIsLeftOutOfAFileIsNamed(t *testing.T) {
	s := newOffice(t)
	d, page := s.paying()
	before := s.records()
	s.wants(s.settler(), http.MethodPost, page+"/payments.txt", url.Values{"layout": {"payment_card"}}, http.StatusConflict,
		"there is nothing to pay out", "Number "+ident.Number(s.elder)+": the name or the number is missing")
	if n := s.records(); n != before {
		t.Errorf("%d records after a file of nobody, %d before", n, before)
	}
	if now := s.settled(d.ID); len(now.Handed) != 0 || now.State != delivery.Approved {
		t.Errorf("a file of nobody leaves it %s with %+v", now.State, now.Handed)
	}
	if code, doc := s.ask(s.settler(), http.MethodPost, page+"/payments.txt", url.Values{"layout": {"payment_bank"}}); code != http.StatusOK || strings.Contains(doc.Text(), "合成-000001") || !strings.Contains(doc.Text(), "000000000004000") {
		t.Errorf("%d: %s", code, doc.Text())
	}
	doc := s.wants(s.settler(), http.MethodGet, page, nil, http.StatusOK, "Not in a file yet, the others were paid:", "Number "+ident.Number(s.elder)+": the name or the number is missing", "bank transfer, payments: 1, 40.00 yuan")
	if strings.Contains(doc.Text(), "合成-000001") {
		t.Error("the page names the elder")
	}
	s.inBothLanguages(s.settler(), page, map[string]string{"en": "the name or the number is missing", "zh-CN": "姓名或证件号码没有登记"})
}

// A file that did not arrive is made once more from the page, to the byte, until the bank has said something; what is no file is refused at its field.
func TestAPaymentFileIsMadeAgainFromThePage(t *testing.T) {
	s := newOffice(t)
	d, page := s.paying()
	again := func(n string) url.Values { return url.Values{"again": {n}} }
	if doc := s.wants(s.settler(), http.MethodGet, page, nil, http.StatusOK); doc.Find(`[name="again"]`).Length() != 0 {
		t.Error("a file is offered once more before there was one")
	}
	s.refused(s.settler(), page+"/payments.txt", url.Values{"layout": {"a form of ours"}}, "#f-layout", "missing or wrong")
	_, first := s.ask(s.settler(), http.MethodPost, page+"/payments.txt", url.Values{"layout": {"payment_bank"}})
	doc := s.wants(s.settler(), http.MethodGet, page, nil, http.StatusOK, "Make a file once more", "nothing is paid twice")
	if got := text(doc.Find(`select[name="again"] option`)); !strings.Contains(got, "bank transfer, payments: 1, 40.00 yuan") {
		t.Errorf("offered are %q", got)
	}
	s.inBothLanguages(s.settler(), page, map[string]string{"en": "File that did not arrive", "zh-CN": "没有收到的文件"})
	before := s.records()
	if code, doc := s.ask(s.settler(), http.MethodPost, page+"/payments.txt", again("0")); code != http.StatusOK || doc.Text() != first.Text() || s.records() != before {
		t.Errorf("%d, made again it is %q, first %q", code, doc.Text(), first.Text())
	}
	for _, n := range []string{"1", "-1", "the first"} {
		s.refused(s.settler(), page+"/payments.txt", again(n), "#f-again", "missing or wrong")
	}
	s.wants(s.approver(), http.MethodPost, page+"/payments.txt", again("0"), http.StatusForbidden)
	s.wants(s.agent("acct_a"), http.MethodPost, page+"/payments.txt", again("0"), http.StatusForbidden)
	if _, err := s.Report(t.Context(), s.settler(), d.ID, []delivery.Fated{{N: of(d, orgA), State: delivery.Paid}}); err != nil {
		t.Fatal(err)
	}
	s.wants(s.settler(), http.MethodPost, page+"/payments.txt", again("0"), http.StatusConflict, "the bank has answered about this file already")
	if doc := s.wants(s.settler(), http.MethodGet, page, nil, http.StatusOK); doc.Find(`[name="again"]`).Length() != 0 {
		t.Error("a file that the bank has answered is offered once more")
	}
}

// The bank's answer is read whole or not at all: what is wrong is said at the field, or row by row, and then nothing is kept.
func TestTheBanksAnswerIsReadFromThePage(t *testing.T) {
	s := newOffice(t)
	d, page := s.paying()
	if code, _ := s.ask(s.settler(), http.MethodPost, page+"/payments.txt", url.Values{"layout": {"payment_bank"}}); code != http.StatusOK {
		t.Fatal(code)
	}
	d = s.settled(d.ID)
	sent, due := d.Payments[of(d, orgA)-1], d.Payments[of(d, s.elder)-1]
	head := "流水号,金额（元）,处理结果,失败原因\n"
	good := head + d.Serial(sent) + ",40.00,失败,户名不符\n"
	before := s.records()
	at := func(layout, name, file, field, says string) {
		t.Helper()
		code, doc := s.upload(s.settler(), page+"/return", layout, name, file)
		if code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", says, code)
		}
		s.atField(doc, page+"/return", field, says)
	}
	at("payment_return", "", "", "#f-file", "no file was chosen")
	at("payment_return", "long.csv", strings.Repeat("x", 5<<20), "#f-file", "at most 4 MB")
	at("payment_card", "good.csv", good, "#f-return-layout", "missing or wrong")
	for name, c := range map[string]struct{ file, why string }{
		"another amount": {head + d.Serial(sent) + ",40.01,成功,\n", "another amount: the settlement says 40.00"},
		"one bad row":    {good + "01X-9,12.34,成功,\n", "no payment of this settlement"},
		"without why":    {head + d.Serial(sent) + ",40.00,失败,\n", "a payment that was refused has a reason"},
	} {
		code, doc := s.upload(s.settler(), page+"/return", "payment_return", "bank.csv", c.file)
		if code != http.StatusUnprocessableEntity || !strings.Contains(text(doc.Find("#faults").Closest("section")), c.why) {
			t.Errorf("%s: %d, %s", name, code, text(doc.Find("main")))
		}
	}
	for name, who := range map[string]access.Actor{"who approves": s.approver(), "the provider": s.agent("acct_a")} {
		if code, _ := s.upload(who, page+"/return", "payment_return", "bank.csv", good); code != http.StatusForbidden {
			t.Errorf("%s: %d", name, code)
		}
	}
	if n := s.records(); n != before {
		t.Fatalf("%d records were kept of files that were refused", n-before)
	}
	if code, _ := s.upload(s.settler(), page+"/return", "payment_return", "bank.csv", good); code != http.StatusSeeOther {
		t.Fatalf("a good file: %d", code)
	}
	s.wants(s.settler(), http.MethodGet, page+"?done=returned", nil, http.StatusOK, "The bank’s file was taken in", "What the bank said", "returned: the name is another", "check the account")
	s.inBothLanguages(s.settler(), page, map[string]string{"en": "What the bank said", "zh-CN": "银行回盘结果"})
	before = s.records()
	if code, _ := s.upload(s.settler(), page+"/return", "payment_return", "bank.csv", good); code != http.StatusSeeOther || s.records() != before {
		t.Errorf("the same file again: %d, %d records more", code, s.records()-before)
	}
	if now := s.settled(d.ID); now.Payments[sent.N-1].State != delivery.Returned || now.Payments[due.N-1].State != delivery.Due {
		t.Errorf("it leaves %+v", now.Payments)
	}
}

// After a restore nothing is handed over until somebody else has said what the bank had paid, and that is said in full: neither none nor some is the answer of
// an empty form.
func TestAfterARestoreThePageAsksTheBank(t *testing.T) {
	s := newOffice(t)
	d, page := s.paying()
	restored := s.now.UnixMilli()
	s.Restored = func(store.Queryer) (int64, error) { return restored, nil }
	doc := s.wants(s.settler(), http.MethodGet, page, nil, http.StatusOK, "Nothing is paid out for now", "restored from a backup")
	if doc.Find(`form[action*="/payments.txt"], form[action$="/bank"]`).Length() != 0 || doc.Find(`form[action*="/return"]`).Length() != 1 {
		t.Error("whoever settles is offered a file, or to speak for the bank, or not to read its answer")
	}
	s.wants(s.settler(), http.MethodPost, page+"/payments.txt", url.Values{"layout": {"payment_bank"}}, http.StatusConflict, "ask the bank first")
	doc = s.wants(s.approver(), http.MethodGet, page, nil, http.StatusOK, "Ask the bank after the restore", "（合成）服务中心 0, 40.00 yuan", "person "+ident.Number(s.elder)+", 12.34 yuan")
	seen := doc.Find(`input[name="restored"]`).AttrOr("value", "")
	for lang, want := range map[string]string{"en": "have no other under way", "zh-CN": "其他的没有付，也没有在办"} {
		s.inBothLanguages(s.approver(), page, map[string]string{lang: want})
	}
	provider := []string{"1"}
	if of(d, orgA) == 2 {
		provider[0] = "2"
	}
	form := func(says string, paid ...string) url.Values {
		return url.Values{"restored": {seen}, "says": {says}, "paid": paid}
	}
	s.refused(s.approver(), page+"/bank", form(""), `[name="says"]`, "say whether any of them was paid")
	s.refused(s.approver(), page+"/bank", form("none", provider...), `[name="paid"]`, "does not go with what was chosen above")
	s.refused(s.approver(), page+"/bank", form("some"), `[name="paid"]`, "does not go with what was chosen above")
	s.refused(s.approver(), page+"/bank", form("some", "9"), `[name="paid"]`, "missing or wrong")
	doc = s.wants(s.approver(), http.MethodPost, page+"/bank", form("none", provider...), http.StatusUnprocessableEntity)
	if doc.Find(`[name="says"][value="none"][checked]`).Length() != 1 || doc.Find(`[name="paid"][value="`+provider[0]+`"][checked]`).Length() != 1 {
		t.Error("what was chosen is gone from the form that comes back")
	}
	for name, who := range map[string]access.Actor{"who settles": s.settler(), "the provider": s.agent("acct_a"), "who drew it up": s.at("acct_s2", "person_s", partytest.County, delivery.CanApprove, delivery.CanRead)} {
		if code, _ := s.ask(who, http.MethodPost, page+"/bank", form("none")); code != http.StatusForbidden {
			t.Errorf("%s says what the bank had paid: %d", name, code)
		}
	}
	s.wants(s.approver(), http.MethodPost, page+"/bank", url.Values{"restored": {"5"}, "says": {"none"}}, http.StatusConflict, "restored once more")
	s.wants(s.approver(), http.MethodPost, page+"/bank", form("some", provider...), http.StatusSeeOther)
	doc = s.wants(s.settler(), http.MethodGet, page+"?done=bank", nil, http.StatusOK, "What the bank has not paid can be handed over now", "paid before the restore: 1")
	if got := text(doc.Find(`select[name="layout"]`).First()); !strings.Contains(got, "(1)") || doc.Find("#stopped").Length() != 0 {
		t.Errorf("offered is %q", got)
	}
	both := s.at("acct_d2", s.approver().Person, partytest.County, delivery.CanApprove, delivery.CanSettle, delivery.CanRead)
	doc = s.wants(both, http.MethodGet, page, nil, http.StatusOK, "another person hands the file over")
	if doc.Find(`form[action*="/payments.txt"]`).Length() != 0 {
		t.Error("whoever spoke for the bank is offered a file")
	}
	s.inBothLanguages(both, page, map[string]string{"en": "another person hands the file over", "zh-CN": "要由另一个人移交"})
	s.wants(both, http.MethodPost, page+"/payments.txt", url.Values{"layout": {"payment_bank"}}, http.StatusForbidden, "another person hands the file over")
}
