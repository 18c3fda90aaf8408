// The run's data, and small helpers. Text from articles goes into the page as text nodes only, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const VOICES = ["own voice", "reported", "quoted"];
const VOICE_WORDS = ["the outlet’s own voice", "reported: somebody’s view in the outlet’s words", "quoted: inside quotation marks"];

const byId = (id) => document.getElementById(id);
const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

/** An element: el("p", { class: "note", onclick }, "text", child …). */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  for (const child of children.flat()) if (child !== null && child !== undefined) node.append(child);
  return node;
}

/** A name from outside, kept from mixing its direction with the words around it. */
const bdi = (text) => el("bdi", {}, text);
const outletName = (i) => (data.outlets[i] ? data.outlets[i].name : "");
const words = (id) => id.replace(/_/g, " ");
const actorName = (id) => data.names[id] || words(id);
const points = (text) => Array.from(text).length;

/** The part of a text between two code points. */
const slice = (text, from, to) => Array.from(text).slice(Math.max(0, from), Math.max(0, to)).join("");

// The original text of each paragraph is kept: neutral rewrite changes what the page shows.
const originals = new WeakMap();
function textOf(paragraph) {
  if (!originals.has(paragraph)) originals.set(paragraph, paragraph.textContent);
  return originals.get(paragraph);
}

const articleNode = (d) => byId(`a-${d}`);
const paragraphsOf = (d) => {
  const node = articleNode(d);
  return node ? all("p[data-s]", node) : [];
};

/** The paragraph in which a code point of a field stands. */
function placeOf(d, field, start) {
  for (const p of paragraphsOf(d)) {
    if (Number(p.dataset.f) !== field) continue;
    const from = Number(p.dataset.s);
    if (start >= from && start < from + points(textOf(p))) return { p, from };
  }
  return null;
}

/** Words before, the words, words after: from the article where the page has it, else from the tables. */
function context(item, reach = 70) {
  const place = placeOf(item.d, item.f || 0, item.s);
  if (!place) return [item.l && item.n !== undefined ? item.l : "", item.t || "", item.r || ""];
  const text = textOf(place.p);
  const s = item.s - place.from;
  const e = item.e - place.from;
  // Cut between words where there is a gap to cut at.
  const left = s > reach ? "…" + slice(text, s - reach, s).replace(/^\S{0,20}\s/, "") : slice(text, 0, s);
  const right = e + reach < points(text) ? slice(text, e, e + reach).replace(/\s\S{0,20}$/, "") + "…" : slice(text, e, e + reach);
  return [left, slice(text, s, Math.min(e, s + 400)), right];
}

/** Whether an item is in an article's shown text. */
const shown = (item) => Boolean(articleNode(item.d));

const isLexical = (h) => data.categories[h.c] && data.categories[h.c].scored;
/** One number for all rows of an expression that other words split. */
const groupKey = (h) => `${h.d} ${h.g}`;
/** Rows of one expression counted once. */
const countGroups = (hits) => new Set(hits.map(groupKey)).size;

/** Text offered as a file. */
function save(name, text, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  // Kept long enough for a slow disk, then given back.
  setTimeout(() => URL.revokeObjectURL(url), 30000);
}

/** What the browser keeps for this run; a page opened as a file may not be allowed to. */
const store = {
  // The articles' hashes name the run, so that two reports do not share marks.
  key: `slantwise:${data.articles.map((a) => a.sha.slice(0, 6)).join("").slice(0, 240)}`,
  read(what) {
    try { return JSON.parse(localStorage.getItem(`${this.key}:${what}`)); } catch { return null; }
  },
  write(what, value) {
    try { localStorage.setItem(`${this.key}:${what}`, JSON.stringify(value)); return true; } catch { return false; }
  },
};

const announce = (text) => { byId("filter-status").textContent = text; };

/** A plain message that waits for the reader. */
function notice(title, ...lines) {
  const box = byId("notice");
  box.replaceChildren(el("h2", { id: "notice-title" }, title), ...lines.map((l) => el("p", {}, l)), el("button", { type: "button", class: "primary", onclick: () => box.close() }, "Close"));
  box.showModal();
}

/** A tool takes the whole window: the page behind it is out of reach until it closes. */
function enterTool(id) {
  byId("drawer").hidden = true;
  byId("drawer-back").hidden = true;
  byId(id).hidden = false;
  for (const node of document.body.children) if (node.id !== id && !["DIALOG", "SCRIPT", "INPUT"].includes(node.tagName)) node.inert = true;
  document.body.classList.add("in-tool");
}
function leaveTool(id) {
  byId(id).hidden = true;
  for (const node of document.body.children) node.inert = false;
  document.body.classList.remove("in-tool");
}
