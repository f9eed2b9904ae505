package app

import (
	"embed"
	"io/fs"

	"mihe/internal/account/evaluation"
	"mihe/internal/account/evaluation/evaluationweb"
	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/account/openness"
	"mihe/internal/account/openness/opennessweb"
	"mihe/internal/account/selfcheck"
	"mihe/internal/account/selfcheck/selfcheckweb"
	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringweb"
	"mihe/internal/act/booking"
	"mihe/internal/act/booking/bookingweb"
	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworkweb"
	"mihe/internal/act/delivery"
	"mihe/internal/act/delivery/deliveryweb"
	"mihe/internal/act/exchange"
	"mihe/internal/act/feedback"
	"mihe/internal/act/feedback/feedbackweb"
	"mihe/internal/act/notify"
	"mihe/internal/base/access"
	"mihe/internal/base/access/accessweb"
	"mihe/internal/base/access/nodeadmin"
	"mihe/internal/base/access/nodeadmin/nodeadminweb"
	"mihe/internal/base/calendar"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/keyring"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerweb"
	"mihe/internal/base/money"
	"mihe/internal/base/region"
	"mihe/internal/base/sheetfile"
	"mihe/internal/base/store"
	"mihe/internal/base/web"
	"mihe/internal/decide/match"
	"mihe/internal/decide/rule"
	"mihe/internal/decide/rule/ruleweb"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercareweb"
	"mihe/internal/record/consent"
	"mihe/internal/record/consent/consentweb"
	"mihe/internal/record/evidence"
	"mihe/internal/record/evidence/evidenceweb"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factweb"
	"mihe/internal/record/form"
	"mihe/internal/record/form/formweb"
	"mihe/internal/register/catalog"
	"mihe/internal/register/catalog/catalogweb"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partyweb"
)

// words are the texts of this room in both languages.
//
//go:embed zh-CN.json en.json
var words embed.FS

// Words loads every room's words, and those of the caller. It needs no data folder, so a command can speak before one is
// open.
func Words(more ...fs.FS) (*i18n.Catalog, error) {
	return i18n.Load(append([]fs.FS{
		access.Words,
		accessweb.Words,
		nodeadmin.Words,
		nodeadminweb.Words,
		keyring.Words,
		ledger.Words,
		ledgerweb.Words,
		openness.Words,
		opennessweb.Words,
		selfcheck.Words,
		selfcheckweb.Words,
		csvfile.Words,
		sheetfile.Words,
		ident.Words,
		money.Words,
		calendar.Words,
		region.Words,
		store.Words,
		web.Words,
		party.Words,
		partyweb.Words,
		catalog.Words,
		catalogweb.Words,
		fact.Words,
		factweb.Words,
		evidence.Words,
		evidenceweb.Words,
		consent.Words,
		consentweb.Words,
		form.Words,
		formweb.Words,
		match.Words,
		rule.Words,
		ruleweb.Words,
		notify.Words,
		booking.Words,
		bookingweb.Words,
		casework.Words,
		caseworkweb.Words,
		delivery.Words,
		deliveryweb.Words,
		exchange.Words,
		feedback.Words,
		feedbackweb.Words,
		indicator.Words,
		indicatorweb.Words,
		steering.Words,
		steeringweb.Words,
		evaluation.Words,
		evaluationweb.Words,
		eldercare.Words,
		eldercareweb.Words,
		words,
	}, more...)...)
}
