// Package deliveryweb shows carers the visits of today and tomorrow (护理员的一天) for action A12, and takes what they report: by forms, and from a phone
// that was without a network and sends later what it has kept.
//
// Of a person it shows the name and the township, and what is to be done. The phone keeps a copy of the page until the end of the next day or until
// somebody signs out; its queue names visits, never persons.
//
// To the person whose visits they are, to providers, and to those who settle and approve it shows what was delivered and what is paid for
// it (上门服务和结算). Pages of settlements name nobody: visits and payees who are persons stand there by number. The name of a payee stands on the page
// of the account, for whoever enters or confirms it.
//
// To inspectors it shows samples and what does not fit together in records (抽查和异常). A person is named on the page on which that one person is asked,
// and nowhere else.
//
// To whoever plans the days of a provider it shows what is due, a proposal with its reasons, and what is set (机构排班). A provider's account, which calls on
// people, reads their names; an officer reads numbers.
//
// Limits: at most 50 persons on two days of a carer; the day of a provider opens its persons 50 at a time, an entry of the ledger each.
package deliveryweb
