package hsds

// About is what the root of an API says of itself.
type About struct {
	Version    string `json:"version"`
	Profile    string `json:"profile"`
	OpenAPIURL string `json:"openapi_url"`
}

// Version is the version of the specification that this package writes.
const Version = "3.0"

// Page is one page of a list, counted from 1.
type Page[T any] struct {
	TotalItems int  `json:"total_items"`
	TotalPages int  `json:"total_pages"`
	PageNumber int  `json:"page_number"`
	Size       int  `json:"size"`
	FirstPage  bool `json:"first_page"`
	LastPage   bool `json:"last_page"`
	Empty      bool `json:"empty"`
	Contents   []T  `json:"contents"`
}

// Paginate cuts page number (from 1) of perPage items (from 1) out of all. A page after the last is empty, and an empty list
// has one empty page, so that whoever reads page after page until LastPage always ends. Lesser arguments count as 1. Contents
// is never nil and shares all.
func Paginate[T any](all []T, number, perPage int) Page[T] {
	number, perPage = max(1, number), max(1, perPage)
	pages := max(1, (len(all)+perPage-1)/perPage)
	p := Page[T]{
		TotalItems: len(all), TotalPages: pages, PageNumber: number, FirstPage: number == 1, LastPage: number >= pages, Contents: []T{},
	}
	if number <= pages {
		p.Contents = append(p.Contents, all[(number-1)*perPage:min(len(all), number*perPage)]...)
	}
	p.Size = len(p.Contents)
	p.Empty = p.Size == 0
	return p
}
