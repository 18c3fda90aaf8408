// A worksheet for paper: articles without outlet and marks, lines numbered, and the key on pages of its own.
const LINE = 78;

/** A text broken into lines of about equal length, as they will be printed. */
function broken(text) {
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line && points(line) + points(word) >= LINE) { lines.push(line); line = ""; }
    line += (line ? " " : "") + word;
  }
  if (line) lines.push(line);
  return lines;
}

const sheet = { event: 0, key: true };

function openWorksheet() {
  enterTool("worksheet");
  document.body.classList.add("printing-sheet");
  if (state.e !== undefined) sheet.event = Number(state.e);
  drawWorksheet();
  byId("worksheet").querySelector("h2").focus();
}

function closeWorksheet() {
  leaveTool("worksheet");
  document.body.classList.remove("printing-sheet");
  byId("open-worksheet").focus();
}

function drawWorksheet() {
  const events = data.events.map((e, i) => [e, i]).filter(([e]) => e.articles.some((a) => data.articles[a].shown));
  const choose = el("select", { id: "sheet-event", onchange: (event) => { sheet.event = Number(event.target.value); drawWorksheet(); byId("sheet-event").focus(); } }, events.map(([e, i]) => el("option", { value: i, selected: i === sheet.event }, e.title)));
  const key = el("input", { type: "checkbox", id: "sheet-key", checked: sheet.key, onchange: (event) => { sheet.key = event.target.checked; drawWorksheet(); byId("sheet-key").focus(); } });
  const head = el("div", { class: "tool-head" },
    el("div", { class: "group" }, el("h2", { tabindex: "-1" }, "Worksheet"), el("label", {}, "Event", choose), el("label", {}, "Answer key", key)),
    el("div", { class: "group" }, el("button", { type: "button", class: "primary", onclick: () => print() }, "Print"), el("button", { type: "button", id: "sheet-close", onclick: closeWorksheet }, "Close")));
  const event = data.events[sheet.event] || data.events[0];
  const shownHere = event.articles.filter((a) => data.articles[a].shown);
  const sheets = [];
  const keys = [];
  shownHere.forEach((d, n) => {
    const letter = String.fromCharCode(65 + (n % 26));
    const list = el("ol", { class: "lines" });
    const lineAt = [];
    let number = 0;
    for (const p of paragraphsOf(d)) {
      if (p.classList.contains("is-boilerplate")) continue;
      const text = textOf(p).replace(/\s+/g, " ");
      let done = 0;
      broken(textOf(p)).forEach((line, i) => {
        number += 1;
        const at = text.indexOf(line, done);
        done = at + line.length;
        lineAt.push({ f: Number(p.dataset.f), from: Number(p.dataset.s) + points(text.slice(0, at)), number });
        list.append(el("li", { class: (i === 0 ? "gap " : "") + (p.classList.contains("is-headline") ? "big" : "") }, el("span", { class: "no", "aria-hidden": "true" }, number % 5 === 0 || number === 1 ? String(number) : ""), el("span", { dir: "auto" }, line)));
      });
    }
    sheets.push(el("section", { class: "sheet" }, el("h3", {}, `Article ${letter}`), el("p", { class: "note" }, "Underline words that judge. Write beside each: what kind it is, and who says it – the outlet, or somebody it quotes or reports."), list));
    const row = (h) => {
      const line = lineAt.filter((l) => l.f === (h.f || 0) && l.from <= h.s).pop();
      return el("tr", {}, el("td", { class: "n" }, line ? String(line.number) : ""), el("th", { scope: "row", dir: "auto" }, h.t), el("td", {}, data.categories[h.c].title), el("td", {}, VOICES[h.v] + (h.w ? `: ${h.w}` : "")), el("td", {}, data.entries[h.n].why), el("td", {}, data.entries[h.n].alternatives.join(", ")));
    };
    const hits = data.hits.filter((h) => h.d === d && !isStruck(h));
    keys.push(el("section", { class: "sheet answer" }, el("h3", {}, `Key to article ${letter}: `, bdi(outletName(data.articles[d].outlet))),
      hits.length ? el("div", { class: "scroll", role: "group", tabindex: "0", "aria-label": `Key to article ${letter}` }, el("table", {}, el("thead", {}, el("tr", {}, ["Line", "Words", "Kind", "Voice", "Why", "Instead"].map((t) => el("th", { scope: "col" }, t)))), el("tbody", {}, hits.map(row)))) : el("p", {}, "The lexicon marks nothing here."),
      el("p", { class: "note" }, "The lexicon is one codebook: an answer that differs may be the better one.")));
  });
  byId("worksheet").replaceChildren(el("div", { class: "tool" }, head, sheets, sheet.key ? keys : null));
}
