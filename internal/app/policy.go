package app

import (
	"mihe/internal/account/indicator"
	"mihe/internal/account/openness"
	"mihe/internal/account/selfcheck"
	"mihe/internal/account/steering"
	"mihe/internal/act/booking"
	"mihe/internal/act/casework"
	"mihe/internal/act/delivery"
	"mihe/internal/act/feedback"
	"mihe/internal/act/notify"
	"mihe/internal/base/access"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/consent"
	"mihe/internal/record/evidence"
	"mihe/internal/record/fact"
	"mihe/internal/record/form"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party"
)

// The roles. Their Chinese and English names stand under app.role.
const (
	SystemAdmin   access.Role = "system_admin"
	SecurityAdmin access.Role = "security_admin"
	AuditAdmin    access.Role = "audit_admin"
	Coordinator   access.Role = "coordinator"
	Handler       access.Role = "handler"
	Statistician  access.Role = "statistician"
	Publisher     access.Role = "publisher"
	Reviewer      access.Role = "reviewer"
	Approver      access.Role = "approver"
	Reader        access.Role = "reader"
	Provider      access.Role = "provider"

	// Those who work with persons. A resident needs no role: it comes from being the person, or acting for one under a mandate.
	Registrar      access.Role = "registrar"       // keeps the registers of persons
	VillageOfficer access.Role = "village_officer" // helps people where they live
	Caseworker     access.Role = "caseworker"      // takes applications in hand
	Assessor       access.Role = "assessor"        // assesses what a person is able to do
	Decider        access.Role = "decider"         // decides applications
	AppealReviewer access.Role = "appeal_reviewer" // decides on appeals
	Carer          access.Role = "carer"           // goes to people's homes
	Inspector      access.Role = "inspector"       // asks whether what was reported took place
	Settler        access.Role = "settler"         // draws up what is paid
)

// roles says who may do what; docs/adr/0010 says why it is a plain map. Whoever works with figures sees the internal board;
// whoever works with persons does not: their work is with one person at a time.
var roles = map[access.Role][]access.Right{
	SystemAdmin:   {access.ManageAccount, access.ReadAccounts, access.ManageNode},
	SecurityAdmin: {access.ManageRoles, access.ReadAccounts, access.ConfirmAccount},
	AuditAdmin:    {access.ReadLedger, access.ReadAccounts, access.ConfirmAccount, selfcheck.CanRead},
	Coordinator: {
		indicator.CanReadInternal, steering.CanRead, steering.CanFile, steering.CanSign, steering.CanVerify, steering.CanManage, fact.CanRead,
		openness.CanRead, rule.CanRead, rule.CanPropose, form.CanRead, form.CanRegister, catalog.CanRead, catalog.CanEnter, catalog.CanDeclare,
		party.CanList, eldercare.CanRead, eldercare.CanDiagnose, selfcheck.CanRead,
	},
	Handler:      {indicator.CanReadInternal, steering.CanRead, steering.CanAnswer},
	Statistician: {indicator.CanReadInternal, fact.CanImport, fact.CanRead, openness.CanRead},
	Publisher:    {indicator.CanReadInternal, openness.CanRead, openness.CanPropose},
	Reviewer:     {indicator.CanReadInternal, openness.CanRead, openness.CanReview},
	Approver: {
		indicator.CanReadInternal, openness.CanRead, openness.CanApprove, rule.CanRead, rule.CanAdopt, catalog.CanRead, catalog.CanPublish,
	},
	Reader:   {indicator.CanReadInternal, steering.CanRead, fact.CanRead, catalog.CanRead},
	Provider: {catalog.CanDeclare, party.CanStaff, booking.CanKeep, delivery.CanDeliver, feedback.CanAnswer},
	// A village officer writes an application down and hands papers over. What an assessor found and what a decision rests on is no part of
	// that: the letter tells the person, who may show it to whom they like. So there is no rule.CanReadDecision here.
	Registrar: {party.CanImport, party.CanRead, party.CanKeep, party.CanErase, party.CanStaff, consent.CanRecord, evidence.CanIssue},
	VillageOfficer: {
		casework.CanAssist, form.CanRead, form.CanFill, party.CanRead, party.CanList, consent.CanRecord, eldercare.CanRead, eldercare.CanReach,
		evidence.CanIssue,
	},
	Caseworker: {
		casework.CanRead, casework.CanHandle, casework.CanAssist, form.CanRead, form.CanFill, form.CanReadAnswers, party.CanRead, party.CanList,
		consent.CanRecord, rule.CanReadDecision, notify.CanRead, notify.CanReport, eldercare.CanRead, eldercare.CanReach,
		booking.CanKeep, booking.CanHandle, delivery.CanPlan, delivery.CanRead,
	},
	Assessor: {casework.CanRead, eldercare.CanAssess, form.CanRead, form.CanFill, form.CanReadAnswers, party.CanRead, rule.CanDecide, rule.CanReadDecision},
	Decider: {
		casework.CanRead, casework.CanDecide, form.CanRead, form.CanReadAnswers, party.CanRead, rule.CanRead, rule.CanDecide, rule.CanReadDecision,
		eldercare.CanRead, delivery.CanApprove, delivery.CanRead,
	},
	AppealReviewer: {
		casework.CanRead, casework.CanReview, form.CanRead, form.CanReadAnswers, party.CanRead, rule.CanRead, rule.CanDecide, rule.CanReadDecision,
	},
	Carer:     {catalog.CanRead, evidence.CanRecord, delivery.CanDeliver},
	Inspector: {party.CanRead, catalog.CanRead, evidence.CanRead, evidence.CanSample, delivery.CanAudit, delivery.CanRead},
	Settler:   {catalog.CanRead, delivery.CanSettle, delivery.CanRead},
}

// machineRights are what accounts of machines may do, one each. No role holds any of them.
var machineRights = []access.Right{evidence.CanReportVoice, evidence.CanReport}

// Policy is the rights of every role.
func Policy() (*access.Policy, error) { return access.NewPolicy(roles) }
