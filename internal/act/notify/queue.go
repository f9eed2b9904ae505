package notify

import (
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Wish is a message that somebody is to get.
type Wish struct {
	Person   string
	Channel  Channel
	Template string
	Args     Args
	About    string     // identifier of the case
	Region   region.Key // of the case: whose officers see the message
}

// QueueIn queues a message in the transaction of what it tells of, so that neither is there without the other. It is sent
// after that. The use case that calls it has checked the actor's right.
func (s *Service) QueueIn(tx *store.Tx, who access.Actor, w Wish) (Message, error) {
	t, known := s.templates[w.Template]
	_, _, wrong := ident.Parse(w.About)
	switch {
	case !known:
		return Message{}, invalid("template", "notify.queue.template")
	case !slices.Contains(Channels, w.Channel):
		return Message{}, invalid("channel", "notify.queue.channel")
	case ident.Check("person", w.Person) != nil || wrong != nil || w.Region == (region.Key{}):
		return Message{}, invalid("person", "notify.queue.person")
	}
	if field := w.Args.check(s.Words, t.key(w.Channel), w.Channel); field != "" {
		return Message{}, invalid(field, "notify.queue.args")
	}
	id, err := ident.New("msg", s.Now(), s.Random)
	if err != nil {
		return Message{}, err
	}
	now := s.Now().UnixMilli()
	m := Message{
		ID: id, Person: w.Person, Channel: w.Channel, Template: w.Template, Args: w.Args, About: w.About, Region: w.Region, QueuedMs: now,
	}
	return s.record(tx, who, m, WasQueued, Outcome{Status: Queued, NextMs: now})
}

// key is the key of a template's text for a channel.
func (t Template) key(ch Channel) string {
	if ch == Letter {
		return t.Letter
	}
	return t.Short
}
