// Package hsds holds the values of the Human Services Data Specification 3.0 (Open Referral), the open standard for
// directories of services: what organisations offer, where, when, for whom and at what price. It writes them as JSON, a page at
// a time, and as the tables of a tabular data package.
//
// The package is pure: values in, bytes out. Fields without a value are left out, so that nothing looks like a zero or an
// empty text that nobody has said. Source: https://docs.openreferral.org, version 3.0, schemas compiled from it;
// docs/standards/hsds.md lists where we read it differently, and our profile: what providers say of their capacity.
package hsds
