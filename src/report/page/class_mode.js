// Class mode: outlets hidden, nothing marked. Pupils pick words with mouse, finger or keys, say what they are and who
// says them; then the lexicon's marks are laid over theirs.
const WORD = /[\p{L}\p{N}]+(?:[-'’.,][\p{L}\p{N}]+)*/gu;
const school = { at: 0, tokens: [], nodes: [], anchor: -1, head: -1, revealed: false, mine: [], coder: "", others: [], dragging: false };
const readable = data.articles.map((a, i) => i).filter((i) => data.articles[i].shown);

/** The words of an article as they count: no furniture, each with its code points. */
function tokensOf(d) {
  const tokens = [];
  paragraphsOf(d).forEach((p, row) => {
    if (p.classList.contains("is-boilerplate")) return;
    const text = textOf(p);
    let units = 0;
    let at = Number(p.dataset.s);
    for (const match of text.matchAll(WORD)) {
      at += points(text.slice(units, match.index));
      const length = points(match[0]);
      tokens.push({ row, p, f: Number(p.dataset.f), s: at, e: at + length, unit: match.index, text: match[0] });
      at += length;
      units = match.index + match[0].length;
    }
  });
  return tokens;
}

/** A label number for each word: 0 unmarked, else the category's number plus one. */
function labelsOf(tokens, marks) {
  const labels = new Array(tokens.length).fill(0);
  for (const m of marks) {
    const label = 1 + data.categories.findIndex((c) => c.id === m.category);
    tokens.forEach((t, i) => { if (t.f === (m.field === "title" ? 1 : 0) && t.s < m.end && t.e > m.start && labels[i] === 0) labels[i] = label; });
  }
  return labels;
}

const marksOf = (list, d) => list.filter((m) => m.sha === data.articles[d].sha);
/** The lexicon's marks as a pupil's; scored categories first, since a word has one label here. */
function lexiconMarks(d) {
  return data.hits.filter((h) => h.d === d && !isStruck(h)).sort((a, b) => Number(isLexical(b)) - Number(isLexical(a)))
    .map((h) => ({ sha: data.articles[d].sha, field: h.f ? "title" : "text", start: h.s, end: h.e, text: h.t, category: data.categories[h.c].id, voice: ["own", "attributed", "quoted"][h.v], hit: h }));
}

function openClass() {
  const saved = store.read("marks");
  if (saved && Array.isArray(saved.mine) && !school.mine.length) { school.mine = saved.mine; school.coder = saved.coder || ""; }
  enterTool("class");
  drawClass();
  byId("class").querySelector("h2").focus();
}

function closeClass() {
  leaveTool("class");
  byId("open-class").focus();
}

function keep() {
  if (!store.write("marks", { mine: school.mine, coder: school.coder })) announceClass("This browser keeps nothing for a page opened as a file: save your marks before you close it.");
}
const announceClass = (text) => { const box = byId("class-status"); if (box) box.textContent = text; };

function drawClass() {
  const d = readable[school.at];
  const choose = el("select", { id: "class-article", onchange: (event) => { school.at = Number(event.target.value); school.revealed = false; school.anchor = -1; drawClass(); byId("class-article").focus(); } },
    readable.map((i, n) => el("option", { value: n, selected: n === school.at }, `Article ${n + 1} of ${readable.length}`)));
  const name = el("input", { type: "text", id: "class-name", value: school.coder, maxlength: 60, autocomplete: "off", oninput: (event) => { school.coder = event.target.value; keep(); } });
  const step = (by) => () => { school.at = (school.at + by + readable.length) % readable.length; school.revealed = false; school.anchor = -1; drawClass(); byId("class").querySelector(".w").focus(); };
  const head = el("div", { class: "tool-head" },
    el("div", { class: "group" }, el("h2", { tabindex: "-1" }, "Class mode"), el("label", {}, "Article", choose), el("button", { type: "button", onclick: step(-1), "aria-label": "Previous article" }, "‹"), el("button", { type: "button", onclick: step(1), "aria-label": "Next article" }, "›"), el("label", {}, "Your name", name)),
    el("div", { class: "group" },
      el("button", { type: "button", id: "class-reveal", class: "primary", "aria-pressed": String(school.revealed), onclick: toggleReveal }, school.revealed ? "Hide the lexicon" : "Reveal"),
      el("button", { type: "button", id: "class-save", onclick: saveMarks }, "Save marks"),
      el("button", { type: "button", id: "class-load", onclick: () => askFiles(loadMine) }, "Open my marks"),
      el("button", { type: "button", id: "class-neighbours", onclick: () => askFiles(loadOthers) }, "Load neighbours’"),
      el("button", { type: "button", id: "class-close", onclick: closeClass }, "Close")));
  const reader = el("div", { class: "reader", id: "class-reader" });
  const side = el("div", { class: "class-side", id: "class-side" });
  byId("class").replaceChildren(el("div", { class: "tool" }, head, el("p", { id: "class-status", class: "note", role: "status" }), el("div", { class: "class-main" }, reader, side)));
  drawReader(d, reader);
  paint();
  drawSide();
}

function drawReader(d, reader) {
  school.tokens = tokensOf(d);
  school.nodes = [];
  const box = el("div", { role: "listbox", "aria-multiselectable": "true", "aria-label": "The article, word by word", "aria-describedby": "class-help" });
  let row = null;
  let p = null;
  let done = 0;
  school.tokens.forEach((t, i) => {
    if (t.row !== row) {
      if (p) p.append(textOf(school.tokens[i - 1].p).slice(done));
      p = el("p", { class: t.p.className, dir: "auto", role: "group" });
      box.append(p);
      row = t.row;
      done = 0;
    }
    const text = textOf(t.p);
    if (t.unit > done) p.append(text.slice(done, t.unit));
    const node = el("span", { class: "w", role: "option", "aria-selected": "false", tabindex: i === 0 ? "0" : "-1", "data-i": i }, t.text);
    school.nodes.push(node);
    p.append(node);
    done = t.unit + t.text.length;
  });
  if (p) p.append(textOf(school.tokens[school.tokens.length - 1].p).slice(done));
  const help = el("p", { class: "note", id: "class-help" }, "Drag over words that judge, or move with the arrow keys, hold Shift to take more, and press Enter. Then say what kind it is and who says it.");
  reader.replaceChildren(help, box);
  const index = (event) => { const w = event.target.closest(".w"); return w ? Number(w.dataset.i) : -1; };
  box.addEventListener("pointerdown", (event) => {
    const i = index(event);
    if (i < 0 || event.button !== 0) return;
    // A finger that drags scrolls; a second tap takes the words up to there.
    if (event.pointerType === "touch") { pick(school.anchor >= 0 && !school.picked ? school.anchor : i, i); school.picked = false; return; }
    event.preventDefault();
    school.dragging = true;
    pick(event.shiftKey && school.anchor >= 0 ? school.anchor : i, i);
    school.nodes[i].focus();
  });
  box.addEventListener("pointerover", (event) => { const i = index(event); if (school.dragging && i >= 0) pick(school.anchor, i); });
  box.addEventListener("keydown", (event) => wordKey(event, index(event)));
}
addEventListener("pointerup", () => { school.dragging = false; });

function pick(anchor, head) {
  school.anchor = anchor;
  school.head = head;
  school.nodes.forEach((n, i) => {
    const on = anchor >= 0 && i >= Math.min(anchor, head) && i <= Math.max(anchor, head);
    n.classList.toggle("picked", on);
    n.setAttribute("aria-selected", String(on));
  });
  drawPicked();
}

function wordKey(event, i) {
  if (i < 0) return;
  const moves = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10 };
  let to = i;
  if (event.key in moves) to = i + moves[event.key];
  else if (event.key === "Home") to = 0;
  else if (event.key === "End") to = school.nodes.length - 1;
  else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    if (school.anchor < 0 || i < Math.min(school.anchor, school.head) || i > Math.max(school.anchor, school.head)) pick(i, i);
    const first = byId("class-side").querySelector("input[name=category]:checked") || byId("class-side").querySelector("input[name=category]");
    if (first) first.focus();
    return;
  } else if (event.key === "Escape" && school.anchor >= 0) { event.stopPropagation(); pick(-1, -1); return; }
  else if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); removeAt(i); return; }
  else return;
  event.preventDefault();
  to = Math.max(0, Math.min(school.nodes.length - 1, to));
  school.nodes[i].setAttribute("tabindex", "-1");
  school.nodes[to].setAttribute("tabindex", "0");
  school.nodes[to].focus();
  if (event.shiftKey) pick(school.anchor < 0 ? i : school.anchor, to); else pick(to, to);
}

