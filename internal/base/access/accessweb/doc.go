// Package accessweb is how people come in and look after accounts on pages: sign-in with password and second factor, or
// through a provincial sign-on; one's own account; the accounts of a region (登录、我的账号、账号管理). It serves every action of the
// plan: whatever is not public begins here.
//
// A browser holds one random token in a cookie that scripts cannot read; what it stands for is in the database, under the
// token's hash. The token changes whenever rights change. When database or keyring are away, whoever holds a token is
// told so, and is nobody meanwhile.
//
// Limit: authenticators with a cryptographic key of their own (SM2, passkeys) are not there yet; the second factor is a
// time-based code.
package accessweb
