package app

import (
	"mihe/internal/account/openness"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/record/fact"
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
)

// ReadBoard is the right to see figures that are not public yet.
const ReadBoard access.Right = "app.board.read"

// roles says who may do what; docs/adr/0010 says why it is a plain map. Whoever works with figures sees the internal board.
var roles = map[access.Role][]access.Right{
	SystemAdmin:   {access.ManageAccount, access.ReadAccounts, access.ManageNode},
	SecurityAdmin: {access.ManageRoles, access.ReadAccounts},
	AuditAdmin:    {access.ReadLedger},
	Coordinator: {
		ReadBoard, steering.CanRead, steering.CanFile, steering.CanSign, steering.CanVerify, steering.CanManage, fact.CanRead,
		openness.CanRead,
	},
	Handler:      {ReadBoard, steering.CanRead, steering.CanAnswer},
	Statistician: {ReadBoard, fact.CanImport, fact.CanRead, openness.CanRead},
	Publisher:    {ReadBoard, openness.CanRead, openness.CanPropose},
	Reviewer:     {ReadBoard, openness.CanRead, openness.CanReview},
	Approver:     {ReadBoard, openness.CanRead, openness.CanApprove},
	Reader:       {ReadBoard, steering.CanRead, fact.CanRead},
}

// Policy is the rights of every role.
func Policy() (*access.Policy, error) { return access.NewPolicy(roles) }
