"use strict";

// Answers for the carer's day while there is no network, from the copy made at the last visit. The copy names persons: it is thrown away at the end
// of the next day, whose visits it shows, and when somebody signs out.

const kept = "mihe-visits";
const patience = 5000; // ms: a valley's network that does not answer by then counts as none
const stamp = "Kept-At"; // when a page was kept, by the device's own clock, by which it is thrown away, too: that clock may be wrong

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const day = (when) => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(when);

// fresh tells whether a page was kept today or yesterday. One from a day to come was kept before the clock was turned back.
const fresh = (found) => {
	const at = Number(found.headers.get(stamp));
	const now = day(Date.now());
	return day(at) <= now && now <= day(at + 24 * 60 * 60 * 1000);
};

// held looks into the cache without making one where there is none any more.
const held = (request, more = {}) => caches.match(request, { cacheName: kept, ignoreVary: true, ...more });

// copy is what was kept of a page, if need be as it was in another language.
const copy = async (request) => {
	const found = (await held(request)) || (await held(request, { ignoreSearch: true }));
	if (found && !fresh(found)) {
		await (await caches.open(kept)).delete(request, { ignoreVary: true, ignoreSearch: true });
		return undefined;
	}
	return found;
};

// load asks for the page and keeps it. One that leads elsewhere leads to the form of sign-in: the session is over, and so is the copy.
const load = async (request) => {
	const answer = await fetch(request);
	if (answer.type === "opaqueredirect" || answer.redirected) {
		await caches.delete(kept);
	} else if (answer.ok) {
		const headers = new Headers(answer.headers);
		headers.set(stamp, String(Date.now()));
		const body = await answer.clone().arrayBuffer();
		await (await caches.open(kept)).put(request.url, new Response(body, { headers }));
	}
	return answer;
};

const page = async (event) => {
	const loading = load(event.request);
	event.waitUntil(loading.catch(() => {})); // a slow answer is kept for the next time
	const found = await copy(event.request);
	if (!found) {
		return loading;
	}
	const late = new Promise((resolve) => setTimeout(resolve, patience));
	return (await Promise.race([loading, late]).catch(() => undefined)) || found;
};

const file = async (request) => (await held(request)) || fetch(request);

self.addEventListener("fetch", (event) => {
	const { request } = event;
	const address = new URL(request.url);
	if (address.origin !== self.location.origin) {
		return;
	}
	if (request.method === "POST" && address.pathname === "/sign-out") {
		event.waitUntil(caches.delete(kept));
	} else if (request.method === "GET" && address.pathname === "/visits/today") {
		event.respondWith(page(event));
	} else if (request.method === "GET" && address.pathname.startsWith("/static/")) {
		event.respondWith(file(request));
	}
});
