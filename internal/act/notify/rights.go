package notify

import "mihe/internal/base/access"

// The rights of this room. Queuing a message asks for none: the use case that it tells of has asked for its own.
const (
	CanRead   access.Right = "notify.message.read"   // seeing what was sent about cases of a region, and what became of it
	CanSend   access.Right = "notify.message.send"   // sending what is queued: the program's own job
	CanReport access.Right = "notify.message.report" // saying what became of messages: who carries files, and gateways
)
