// focus tells what has the keyboard's focus, whether that shows, and whether it is on the screen.
(() => {
  const el = document.activeElement;
  const s = getComputedStyle(el), r = el.getBoundingClientRect();
  return {
    tag: el.tagName.toLowerCase(), id: el.id, name: el.getAttribute("name") || "", href: el.getAttribute("href") || "",
    text: (el.getAttribute("aria-label") || el.textContent).trim().replace(/\s+/g, " ").slice(0, 60),
    classes: [...el.classList], within: el.parentElement ? [...el.parentElement.classList] : [],
    inMain: !!el.closest("main"), current: el.hasAttribute("aria-current"),
    outline: s.outlineStyle, thick: parseFloat(s.outlineWidth),
    shown: r.width > 0 && r.height > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth,
    scrolled: el.scrollLeft, scrolls: el.scrollWidth > el.clientWidth,
  };
})()
