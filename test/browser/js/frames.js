// frames names words that stick out of the box that is drawn around them (a card, a button, a tag), and drawings that were
// left no room.
(() => {
  const found = [];
  const opaque = (c) => !/^transparent$|, 0\)$/.test(c);
  const frame = (el) => {
    for (; el && el !== document.body; el = el.parentElement) {
      if (el.matches(".scroll, .vh, .skip, svg *")) return null;
      const s = getComputedStyle(el);
      if (s.display === "inline" || s.display === "contents") continue;
      if (opaque(s.backgroundColor) || (parseFloat(s.borderLeftWidth) > 0 && parseFloat(s.borderRightWidth) > 0)) return el;
    }
    return null;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.data.trim();
    if (!words || !node.parentElement.checkVisibility()) continue;
    const around = frame(node.parentElement);
    if (!around) continue;
    const f = around.getBoundingClientRect(), range = document.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects()) {
      if (r.width > 1 && (r.right > f.right + 1 || r.left < f.left - 1)) {
        found.push(`"${words.slice(0, 40)}" sticks out of <${around.tagName.toLowerCase()} class="${around.className}">`);
        break;
      }
    }
  }
  for (const svg of document.querySelectorAll("main svg")) {
    const r = svg.getBoundingClientRect();
    if (!svg.parentElement.closest("svg") && svg.checkVisibility() && (r.width < 16 || r.height < 4)) {
      found.push(`a drawing is ${r.width.toFixed(0)}x${r.height.toFixed(0)}: ${svg.parentElement.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}`);
    }
  }
  return found;
})()
