package access

import "context"

// ofCode counts codes of other rooms, for the account that tries them.
const ofCode = "code"

// Guard lets the actor's account try a secret of another room, such as a code, no more often than a password: attempts are counted before try,
// and forgotten when it succeeds.
func (s *Service) Guard(ctx context.Context, who Actor, try func() error) error {
	if err := who.Check(Own); err != nil {
		return err
	}
	on := strike{ofCode, who.ID}
	if _, err := s.attempt(ctx, on); err != nil {
		return err
	}
	if err := try(); err != nil {
		return err
	}
	return s.succeed(ctx, nil, on)
}
