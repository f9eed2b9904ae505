// texts lists every piece of text a reader sees: its words, the boxes it stands in, its size in CSS pixels on the screen
// and whether it lies in a tile map. Text that scrolls away inside a .scroll region counts as far as it shows.
(() => {
  const seen = (el) => el.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  const clip = (box, el) => {
    const frame = el.closest(".scroll");
    if (!frame) return box;
    const f = frame.getBoundingClientRect();
    return { l: Math.max(box.l, f.left), r: Math.min(box.r, f.right), t: Math.max(box.t, f.top), b: Math.min(box.b, f.bottom) };
  };
  const list = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.data.trim();
    const el = node.parentElement;
    if (!words || el.closest("title, desc, script, style, .vh, .skip, option") || !seen(el)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const inSVG = el instanceof SVGElement;
    const rects = inSVG ? [el.getBoundingClientRect()] : [...range.getClientRects()];
    const boxes = rects.filter((r) => r.width > 0 && r.height > 0)
      .map((r) => clip({ l: r.left, r: r.right, t: r.top + scrollY, b: r.bottom + scrollY }, el))
      .filter((b) => b.r > b.l && b.b > b.t);
    if (boxes.length === 0) continue;
    const scale = inSVG ? Math.abs(el.getScreenCTM().d) : 1;
    list.push({ words: words.slice(0, 40), boxes, size: parseFloat(getComputedStyle(el).fontSize) * scale, tile: !!el.closest(".tiles") });
  }
  return list;
})()
