// struck names figures in charts that a line runs through. Only the middle half of a figure's height counts.
(() => {
  const found = [];
  for (const svg of document.querySelectorAll("main svg")) {
    if (svg.parentElement.closest("svg") || !svg.checkVisibility()) continue;
    const points = [...svg.querySelectorAll("polyline")].flatMap((line) => {
      const m = line.getScreenCTM(), n = 100, length = line.getTotalLength();
      return Array.from({ length: n + 1 }, (_, i) => line.getPointAtLength((length * i) / n).matrixTransform(m));
    });
    for (const label of svg.querySelectorAll("text")) {
      const r = label.getBoundingClientRect(), top = r.top + r.height / 4, bottom = r.bottom - r.height / 4;
      if (points.some((p) => p.x > r.left && p.x < r.right && p.y > top && p.y < bottom)) found.push(`a line runs through "${label.textContent.trim()}"`);
    }
  }
  return found;
})()
