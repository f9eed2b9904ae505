package indicator

import "mihe/internal/base/access"

// CanReadInternal is the right to see figures that have not been approved for publication.
const CanReadInternal access.Right = "board.read"
