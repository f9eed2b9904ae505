package app

import (
	"mihe/internal/account/indicator"
	"mihe/internal/account/openness"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
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
)

// roles says who may do what; docs/adr/0010 says why it is a plain map. Whoever works with figures sees the internal board.
// Deciding about persons and filling forms for them belongs to roles that a programme brings: none of these does.
var roles = map[access.Role][]access.Right{
	SystemAdmin:   {access.ManageAccount, access.ReadAccounts, access.ManageNode},
	SecurityAdmin: {access.ManageRoles, access.ReadAccounts, access.ConfirmAccount},
	AuditAdmin:    {access.ReadLedger, access.ReadAccounts, access.ConfirmAccount},
	Coordinator: {
		indicator.CanReadInternal, steering.CanRead, steering.CanFile, steering.CanSign, steering.CanVerify, steering.CanManage, fact.CanRead,
		openness.CanRead, rule.CanRead, rule.CanPropose, form.CanRead, form.CanRegister, catalog.CanRead, catalog.CanEnter, catalog.CanDeclare,
		party.CanList, eldercare.CanRead, eldercare.CanDiagnose,
	},
	Handler:      {indicator.CanReadInternal, steering.CanRead, steering.CanAnswer},
	Statistician: {indicator.CanReadInternal, fact.CanImport, fact.CanRead, openness.CanRead},
	Publisher:    {indicator.CanReadInternal, openness.CanRead, openness.CanPropose},
	Reviewer:     {indicator.CanReadInternal, openness.CanRead, openness.CanReview},
	Approver: {
		indicator.CanReadInternal, openness.CanRead, openness.CanApprove, rule.CanRead, rule.CanAdopt, catalog.CanRead, catalog.CanPublish,
	},
	Reader:   {indicator.CanReadInternal, steering.CanRead, fact.CanRead, catalog.CanRead},
	Provider: {catalog.CanDeclare},
}

// Policy is the rights of every role.
func Policy() (*access.Policy, error) { return access.NewPolicy(roles) }
