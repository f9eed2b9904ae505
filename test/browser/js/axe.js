// axe runs the rules with the given tags on the page with everything unfolded, and keeps of each finding what a person
// needs to find and mend it: one place for each reason. axe gives up on the contrast of words on a drawn background, so
// drawn backgrounds are taken away first and listed for a person to decide.
(async (tags) => {
  for (const d of document.querySelectorAll("details")) d.open = true;
  const drawn = [...document.querySelectorAll("body *")]
    .filter((el) => getComputedStyle(el).backgroundImage !== "none" && el.textContent.trim() !== "");
  const flat = new CSSStyleSheet();
  flat.replaceSync("* { background-image: none !important }");
  document.adoptedStyleSheets = [flat];
  const result = await axe.run(document, {
    runOnly: { type: "tag", values: tags }, resultTypes: ["violations", "incomplete"], preload: false,
  });
  document.adoptedStyleSheets = [];
  const reasons = (nodes) => {
    const found = new Map();
    for (const n of nodes) {
      const why = (n.failureSummary || "").replace(/^Fix [a-z ]*:/, "").replace(/\s+/g, " ").trim();
      if (!found.has(why) && found.size < 5) found.set(why, n.target.flat().join(" "));
    }
    return [...found].map(([why, target]) => ({ why, target }));
  };
  const brief = (rules) => rules.map((r) => ({
    id: r.id, help: r.help, impact: r.impact || "", wcag: r.tags.some((t) => t.startsWith("wcag")), count: r.nodes.length,
    nodes: reasons(r.nodes),
  }));
  const incomplete = brief(result.incomplete);
  for (const el of drawn) {
    const why = `words on a drawn background, class "${el.className}"`;
    if (incomplete.some((f) => f.nodes[0].why === why)) continue;
    incomplete.push({ id: "background", help: "", impact: "", wcag: true, count: 1, nodes: [{ why, target: el.tagName.toLowerCase() }] });
  }
  return { violations: brief(result.violations), incomplete };
})
