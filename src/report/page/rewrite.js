// Neutral rewrite: the first alternative of each loaded word in the outlet's own voice. Quotations stay as they were said.
let rewriting = false;

function toggleRewrite() {
  rewriting = !rewriting;
  byId("toggle-rewrite").setAttribute("aria-pressed", String(rewriting));
  if (rewriting) rewrite(); else restore();
}

function rewrite() {
  let n = 0;
  const done = new Set();
  for (const mark of all(".art mark[data-h]")) {
    textOf(mark.closest("p"));
    const hits = mark.dataset.h.split(" ").map((i) => data.hits[Number(i)]).filter((h) => h.v === 0 && isLexical(h) && !isStruck(h));
    const h = hits.find((x) => data.entries[x.n].alternatives.length);
    if (!h) continue;
    const key = `${h.d} ${h.f || 0} ${h.s}`;
    mark.classList.add("gone");
    if (done.has(key)) continue;
    done.add(key);
    n += 1;
    const first = data.entries[h.n].alternatives[0];
    const text = /^\p{Lu}/u.test(h.t) ? first.charAt(0).toLocaleUpperCase() + first.slice(1) : first;
    mark.before(el("ins", { class: "alt", title: `instead of: ${h.t}` }, text));
  }
  document.body.classList.add("rewriting");
  sayRewrite(`Neutral rewrite: ${n} expressions in the outlets’ own voice are replaced by their first alternative. It is a suggestion for talk; the grammar may limp.`);
}

function restore() {
  for (const node of all("ins.alt")) node.remove();
  for (const mark of all("mark.gone")) mark.classList.remove("gone");
  document.body.classList.remove("rewriting");
  sayRewrite("");
}

/** Told beside the tools, which stay in sight wherever in the page the reader is. */
function sayRewrite(text) {
  const box = byId("tool-status");
  box.textContent = text;
  box.hidden = text === "";
}
