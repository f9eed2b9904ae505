// Package evidenceweb is where whoever looks after a person hands out what the person confirms services with (确认凭据): sheets of codes on paper,
// tags, telephone numbers; for action A12 and every other that pays for a service at home. A sheet is made for old eyes and hands: it is printed
// once, and its codes are read on no other page.
// People see their own at /me/confirming, and whoever may confirm for them does: what they have, how much of it is used, and that it is lost.
//
// Machines report here what they heard: telephone gateways the answers to calls, third systems what they saw. They come with a token of an account of
// their own (docs/operations/confirming.md).
//
// Limit: a sheet of 60 codes is two pages of A4; it is made for that paper.
package evidenceweb
