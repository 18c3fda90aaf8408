// What class mode tells after the reveal, and the files that marks are kept in.

function percent(x) { return `${(100 * x).toFixed(0)} %`; }
const alphaText = (a) => (a === null ? "not defined: nothing is marked" : a.toFixed(2));

/** Agreement of two labellings of the same words. */
function agreement(a, b) {
  const n = a.length;
  const same = a.filter((x, i) => x === b[i]).length;
  const either = a.filter((x, i) => x > 0 || b[i] > 0).length;
  const both = a.filter((x, i) => x > 0 && b[i] > 0).length;
  return { n, same: n ? same / n : 1, either, both, onlyA: a.filter((x, i) => x > 0 && b[i] === 0).length, onlyB: a.filter((x, i) => x === 0 && b[i] > 0).length, neither: n - either, alpha: tokenAlpha([a, b]) };
}

function drawResult() {
  const box = byId("class-result");
  if (!box) return;
  const d = readable[school.at];
  const mine = labelsOf(school.tokens, marksOf(school.mine, d));
  const parts = [];
  if (school.revealed) {
    const r = agreement(mine, labelsOf(school.tokens, lexiconMarks(d)));
    parts.push(el("h3", {}, "You and the lexicon"),
      el("div", { class: "agreement" },
        el("div", {}, el("b", {}, percent(r.same)), " of the words have the same answer from both (most words are marked by nobody)"),
        el("div", {}, el("b", {}, r.either ? percent(r.both / r.either) : "–"), ` of the ${r.either} words that anybody marked are marked by both`),
        el("div", {}, "Krippendorff’s alpha: ", el("b", { id: "alpha" }, alphaText(r.alpha)), el("span", { class: "note" }, " (1 perfect, 0 chance; trained people reach 0.42)"))),
      el("div", { class: "key" }, el("span", {}, el("span", { class: "w both" }, "both"), ` ${r.both}`), el("span", {}, el("span", { class: "w mine" }, "only you"), ` ${r.onlyA}`), el("span", {}, el("span", { class: "w lex" }, "only the lexicon"), ` ${r.onlyB}`), el("span", {}, `neither ${r.neither}`)),
      el("p", {}, "This article is from ", el("b", {}, bdi(outletName(data.articles[d].outlet))), data.articles[d].date ? `, ${data.articles[d].date}.` : "."),
      el("details", {}, el("summary", {}, "The lexicon’s reasons"), el("ul", { class: "kwic" }, data.hits.filter((h) => h.d === d && !isStruck(h)).map((h) => el("li", {}, el("button", { type: "button", class: "line", onclick: (event) => openCard([h], event.currentTarget) }, el("mark", { class: markClass(h), "data-l": data.categories[h.c].letters }, h.t), " ", el("span", { class: "note" }, data.entries[h.n].why)))))));
  }
  if (school.others.length) {
    const coders = school.others.map((o) => ({ name: o.coder || "unnamed", labels: labelsOf(school.tokens, marksOf(o.mine, d)) }));
    if (marksOf(school.mine, d).length) coders.unshift({ name: school.coder || "you", labels: mine });
    const tally = school.tokens.map((t, i) => ({ t, n: coders.filter((c) => c.labels[i] > 0).length }));
    const split = tally.filter((x) => x.n > 0 && x.n < coders.length).sort((a, b) => Math.abs(a.n / coders.length - 0.5) - Math.abs(b.n / coders.length - 0.5));
    parts.push(el("h3", {}, `The class: ${coders.length}`),
      el("p", {}, coders.map((c) => c.name).join(", ")),
      el("p", {}, "Alpha among you: ", el("b", { id: "class-alpha" }, alphaText(tokenAlpha(coders.map((c) => c.labels)))), `. Marked by all: ${tally.filter((x) => x.n === coders.length).length} words.`),
      el("p", {}, split.length ? "Where you disagree most: " : "You do not disagree on any word.", split.slice(0, 12).map((x, i) => [i ? ", " : "", bdi(`“${x.t.text}”`), ` ${x.n} of ${coders.length}`])));
  }
  box.replaceChildren(...parts);
}

/** Marks as a file: the articles are named by id and by the hash of their words. */
function marksFile() {
  const articles = readable.map((i) => data.articles[i]).map((a) => ({ article_id: a.id, input_sha256: a.sha, marks: school.mine.filter((m) => m.sha === a.sha).map(({ field, start, end, text, category, voice }) => ({ field, start, end, text, category, voice })) }));
  return { format: "slantwise-marks", version: 1, coder: school.coder, program: data.program, articles: articles.filter((a) => a.marks.length) };
}

function saveMarks() {
  const name = (school.coder || "marks").replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40);
  save(`${name}.slantwise.json`, JSON.stringify(marksFile(), null, 1), "application/json");
}

/** Marks of a file, with everything that is not one left out; throws a sentence for the reader. */
function parseMarks(text, name) {
  let file;
  try { file = JSON.parse(text); } catch { throw new Error(`${name} is not a JSON file.`); }
  if (!file || file.format !== "slantwise-marks" || !Array.isArray(file.articles)) throw new Error(`${name} holds no marks saved by class mode.`);
  const mine = [];
  for (const a of file.articles) {
    for (const m of Array.isArray(a.marks) ? a.marks : []) {
      if (!Number.isInteger(m.start) || !Number.isInteger(m.end) || m.end <= m.start || !data.categories.some((c) => c.id === m.category)) continue;
      mine.push({ sha: String(a.input_sha256), field: m.field === "title" ? "title" : "text", start: m.start, end: m.end, text: String(m.text || ""), category: m.category, voice: ["own", "attributed", "quoted"].includes(m.voice) ? m.voice : "own" });
    }
  }
  if (mine.length && !mine.some((m) => data.articles.some((a) => a.sha === m.sha))) throw new Error(`${name} has marks of other articles.`);
  return { coder: String(file.coder || ""), mine };
}

let onFiles = null;
function askFiles(then) {
  onFiles = then;
  const input = byId("file");
  input.value = "";
  input.hidden = false;
  input.click();
}
byId("file").addEventListener("change", async (event) => {
  const loaded = [];
  const wrong = [];
  for (const file of event.target.files) {
    try { loaded.push(parseMarks(await file.text(), file.name)); } catch (error) { wrong.push(error.message); }
  }
  event.target.hidden = true;
  if (wrong.length) notice("Not loaded", ...wrong);
  if (loaded.length && onFiles) onFiles(loaded);
});

function loadMine([file]) {
  school.mine = file.mine;
  school.coder = file.coder;
  keep();
  drawClass();
  announceClass(`Opened ${file.mine.length} marks.`);
}

function loadOthers(files) {
  school.others.push(...files);
  drawResult();
  announceClass(`Loaded ${files.length} ${files.length === 1 ? "file" : "files"}.`);
}
