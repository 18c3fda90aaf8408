// A mark's card: what it is, who says it, why it is loaded, what could stand there instead.

function fact(term, ...content) {
  return content.some((c) => c !== "" && c !== null && c !== undefined) ? [el("dt", {}, term), el("dd", {}, ...content)] : [];
}

function openCard(hits, from) {
  const card = byId("card");
  const h = hits[0];
  const entry = data.entries[h.n];
  const category = data.categories[h.c];
  const article = data.articles[h.d];
  const close = el("button", { type: "button", onclick: () => card.close() }, "Close");
  const parts = data.hits.filter((o) => o.d === h.d && o.g === h.g);
  const title = el("h2", { id: "card-title", dir: "auto" }, parts.map((p) => p.t).join(" … ").slice(0, 300));
  const [left, middle, right] = context(h, 90);
  const alternatives = entry.alternatives.length ? el("div", { class: "alternatives" }, entry.alternatives.map((a) => el("span", {}, a))) : "";
  const body = el("div", { class: "card" },
    el("div", { class: "card-head" }, title, close),
    el("p", { class: "note", dir: "auto" }, left, el("b", {}, middle), right),
    el("dl", {},
      fact("Kind", `${category.title}${category.scored ? "" : " (shown, not scored)"}. `, el("span", { class: "note" }, category.explanation)),
      fact("Voice", VOICE_WORDS[h.v]),
      fact("Speaker", h.v === 0 ? "" : h.w ? bdi(h.w) : "not named", h.q ? el("span", { class: "note" }, " – told by “", bdi(h.q), "”") : ""),
      fact("About", h.a && h.a !== "none" ? bdi(actorName(h.a)) : ""),
      fact("Why loaded", entry.why),
      fact("Instead", alternatives),
      fact("Guidance", entry.sources.join("; ")),
      fact("Weight", `${entry.weight} (${entry.strength})`),
      fact("Entry", el("code", {}, entry.id)),
      fact("Where", bdi(outletName(article.outlet)), article.date ? `, ${article.date}` : "", `, ${h.f ? "title" : "text"} ${h.s}–${h.e}`)),
    strikeBox(h));
  if (hits.length > 1) {
    body.append(el("p", { class: "note" }, "The same words also count as: ", hits.slice(1).map((o) => el("button", { type: "button", class: "num", onclick: () => openCard([o, ...hits.filter((x) => x !== o)], from) }, data.categories[o.c].title))));
  }
  if (from) card.opener = from;
  card.replaceChildren(body);
  if (!card.open) card.showModal();
  close.focus();
}

byId("card").addEventListener("close", () => {
  const from = byId("card").opener;
  if (from && from.isConnected) from.focus({ preventScroll: true });
});
