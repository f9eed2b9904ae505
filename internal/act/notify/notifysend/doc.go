// Package notifysend hands messages of package notify over (通知发送): to files that somebody carries to the gateway or prints,
// or to a gateway over HTTP. It serves every action of the plan that owes somebody an answer.
//
// Limits, told honestly: the files hold telephone numbers, addresses and texts in the open, for the owner of the folder
// alone; who has carried a file removes it. The form of the HTTP request is ours: a real gateway needs an adaptor in front of
// it, or a sender of its own.
package notifysend