/** The picked words as a mark without its kind: from the first word's beginning to the last one's end. */
function pickedSpan() {
  if (school.anchor < 0) return null;
  const from = school.tokens[Math.min(school.anchor, school.head)];
  let to = school.tokens[Math.max(school.anchor, school.head)];
  // A mark stays within its paragraph.
  if (to.p !== from.p) to = school.tokens.filter((t) => t.p === from.p).pop();
  const text = slice(textOf(from.p), from.s - Number(from.p.dataset.s), to.e - Number(from.p.dataset.s));
  return { sha: data.articles[readable[school.at]].sha, field: from.f ? "title" : "text", start: from.s, end: to.e, text };
}

function drawSide() {
  const side = byId("class-side");
  const radio = (name, value, label, on) => el("label", {}, el("input", { type: "radio", name, value, checked: on }), label);
  const form = el("form", { class: "picker", id: "picker", onsubmit: (event) => { event.preventDefault(); addMark(); } },
    el("h3", {}, "Picked words"), el("p", { class: "chosen", id: "chosen", dir: "auto" }),
    el("fieldset", {}, el("legend", {}, "What kind?"), data.categories.map((c, i) => radio("category", c.id, [el("b", { class: "badge" }, c.letters), c.title], i === 0))),
    el("fieldset", {}, el("legend", {}, "Who says it?"), radio("voice", "own", "the outlet", true), radio("voice", "attributed", "somebody, in the outlet’s words"), radio("voice", "quoted", "somebody, quoted")),
    el("button", { type: "submit", class: "primary", id: "class-mark" }, "Mark"));
  // After the reveal the answer is what all look for, so it stands first.
  side.replaceChildren(el("div", { id: "class-result" }), form, el("h3", { id: "class-count" }), el("ul", { class: "mark-list", id: "class-list" }));
  drawPicked();
  drawList();
}

