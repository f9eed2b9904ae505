// wide names what reaches beyond the window's right edge, outside regions that scroll by themselves.
((width) => {
  if (document.scrollingElement.scrollWidth <= width) return [];
  const found = [];
  for (const el of document.body.querySelectorAll("*")) {
    const r = el.getBoundingClientRect();
    if (r.width === 0 || r.right <= width + 0.5 || el.closest(".scroll") || el.closest(".vh")) continue;
    const inner = [...el.children].some((c) => c.getBoundingClientRect().right > width + 0.5);
    if (!inner) found.push(`<${el.tagName.toLowerCase()} class="${el.getAttribute("class") || ""}"> ends at ${r.right.toFixed(0)}: ${el.textContent.trim().slice(0, 40)}`);
  }
  return [`the page is ${document.scrollingElement.scrollWidth} wide`, ...found.slice(0, 5)];
})
