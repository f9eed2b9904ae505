package hostile

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// families are the ways in which requests are hostile, each with as many members as wanted.
var families = merged(attacks, uploaded)

func merged(sets ...map[string]func(g *generator) request) map[string]func(g *generator) request {
	all := map[string]func(g *generator) request{}
	for _, set := range sets {
		maps.Copy(all, set)
	}
	return all
}

// attacks are the families of requests and forms.
var attacks = map[string]func(g *generator) request{
	"JSON cut short": func(g *generator) request {
		good := g.filing()
		return g.api(good[:g.IntN(len(good)-1)+1])
	},
	"JSON noise": func(g *generator) request { return g.api(g.noise(1 + g.IntN(400))) },
	"JSON nested": func(g *generator) request {
		return g.api(strings.Repeat(pick(g, "[", `{"a":`, `[{"a":[`), 20+g.IntN(20_000)))
	},
	"JSON names twice": func(g *generator) request {
		return g.api(`{"` + pick(g, "title", "TITLE", "days", "target") + `":"x",` + g.filing()[1:])
	},
	"JSON of wrong types": func(g *generator) request {
		return g.api(g.member(pick(g, "title", "days", "target", "by"), pick(g, "[]", "{}", "true", `[1]`)))
	},
	"JSON beyond numbers": func(g *generator) request {
		return g.api(g.member("days", pick(g, "1e999", "-1", "9223372036854775808", strings.Repeat("9", 1+g.IntN(3000))+"0000", "NaN", "0x1", "1e-9")))
	},
	"texts that are no UTF-8": func(g *generator) request {
		bad := pick(g, "\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe5\xbc", "a\xfe", "\x80")
		return pick(g, g.typed(bad), g.asked("q="+url.QueryEscape(bad)+"&by="+url.QueryEscape(bad)), g.api(g.member("title", `"`+bad+`"`)))
	},
	"control characters": func(g *generator) request {
		bad := "a" + pick(g, "\x00", "\x1b[2J", "\x7f", "\x08\x08", "\u0085", "\x01") + "b"
		return pick(g, g.typed(bad), g.asked("q="+url.QueryEscape(bad)+"&user="+url.QueryEscape(bad)))
	},
	"directions turned round": func(g *generator) request {
		bad := "a" + pick(g, "\u202e", "\u2066", "\u202a", "\u2069", "\u200f") + "b"
		return pick(g, g.typed(bad), g.asked("q="+url.QueryEscape(bad)), g.sent("a"+bad+".csv", "x"))
	},
	"texts without end": func(g *generator) request {
		return g.typed(strings.Repeat(pick(g, "a", "弥", "😀", " x"), 3000+g.IntN(9000)))
	},
	"fields that are missing": func(g *generator) request {
		f := pick(g, g.fields()...)
		return g.ask("POST", f.pattern, f.role, []byte(pick(g, "", "x=1", "&&&", "=", "indicator", "%")), formed)
	},
	"fields twice and more": func(g *generator) request {
		f := pick(g, g.fields()...)
		return g.ask("POST", f.pattern, f.role, []byte(strings.Repeat(f.name+"="+url.QueryEscape(pick(g, "", "\x00"))+"&", 2+g.IntN(3000))), formed)
	},
	"forms that decode to nothing": func(g *generator) request {
		f := pick(g, g.fields()...)
		return g.ask("POST", f.pattern, f.role, []byte(pick(g, "%zz=1", f.name+"=%", "a;b=%4", f.name+"=%u0041%", f.rest.Encode()+"&x=%gg")), formed)
	},
	"forms without end": func(g *generator) request {
		f := pick(g, g.fields()...)
		return g.ask("POST", f.pattern, f.role, []byte(f.rest.Encode()+"&pad="+strings.Repeat("a", 1<<20)), formed)
	},
	"content of another type": func(g *generator) request {
		kind := pick(g, "", "text/plain", "application/xml", "application/json; charset=gbk", ";;;", "application/cbor", "multipart/mixed; boundary=x", g.header(30))
		if g.IntN(2) == 0 {
			return g.ask("POST", "/api/steering/v1/tasks", "coordinator", []byte(g.filing()), kind)
		}
		return g.ask("POST", g.absent(pick(g, g.posts...).Pattern), g.role(), []byte("x=1"), kind)
	},
	"methods that are none": func(g *generator) request {
		method := pick(g, "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "BREW", "get", strings.Repeat("M", 1+g.IntN(300)), "CONNECT", "OPTIONS", "HEAD", "POST")
		r := g.ask(method, g.fill(pick(g, g.gets...).Pattern), g.role(), []byte("x=1"), formed)
		r.reads, r.queued = r.reads || method == "TRACE", false
		return r
	},
	"paths out of the house": func(g *generator) request {
		up := strings.Repeat(pick(g, "../", "..%2f", "%2e%2e/", "..\\", "%252e%252e%252f", "....//", "/./", "//"), 1+g.IntN(12))
		base := pick(g, "/", "/static/", "/import/", "/indicators/", "/regions/", "/api/", "/tasks/")
		return g.ask("GET", base+up+pick(g, "etc/passwd", "mihe.db", "keyring.db", "demo-accounts.json", "windows/win.ini", "%00", "accounts", "ledger"), g.role(), nil, "")
	},
	"addresses without end": func(g *generator) request {
		n := 1000 + g.IntN(40_000)
		r := pick(g, g.ask("GET", "/indicators/"+strings.Repeat("a", n), g.role(), nil, ""), g.asked("q="+strings.Repeat("b", n)), g.ask("GET", strings.Repeat("/a", n/2), g.role(), nil, ""))
		r.early = true
		return r
	},
	"heads without end": func(g *generator) request {
		var more []string
		for range 1 + g.IntN(400) {
			more = append(more, fmt.Sprintf("X-%d: %s", g.IntN(1000), strings.Repeat("h", g.IntN(200))))
		}
		r := g.ask("GET", g.fill(pick(g, g.gets...).Pattern), g.role(), nil, "", append(more, pick(g, "X-A:", "Accept-Language: "+strings.Repeat("zh-CN,", 900), "Accept: "+strings.Repeat("*/*,", 900)))...)
		r.early = true
		return r
	},
	"questions without end": func(g *generator) request {
		return g.asked(strings.Repeat(pick(g, "a=1&", "by=province&", "lang=en&", "q=%00&", "&", ";", "within=520000&", "print=large&"), 1+g.IntN(1500)))
	},
	"questions that are none": func(g *generator) request {
		name := pick(g, "by", "within", "period", "q", "lang", "page", "before", "after", "from", "to", "limit", "state", "action", "done", "kind", "actor", "user", "place", "next", "print", "contrast", "seq", "head", "until", "code", "iss")
		value := pick(g, "-1", "0", "99999999999999999999", "x", "%zz", "%00", "1e9", "' OR 1=1--", "\x00", "2024-13-45", "//evil.example", "@county", "520000@", "[]", "true", "../..", g.noise(1+g.IntN(40)))
		return g.asked(name + "=" + url.QueryEscape(value))
	},
	"cookies that are forged": func(g *generator) request {
		value := pick(g, "", "x", strings.Repeat("A", 43), strings.Repeat("c", 1+g.IntN(9000)), g.header(60), "../../etc", "' OR 1=1--", "null", g.site.sessions["reader"]+"x", strings.ToLower(g.site.sessions["system_admin"]), `"`, ";;;", "a; "+cookie+"=b")
		r := pick(g, pick(g, g.gets...), pick(g, g.posts...))
		return g.ask(r.Method, g.fill(r.Pattern), visitor, nil, "", "Cookie: "+strings.Repeat("j=1; ", g.IntN(50))+cookie+"="+value)
	},
	"identifiers of another kind": func(g *generator) request {
		r := pick(g, g.gets...)
		for !strings.Contains(r.Pattern, "{") {
			r = pick(g, pick(g, g.gets...), pick(g, g.posts...), pick(g, g.apis...))
		}
		body, kind := []byte("reason=x&days=1&sure=1&role=reader&place=520526"), formed
		if strings.HasPrefix(r.Pattern, "/api/") {
			body, kind = []byte(`{"reason":"x"}`), "application/json"
		}
		if r.Method == http.MethodGet {
			body, kind = nil, ""
		}
		return g.ask(r.Method, g.absent(r.Pattern), g.role(), body, kind)
	},
	"elements, statements, templates": func(g *generator) request {
		bad := pick(g, `<mihe-x onload=1>`, `"><mihe-x>`, `" mihe-y="1`, `' mihe-y='1`, `</title><mihe-x>`, `javascript:mihe`, `'; DROP TABLE steering_task;--`, `1' OR '1'='1`,
			`{{7*7}}`, `${7*7}`, `<!--#exec-->`, `%s%n%d`, `\"><mihe-x>`, `<svg/onload=mihe-x>`) + strings.Repeat("!", 2100) // too long for any field, so that it comes back
		return pick(g, g.typed(bad), g.typed(bad[:len(bad)-2100]+"\x00"), g.asked("q="+url.QueryEscape(bad)+"&by="+url.QueryEscape(bad)+"&user="+url.QueryEscape(bad)+"&next="+url.QueryEscape(bad)),
			g.sent(strings.ReplaceAll(bad, `"`, `\"`)[:min(60, len(bad))]+".csv", bad+","+bad+"\n"+bad), g.ask("GET", "/"+url.PathEscape(bad), g.role(), nil, ""))
	},
	"ranges, tags, codings": func(g *generator) request {
		return g.ask("GET", g.fill(pick(g, g.gets...).Pattern), g.role(), nil, "",
			"Range: "+pick(g, "bytes=0-0,1-1,2-2,3-3", "bytes=-1", "bytes=9999999999999999999-", "x", "bytes="+strings.Repeat("0-,", 1+g.IntN(1500)), g.header(20)),
			"If-None-Match: "+pick(g, "*", `W/"x"`, strings.Repeat(`"a",`, 1+g.IntN(1000)), `"`, g.header(20)),
			"If-Modified-Since: "+pick(g, "yesterday", "Thu, 99 Foo 2999 99:99:99 GMT", "0"),
			"Accept-Encoding: "+pick(g, "gzip;q=9", "identity;q=0", "*;q=0", strings.Repeat("gzip,", 1+g.IntN(500)), "br, zstd", ";;;", g.header(20)),
			"Accept-Language: "+pick(g, "xx", "zh-CN;q=2", strings.Repeat("-", 300), "en;q=NaN", g.header(20)), "Accept: "+pick(g, "json", "text/html;q=0", "*/*;q=x", g.header(20)))
	},
	"bodies that stop": func(g *generator) request {
		u := pick(g, uploads...)
		r := pick(g,
			g.ask("POST", u.path, u.role, nil, parted, "Transfer-Encoding: chunked"),
			g.ask("POST", "/tasks", "coordinator", nil, formed, "Transfer-Encoding: chunked"),
			g.ask("POST", "/api/steering/v1/tasks", "coordinator", nil, "application/json", "Transfer-Encoding: chunked"),
			g.ask("POST", "/sign-in", visitor, nil, formed, "Content-Length: 100000"))
		r.raw = append(r.raw, pick(g, "ffff\r\n"+goodCSV(), "5\r\n{\"tit", "zz\r\n", "-1\r\n", "ffffffffffffffffffff\r\n", "5;"+strings.Repeat("x", g.IntN(8000)), "4\r\nabcdef\r\n", part(u.field, "a.csv", ""))...)
		r.cut = true
		return r
	},
	"requests within requests": func(g *generator) request {
		inner := "GET /accounts HTTP/1.1\r\nHost: x\r\n\r\n"
		r := g.ask("POST", pick(g, "/sign-in", "/tasks", "/import", "/api/steering/v1/tasks"), g.role(), []byte(inner), pick(g, formed, "application/json"), pick(g,
			"Transfer-Encoding: chunked", "Transfer-Encoding: chunked, identity", "Transfer-Encoding: xchunked", "Transfer-Encoding : chunked", "Content-Length: 0", "Content-Length: -1",
			"Content-Length: +5", "Transfer-Encoding: gzip, chunked", " folded: line", "X: a\x00b", "Host: other", "Content-Length: 5, 6", "X\r: y", "Expect: nonsense", "Upgrade: h2c\r\nHTTP2-Settings: x",
			"X-HTTP-Method-Override: DELETE", "Trailer: Content-Length"))
		if g.IntN(4) == 0 {
			r.raw = []byte(strings.Replace(string(r.raw), "HTTP/1.1", pick(g, "HTTP/9.9", "HTTP/1.0", "HTTP/0.9", "HTP/1.1", "HTTP/1.1 x", ""), 1))
		}
		r.protocol, r.cut = true, true
		return r
	},
	"from another site": func(g *generator) request {
		r := pick(g, g.posts...)
		return g.ask("POST", g.fill(r.Pattern), pick(g, "coordinator", "handler", "system_admin", "security_admin", "statistician"), []byte("sure=1&reason=x&days=5"), formed,
			pick(g, "Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site"))
	},
}

// filing is a good request to file a task.
func (g *generator) filing() string {
	return `{"indicator":"bath","by":"county","within":"520500","title":"t","target":"520500@prefecture","days":20}`
}

// member is a filing in which one member holds something else.
func (g *generator) member(name, raw string) string {
	good := map[string]string{"indicator": `"bath"`, "by": `"county"`, "within": `"520500"`, "title": `"t"`, "target": `"520500@prefecture"`, "days": "20"}
	good[name] = raw
	text := "{"
	for _, n := range []string{"indicator", "by", "within", "title", "target", "days"} {
		text += `"` + n + `":` + good[n] + ","
	}
	return text[:len(text)-1] + "}"
}

// api sends a body to an operation of the API.
func (g *generator) api(body string) request {
	address := "/api/steering/v1/tasks"
	if g.IntN(3) == 0 {
		address = g.fill(pick(g, g.apis...).Pattern)
	}
	return g.ask("POST", address, pick(g, "coordinator", "handler", "reader", visitor), []byte(body), "application/json")
}

// header is noise that may stand in a head.
func (g *generator) header(n int) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e {
			return -1
		}
		return r
	}, g.noise(n))
}