function drawPicked() {
  const box = byId("chosen");
  if (!box) return;
  const span = pickedSpan();
  box.textContent = span ? `“${span.text}”` : "none yet";
  byId("class-mark").disabled = !span;
}

function addMark() {
  const span = pickedSpan();
  if (!span) return;
  const form = new FormData(byId("picker"));
  // Marked again, words have their latest kind only.
  school.mine = school.mine.filter((m) => !(m.sha === span.sha && m.field === span.field && m.start < span.end && m.end > span.start));
  school.mine.push({ ...span, category: form.get("category"), voice: form.get("voice") });
  school.mine.sort((a, b) => a.sha.localeCompare(b.sha) || a.field.localeCompare(b.field) || a.start - b.start);
  const back = Math.max(school.anchor, school.head);
  pick(-1, -1);
  keep();
  paint();
  drawList();
  announceClass(`Marked: ${span.text}`);
  school.picked = true;
  school.nodes.forEach((n) => n.setAttribute("tabindex", "-1"));
  school.nodes[back].setAttribute("tabindex", "0");
  school.nodes[back].focus();
}

function removeMark(mark) {
  school.mine = school.mine.filter((m) => m !== mark);
  keep();
  paint();
  drawList();
}

function removeAt(i) {
  const t = school.tokens[i];
  const mark = marksOf(school.mine, readable[school.at]).find((m) => (m.field === "title" ? 1 : 0) === t.f && m.start < t.e && m.end > t.s);
  if (mark) removeMark(mark);
}

function drawList() {
  const mine = marksOf(school.mine, readable[school.at]);
  byId("class-count").textContent = `Your marks here: ${mine.length}`;
  const title = (id) => (data.categories.find((c) => c.id === id) || { title: id }).title;
  byId("class-list").replaceChildren(...mine.map((m) => el("li", {}, el("span", {}, bdi(`“${m.text}” `), el("span", { class: "note" }, `${title(m.category)}, ${{ own: "outlet", attributed: "reported", quoted: "quoted" }[m.voice] || m.voice}`)),
    el("button", { type: "button", "aria-label": `Remove the mark ${m.text}`, onclick: () => { removeMark(m); byId("class-count").setAttribute("tabindex", "-1"); byId("class-count").focus(); } }, "×"))));
  drawResult();
}

function toggleReveal() {
  school.revealed = !school.revealed;
  const button = byId("class-reveal");
  button.textContent = school.revealed ? "Hide the lexicon" : "Reveal";
  button.setAttribute("aria-pressed", String(school.revealed));
  paint();
  drawResult();
}

/** Colours the words: theirs, and after the reveal the lexicon's and both. */
function paint() {
  const d = readable[school.at];
  const mine = labelsOf(school.tokens, marksOf(school.mine, d));
  const lex = school.revealed ? labelsOf(school.tokens, lexiconMarks(d)) : mine.map(() => 0);
  school.nodes.forEach((n, i) => {
    n.classList.toggle("mine", mine[i] > 0 && lex[i] === 0);
    n.classList.toggle("lex", lex[i] > 0 && mine[i] === 0);
    n.classList.toggle("both", lex[i] > 0 && mine[i] > 0);
    // Letters stand once, after the last word of a stretch.
    const label = mine[i] || lex[i];
    const last = label > 0 && (mine[i + 1] || lex[i + 1]) !== label;
    if (last) n.dataset.l = data.categories[label - 1].letters + (mine[i] && lex[i] && mine[i] !== lex[i] ? `≠${data.categories[lex[i] - 1].letters}` : ""); else delete n.dataset.l;
  });
}
