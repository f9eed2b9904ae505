// quotes names Latin words whose quotation marks or apostrophes come from a Chinese font: they are as wide as a character
// and tear the words apart.
(() => {
  if (document.documentElement.lang.startsWith("zh")) return [];
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const el = node.parentElement;
    if (el instanceof SVGElement || el.closest("[lang]").lang.startsWith("zh") || !el.checkVisibility()) continue;
    for (const hit of node.data.matchAll(/[\u2018\u2019\u201c\u201d]/g)) {
      const range = document.createRange();
      range.setStart(node, hit.index);
      range.setEnd(node, hit.index + 1);
      if (range.getBoundingClientRect().width > 0.8 * parseFloat(getComputedStyle(el).fontSize)) {
        found.push(`a mark as wide as a character: ${node.data.slice(Math.max(0, hit.index - 20), hit.index + 20).trim()}`);
        break;
      }
    }
  }
  return found;
})()
