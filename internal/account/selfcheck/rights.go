package selfcheck

import "mihe/internal/base/access"

// CanRead is the right to read what a self-check finds.
const CanRead access.Right = "selfcheck.read"
