// tiles names the tiles of a map whose words do not fit inside them.
(() => [...document.querySelectorAll(".tiles .t > *")]
  .filter((el) => el.scrollWidth > el.clientWidth + 1 || el.scrollHeight > el.clientHeight + 1)
  .map((el) => `a tile is too small for its words: ${el.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}: ${el.scrollWidth}x${el.scrollHeight} in ${el.clientWidth}x${el.clientHeight}`))()
