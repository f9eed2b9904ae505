package indicatorweb

import "mihe/internal/base/web"

// InternalWord is the mark of a figure that has not been approved for publication.
func InternalWord(p web.Page) string { return p.T("indicator.internal") }
