// Striking: a reader takes a hit out, counts and exact intervals follow, and everything else says that it is older.
const struck = new Map(Object.entries(store.read("struck") || {}));

/** A name for a hit that another page of the same run understands. */
const hitKey = (h) => `${data.articles[h.d].id}|${h.f ? "title" : "text"}|${h.s}|${h.e}|${data.entries[h.n].id}`;
const isStruck = (h) => struck.has(hitKey(h));
const rowsOf = (h) => data.hits.filter((o) => o.d === h.d && o.g === h.g);

function strikeBox(h) {
  if (isStruck(h)) {
    const reason = struck.get(hitKey(h));
    return el("div", { class: "strike" }, el("p", {}, "Struck", reason ? `: ${reason}` : ""), el("button", { type: "button", id: "unstrike", onclick: () => strike(h, null) }, "Count it again"));
  }
  const reason = el("input", { type: "text", id: "strike-reason", maxlength: 500, placeholder: "not loaded here, because …" });
  const go = () => {
    if (!reason.value.trim()) { reason.setAttribute("aria-invalid", "true"); reason.focus(); return; }
    strike(h, reason.value.trim());
  };
  reason.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); go(); } });
  return el("div", { class: "strike" }, el("label", {}, "Reason for striking it", reason), el("button", { type: "button", id: "strike", onclick: go }, "Strike this hit"));
}

/** Strikes all rows of a hit's expression, or takes them back. */
function strike(h, reason) {
  for (const row of rowsOf(h)) {
    if (reason === null) struck.delete(hitKey(row)); else struck.set(hitKey(row), reason);
  }
  store.write("struck", Object.fromEntries(struck));
  recount();
  openCard([h]);
}

/** Numbers that follow from counts are made anew; the rest is stamped. */
function recount() {
  const gone = data.hits.filter((h) => isStruck(h) && isLexical(h));
  const own = gone.filter((h) => h.v === 0);
  const counts = (items, base) => base - countGroups(items);
  data.outlets.forEach((o, i) => {
    const here = own.filter((h) => data.articles[h.d].outlet === i);
    const n = counts(here, o.loaded);
    drawBar(i, n, o.words, o.spread);
    const ownRate = garwood(n, o.words_own);
    const cell = document.querySelector(`[data-rate-own="${i}"]`);
    if (cell && ownRate) cell.textContent = ownRate.rate.toFixed(1);
  });
  // Every count that opens marks is what it was less what is struck of them.
  for (const node of all("#sample .num, #rates .num, .byline .num, #lexicon .num")) {
    if (node.dataset.ev !== "hits") continue;
    if (node.dataset.was === undefined) node.dataset.was = node.textContent.replace(/\D/g, "");
    setNumber(node, counts(wanted(node.dataset).filter(isStruck), Number(node.dataset.was)));
  }
  data.articles.forEach((a, i) => {
    const n = counts(own.filter((h) => h.d === i), a.loaded);
    const cell = document.querySelector(`[data-rate-article="${i}"]`);
    const rate = garwood(n, a.words);
    if (cell && rate) cell.replaceChildren(`${rate.rate.toFixed(1)} `, el("span", { class: "note" }, `[${rate.lo.toFixed(1)}–${rate.hi.toFixed(1)}]`));
  });
  for (const mark of all("mark[data-h]")) mark.classList.toggle("struck", mark.dataset.h.split(" ").every((i) => isStruck(data.hits[Number(i)])));
  showStale();
}

function setNumber(node, n) {
  node.textContent = n.toLocaleString("en");
}

function drawBar(i, n, count, spread) {
  const row = document.querySelector(`tr[data-bar="${i}"]`);
  const rate = garwood(n, count, spread);
  if (!row || !rate) return;
  const max = Number(byId("rates").dataset.max);
  const at = (x) => `${Math.min(100, (100 * x) / max).toFixed(3)}%`;
  row.querySelector(".ci").setAttribute("x1", at(rate.lo));
  row.querySelector(".ci").setAttribute("x2", at(rate.hi));
  row.querySelector(".dot").setAttribute("cx", at(rate.rate));
  row.querySelector(".rate").replaceChildren(el("b", {}, rate.rate.toFixed(1)), " ", el("span", { class: "note" }, `[${rate.lo.toFixed(1)}–${rate.hi.toFixed(1)}]`));
}

function showStale() {
  const box = byId("stale");
  const n = countGroups(data.hits.filter(isStruck));
  box.hidden = n === 0;
  for (const heading of all("[data-stale]")) {
    const stamp = heading.querySelector(".stamp");
    if (n && !stamp) heading.append(el("span", { class: "stamp note" }, " – before striking"));
    if (!n && stamp) stamp.remove();
  }
  if (!n) { box.replaceChildren(); return; }
  box.replaceChildren(el("span", { class: "struck-bar" },
    el("b", {}, `${n} ${n === 1 ? "hit is" : "hits are"} struck.`), " Counts, rates and exact intervals are made anew; everything else is as it was before striking.",
    el("button", { type: "button", class: "num", id: "save-csv", onclick: () => save("exclusions.csv", exclusionsCsv(), "text/csv") }, "Save as CSV"),
    el("button", { type: "button", class: "num", id: "save-json", onclick: () => save("exclusions.json", JSON.stringify(exclusions(), null, 1), "application/json") }, "Save as JSON"),
    el("button", { type: "button", class: "num", id: "undo-strikes", onclick: () => { struck.clear(); store.write("struck", {}); recount(); } }, "Take all back")));
}

/** What --exclusions reads. */
function exclusions() {
  return data.hits.filter(isStruck).map((h) => ({ article_id: data.articles[h.d].id, field: h.f ? "title" : "text", start: h.s, end: h.e, entry: data.entries[h.n].id, reason: struck.get(hitKey(h)) || "" }));
}

/** A cell that no spreadsheet takes for a formula, as in the program's own tables. */
function csvCell(value) {
  let text = String(value);
  if (typeof value === "string" && /^'*[=+\-@\x00-\x1f\x7f]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function exclusionsCsv() {
  const names = ["article_id", "field", "start", "end", "entry", "reason"];
  return [names.join(","), ...exclusions().map((row) => names.map((n) => csvCell(row[n])).join(","))].join("\n") + "\n";
}
