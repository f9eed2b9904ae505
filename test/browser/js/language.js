// language names the Chinese words of a page in another language that do not say that they are Chinese (WCAG 3.1.2): a
// voice would read them wrongly. Words in attributes cannot say it; nor can a part of the document's title, where the
// criterion allows the proper names that stand there.
(() => {
  if (document.documentElement.lang.startsWith("zh")) return [];
  const han = /\p{Script=Han}/u, found = [];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const el = node.parentElement;
    if (han.test(node.data) && el.parentElement !== document.head && !el.closest("[lang]").lang.startsWith("zh")) {
      found.push(`Chinese without lang in <${el.tagName.toLowerCase()}>: ${node.data.trim().slice(0, 50)}`);
    }
  }
  for (const el of document.querySelectorAll("[aria-label], [alt], [title], [placeholder]")) {
    for (const name of ["aria-label", "alt", "title", "placeholder"]) {
      const words = el.getAttribute(name) || "";
      if (han.test(words) && !el.closest("[lang]").lang.startsWith("zh")) found.push(`Chinese in ${name}: ${words.slice(0, 50)}`);
    }
  }
  return found;
})()
