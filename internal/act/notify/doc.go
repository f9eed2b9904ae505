// Package notify tells people what became of their cases (通知): by SMS, by voice, by letter. It serves every action of the plan
// in which an office owes somebody an answer, elder care (A12) first.
//
// A message is queued in the transaction of what it tells of and sent after it. Its text is a template by key, in the
// language of whoever gets it, filled with numbers, days and telephone numbers and nothing else; short texts name neither
// hardship nor reasons, which NewService proves. The address is looked up when it is sent, through a grant that stands in the
// ledger, and never stored here: an erased person gets nothing.
//
// A message is its events, which are records; its status follows from them and is never ahead of the truth. Before an
// attempt the message is marked, after it the outcome; what stands between them when the program dies was perhaps sent. Then
// it is sent again under the same key, and says for ever that it may have gone out twice (Doubt).
//
// SMS and calls keep quiet hours, a dated parameter that nobody has compared with a document.
//
// Limits, told honestly: sent means that a gateway took it, delivered that the gateway says so, and neither that somebody has
// read it. Written means that it stands in a file which a person has to carry. Whether a gateway honours the key, and so
// sends a repeated message once, is not known here. What was written to a file cannot be taken back by erasing the person.
package notify
