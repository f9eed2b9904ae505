"use strict";

// Answers for the carer's day while there is no network, from the copy made at the last visit. The copy says who lives where: the way to visits of a day
// that is over is taken out of it, all of it is thrown away at the end of the next day, whose visits it shows, and when somebody signs out or
// comes to sign in. What waits to be sent is kept elsewhere, by the page, and stays.

const kept = "mihe-visits";
const carers = "/visits/today";
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

// past is a copy's text without the way to the persons of the day on which it was made.
const past = (text) => {
	const made = /data-day="([0-9-]+)"/.exec(text);
	return text.replace(/<div class="contact" data-contact="([0-9-]+)">.*?<\/div>/gs, (whole, on) => (made && on > made[1] ? whole : ""));
};

// sweep throws away what is over. Days are told apart by the device's clock alone: one that is wrong has kept the copy by the same clock.
const sweep = async () => {
	if (!(await caches.has(kept))) {
		return;
	}
	const cache = await caches.open(kept);
	for (const request of await cache.keys()) {
		const found = new URL(request.url).pathname === carers && (await cache.match(request, { ignoreVary: true }));
		if (!found) {
			continue;
		}
		if (!fresh(found)) {
			await cache.delete(request, { ignoreVary: true });
		} else if (day(Number(found.headers.get(stamp))) < day(Date.now())) {
			const text = await found.text();
			const left = past(text);
			if (left !== text) {
				await cache.put(request.url, new Response(left, { headers: found.headers }));
			}
		}
	}
};

// tidy sweeps once more when the last sweep is done. The worker does so whenever it is started, by whatever page.
let swept = Promise.resolve();
const tidy = () => (swept = swept.then(sweep, sweep));
tidy();

// wipe throws everything away; what is still being loaded is not kept either.
let wiped = 0;
const wipe = () => {
	wiped++;
	return caches.delete(kept);
};

// held looks into the cache without making one where there is none any more.
const held = (request, more = {}) => caches.match(request, { cacheName: kept, ignoreVary: true, ...more });

// copy is what was kept of a page, if need be as it was in another language.
const copy = async (request) => {
	await tidy();
	return (await held(request)) || (await held(request, { ignoreSearch: true }));
};

// load asks for the page and keeps it. One that leads elsewhere leads to the form of sign-in: the session is over, and so is the copy. So it is for
// whoever may not read the page any more.
const load = async (request) => {
	const before = wiped;
	const answer = await fetch(request);
	if (answer.type === "opaqueredirect" || answer.redirected || answer.status === 403) {
		await wipe();
	} else if (answer.ok) {
		const headers = new Headers(answer.headers);
		headers.set(stamp, String(Date.now()));
		const body = await answer.clone().arrayBuffer();
		if (wiped === before) {
			await (await caches.open(kept)).put(request.url, new Response(body, { headers }));
		}
	}
	return answer;
};

const page = async (event) => {
	const found = await copy(event.request);
	const loading = load(event.request);
	event.waitUntil(loading.catch(() => {})); // a slow answer is kept for the next time
	if (!found) {
		return loading;
	}
	const late = new Promise((resolve) => setTimeout(resolve, patience));
	return (await Promise.race([loading, late]).catch(() => undefined)) || found;
};

// entry passes the form of sign-in on. Whoever is shown it has no session any more, however that came to be, and may be somebody else.
const entry = async (request) => {
	const answer = await fetch(request);
	if (answer.ok) {
		await wipe();
	}
	return answer;
};

const file = async (request) => (await held(request)) || fetch(request);

self.addEventListener("fetch", (event) => {
	const { request } = event;
	const address = new URL(request.url);
	if (address.origin !== self.location.origin) {
		return;
	}
	event.waitUntil(swept);
	if (request.method === "POST" && (address.pathname === "/sign-out" || address.pathname === "/sign-in") || address.pathname.startsWith("/sign-in/")) {
		event.waitUntil(wipe());
	} else if (request.method === "GET" && address.pathname === "/sign-in") {
		event.respondWith(entry(request));
	} else if (request.method === "GET" && address.pathname === carers) {
		event.respondWith(page(event));
	} else if (request.method === "GET" && address.pathname.startsWith("/static/")) {
		event.respondWith(file(request));
	}
});
