"use strict";

// The carer's day on a phone that may have no network. Every step is written to the phone first and sent after; what is not sent yet is
// shown as not sent. A step keeps the identifier it got here, so that sending it twice does nothing twice. The queue names visits, never persons.

(() => {
	const box = document.getElementById("sync");
	if (!box || !window.indexedDB || !window.fetch) {
		return; // the forms work without us as long as there is a network
	}
	const say = (key, words = {}) =>
		(box.dataset[key] || "").replace(/\{(\w+)\}/g, (whole, name) => (name in words ? String(words[name]) : whole));
	const clock = (ms) => new Date(ms).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
	const account = box.dataset.account;

	// The store.

	const done = (request) =>
		new Promise((resolve, reject) => {
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error);
		});
	const opened = (() => {
		const request = indexedDB.open("mihe-visits", 1);
		// The phone numbers the steps itself: its clock may be put back between two of them, and identifiers would then change places.
		request.onupgradeneeded = () => request.result.createObjectStore("moves", { keyPath: "seq", autoIncrement: true });
		return done(request);
	})();
	// change runs fn on the store and resolves when what it did is on the phone for good.
	const change = async (fn) => {
		const db = await opened;
		return new Promise((resolve, reject) => {
			const tx = db.transaction("moves", "readwrite", { durability: "strict" });
			fn(tx.objectStore("moves"));
			tx.oncomplete = () => resolve();
			tx.onabort = tx.onerror = () => reject(tx.error);
		});
	};
	const held = async () => {
		const db = await opened;
		return done(db.transaction("moves").objectStore("moves").getAll()); // in the order of their numbers
	};

	// mint makes an identifier of 26 characters whose order is that of time, and which no other phone makes.
	const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
	let last = 0;
	const mint = () => {
		let ms = (last = Math.max(Date.now(), last + 1));
		let text = "";
		for (let i = 0; i < 10; i++, ms = Math.floor(ms / 32)) {
			text = alphabet[ms % 32] + text;
		}
		for (const byte of crypto.getRandomValues(new Uint8Array(16))) {
			text += alphabet[byte % 32];
		}
		return text;
	};

	// What the reader sees.

	const line = box.querySelector("[data-line]");
	const list = box.querySelector("[data-list]");
	const now = box.querySelector("[data-now]");
	let trouble = ""; // key of the words for why sending did not work

	const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());

	const item = (move) => {
		const li = document.createElement("li");
		const where = document.querySelector(`[data-visit="${CSS.escape(move.visit)}"] [data-name]`);
		const name = where ? [...where.cloneNode(true).childNodes, " · "] : []; // a name keeps the language it is in
		li.append(`${clock(move.claimed_ms)} · `, ...name, move.words);
		if (move.answer) {
			const why = document.createElement("p");
						why.append(move.answer);
			const seen = document.createElement("button");
			seen.type = "button";
			seen.className = "btn quiet";
			seen.append(say("seen"));
			seen.addEventListener("click", async () => {
				await change((store) => store.delete(move.seq));
				await show();
				if (navigator.onLine && !document.querySelector("[data-list] button")) {
					location.reload(); // what does not fit says that the page is behind the times
				}
			});
			li.append(why, seen);
		}
		return li;
	};

	const begun = today();

	// past takes the way to persons off a page that stays open when their day is over. A page that has just come is right, whatever the clock says.
	const past = () => {
		for (const contact of document.querySelectorAll("[data-contact]")) {
			if (begun !== today() && contact.dataset.contact < today()) {
				contact.remove();
			}
		}
	};

	const show = async () => {
		past();
		const all = await held();
		const mine = all.filter((m) => m.account === account);
		const waiting = mine.filter((m) => !m.answer && !m.sent);
		const told = mine.filter((m) => m.answer);
		box.hidden = false;
		box.classList.toggle("waits", waiting.length > 0 || told.length > 0);
		const words = [waiting.length ? say("waiting", { n: waiting.length }) : say("none")];
		if (told.length) {
			words.push(say("told", { n: told.length }));
		}
		const others = all.filter((m) => m.account !== account && !m.answer && !m.sent);
		if (others.length) {
			words.push(say("others", { n: others.length }));
		}
		if (waiting.length && trouble) {
			words.push(say(trouble));
		}
		if (box.dataset.day !== today()) {
			words.push(say("old"));
		}
		line.textContent = words.join(" ");
		const kept = mine.filter((m) => !m.sent || m.answer);
		const shown = JSON.stringify(kept.map((m) => [m.seq, m.answer, m.sent]));
		if (list.dataset.shown !== shown) {
			list.dataset.shown = shown; // what is there already stays, and with it the focus of whoever reads by keyboard
			list.replaceChildren(...kept.map(item));
		}
		now.hidden = waiting.length === 0;
		for (const visit of document.querySelectorAll("[data-visit]")) {
			const steps = mine.filter((m) => m.visit === visit.dataset.visit && (m.sent || !m.answer));
			const took = (step) => steps.some((m) => m.step === step);
			visit.querySelector("[data-note]").textContent = steps.map((m) => say(m.sent ? "sent" : "kept", { step: m.words, time: clock(m.claimed_ms) })).join(" ");
			for (const form of visit.querySelectorAll("form[data-step]")) {
				const { step, after, ready } = form.dataset;
				const early = visit.dataset.on > today();
				const unready = ready !== "yes" && !took(after);
				const over = step === "confirm" ? steps.some((m) => m.step === "finish" && m.fields.code) : took("finish");
				form.hidden = early || unready || over || took(step);
			}
		}
	};

	// Sending.

	let sending = false;
	const send = async () => {
		if (sending) {
			return;
		}
		sending = true;
		try {
			while (await batch()) {
				// goes on until nothing is left to send
			}
		} finally {
			sending = false;
			await show();
		}
	};

	// batch sends the oldest steps and takes off the phone what the answer says of each; false when there is no more to do.
	const batch = async () => {
		const moves = (await held()).filter((m) => m.account === account && !m.answer && !m.sent).slice(0, 20);
		if (moves.length === 0) {
			trouble = "";
			return false;
		}
		let reply;
		try {
			reply = await fetch(box.dataset.send, {
				method: "POST",
				headers: { "Content-Type": "application/json", Accept: "application/json" },
				body: JSON.stringify({
					account,
					sent_ms: Date.now(),
					moves: moves.map(({ id, visit, step, claimed_ms, fields }) => ({ id, visit, step, claimed_ms, ...fields })),
				}),
			});
		} catch {
			trouble = "offline";
			return false;
		}
		if (reply.status === 401 || reply.status === 403 || reply.redirected) {
			trouble = "signin";
			return false;
		}
		if (!reply.ok) {
			trouble = "failed";
			return false;
		}
		const { results } = await reply.json();
		const answered = results.flatMap((r) => moves.filter((m) => m.id === r.id).map((m) => [m, r]));
		await change((store) => {
			for (const [m, r] of answered) {
				// What was taken stays until a page that was made after it shows it.
				const sent = r.outcome === "applied" || r.outcome === "same" ? box.dataset.made : "";
				store.put({ ...m, fields: { code: m.fields.code ? "given" : "" }, sent, answer: r.text || (sent ? "" : r.outcome) });
			}
		});
		trouble = answered.length ? "" : "failed";
		return answered.length > 0;
	};

	// A step is kept first, and its form stays as it is until it is.
	document.addEventListener("submit", async (event) => {
		const form = event.target;
		if (form.matches('form[action*="/sign-out"]') && window.caches) {
			event.preventDefault();
			await caches.delete("mihe-visits").catch(() => {}); // the page names persons: it does not stay on a phone that somebody has signed out of
			form.submit();
			return;
		}
		if (!form.matches("form[data-step]")) {
			return;
		}
		event.preventDefault();
		const visit = form.closest("[data-visit]");
		// The identifier in the form is for a press without us: kept pages are pressed on many days, and each of ours has its own.
		const fields = Object.fromEntries([...new FormData(form)].filter(([name, value]) => name !== "move" && value !== ""));
		const move = {
			id: mint(),
			account,
			visit: visit.dataset.visit,
			step: form.dataset.step,
			words: form.dataset.words,
			claimed_ms: Date.now(),
			fields,
		};
		try {
			await change((store) => store.add(move));
		} catch {
			line.textContent = say("full");
			box.hidden = false;
			return;
		}
		form.reset();
		await show();
		visit.querySelector("[data-note]").focus(); // the button is gone: whoever uses a keyboard stays at the visit
		navigator.storage?.persist?.(); // what is not sent is not to be cleared away for want of room
		await send();
	});
	now.addEventListener("click", send);
	window.addEventListener("online", send);
	document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());

	// The page itself stays on the phone, so that it opens without a network: the worker keeps it as it passes.
	const keep = async () => {
		const workers = navigator.serviceWorker;
		await workers.register(box.dataset.worker, { scope: "/" }); // of all pages, to see somebody sign out on any of them
		if (!workers.controller) {
			await new Promise((resolve) => workers.addEventListener("controllerchange", resolve, { once: true }));
		}
		const cache = await caches.open("mihe-visits");
		const parts = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], script[src]')].map((e) => e.href || e.src);
		for (const held of await cache.keys()) {
			if (new URL(held.url).pathname.startsWith("/static/") && !parts.includes(held.url)) {
				await cache.delete(held); // of an older release
			}
		}
		await cache.addAll(parts);
		if (!(await cache.match(location.href, { ignoreVary: true }))) {
			await fetch(location.href);
		}
		document.documentElement.dataset.kept = "yes";
	};
	if (window.isSecureContext && navigator.serviceWorker) {
		keep().catch(() => {}); // without it the page works as long as it stays open
	}

	// forget takes off the phone what a later page shows.
	const forget = async () => {
		const old = (await held()).filter((m) => m.sent && !m.answer && m.sent < box.dataset.made);
		await change((store) => old.forEach((m) => store.delete(m.seq)));
	};
	forget().then(show).then(send);
})();
