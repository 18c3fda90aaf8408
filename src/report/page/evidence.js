// The lines behind a number, and the way from a line to its place in the article.
const PAGE = 60;
let opener = null;

/** The items that a button's data-* asks for. */
function wanted(ask) {
  const outlet = (item) => (ask.o === undefined || data.articles[item.d].outlet === Number(ask.o)) && (ask.not === undefined || data.articles[item.d].outlet !== Number(ask.not));
  const event = (item) => ask.e === undefined || data.articles[item.d].event === Number(ask.e);
  const article = (item) => ask.d === undefined || item.d === Number(ask.d);
  const base = (item) => outlet(item) && event(item) && article(item);
  const kind = ask.ev;
  if (kind === "mentions") return data.mentions.filter((m) => base(m) && m.a === ask.a && m.l === ask.lb && !m.b);
  if (kind === "agency") {
    const named = (m) => Boolean(m.w);
    return data.agency.filter((m) => base(m) && m.a === ask.a && m.v === 0 && (ask.named === undefined || named(m) === (ask.named === "1")));
  }
  if (kind === "quotes") {
    const who = ask.w.toLocaleLowerCase();
    return data.quotes.filter((m) => base(m) && (ask.k === "direct" ? m.l === "direct" : m.l !== "direct" && m.l !== "scare") && (m.w.toLocaleLowerCase() === who || actorName(m.a).toLocaleLowerCase() === who));
  }
  const term = ask.t === undefined ? null : fold(ask.t);
  return data.hits.filter((h) => base(h)
    && (ask.v === undefined || ask.v.includes(String(h.v)))
    && (ask.x === undefined || isLexical(h))
    && (ask.h === undefined || h.h === 1)
    && (ask.pol === undefined || h.p !== 0)
    && (ask.target === undefined || h.a === ask.target)
    && (ask.n === undefined || h.n === Number(ask.n))
    && (ask.c === undefined || data.categories[h.c].id === ask.c)
    && (term === null || fold(h.t) === term || fold(data.entries[h.n].id) === term || fold(data.entries[h.n].id).endsWith(`.${term}`)));
}

function titleFor(ask, items) {
  const parts = [];
  if (ask.lb !== undefined) parts.push(`“${ask.lb}” for ${actorName(ask.a)}`);
  if (ask.ev === "agency") parts.push(ask.a ? `harm to ${actorName(ask.a)}` : "harm, victim not said");
  if (ask.named !== undefined) parts.push(ask.named === "1" ? "with a doer" : "without a doer");
  if (ask.ev === "quotes") parts.push(`${ask.k === "direct" ? "quoted" : "paraphrased"}: ${ask.w}`);
  if (ask.t !== undefined) parts.push(`“${ask.t}”`);
  if (ask.c !== undefined) parts.push(words(ask.c));
  if (ask.target !== undefined) parts.push(`about ${actorName(ask.target)}`);
  if (ask.n !== undefined) parts.push(data.entries[Number(ask.n)].id);
  if (ask.ev === "hits" && ask.v !== undefined) parts.push(ask.v === "12" ? "reported or quoted" : VOICES[Number(ask.v)]);
  if (ask.o !== undefined) parts.push(outletName(Number(ask.o)));
  if (ask.not !== undefined) parts.push(`all but ${outletName(Number(ask.not))}`);
  if (ask.d !== undefined) parts.push(data.articles[Number(ask.d)].title);
  const n = ask.ev === "hits" ? countGroups(items) : items.length;
  return `${n} ${n === 1 ? "place" : "places"}: ${parts.join(", ")}`;
}

/** One line of the concordance. */
function line(item) {
  const isHit = item.n !== undefined;
  const article = data.articles[item.d];
  const [left, middle, right] = context(item);
  const struck = isHit && isStruck(item);
  const mark = el("mark", { class: isHit ? markClass(item) + (struck ? " struck" : "") : "m p-nil v-own", "data-l": isHit ? data.categories[item.c].letters : null }, middle || item.t || "…");
  const button = el("button", { type: "button", class: "line", dir: "auto", onclick: () => goTo(item) }, left, mark, right);
  const facts = [outletName(article.outlet), article.date, item.h || item.f ? "headline" : null, isHit ? data.categories[item.c].title : words(item.l || ""), VOICES[item.v]];
  if (item.w) facts.push(isHit ? `says ${item.w}` : item.w);
  const who = el("div", { class: "who" }, bdi(facts.filter(Boolean).join(" · ")), struck ? " · struck" : "");
  if (isHit) who.append(" ", el("button", { type: "button", class: "num", onclick: () => openCard([item]) }, "why?"));
  return el("li", {}, button, who);
}

const markClass = (h) => `m f-${data.categories[h.c].family} p-${["neg", "nil", "pos"][h.p + 1]} v-${["own", "attributed", "quoted"][h.v]}`;

/** A list of lines, a page at a time: thousands at once would stop a small machine. */
function lineList(items, empty) {
  const list = el("ul", { class: "kwic" });
  const box = el("div", {}, list);
  let built = 0;
  const more = el("button", { type: "button", onclick: () => grow(true) });
  const pager = el("div", { class: "pager" }, more);
  function grow(focus) {
    const next = items.slice(built, built + PAGE).map(line);
    list.append(...next);
    built += next.length;
    more.textContent = `Show ${Math.min(PAGE, items.length - built)} more of ${items.length - built}`;
    pager.hidden = built >= items.length;
    if (focus && next[0]) next[0].querySelector("button").focus();
  }
  grow(false);
  box.append(items.length ? pager : el("p", { class: "note" }, empty));
  return box;
}

function openEvidence(ask, from) {
  opener = from;
  const items = wanted(ask);
  byId("drawer-title").textContent = titleFor(ask, items);
  const told = Number(from.textContent.replace(/\D/g, ""));
  const body = byId("drawer-body");
  const n = ask.ev === "hits" ? countGroups(items.filter((h) => !isStruck(h))) : items.length;
  body.replaceChildren(lineList(items, "Nothing in the articles of this page; the tables have the rest."));
  if (from.classList.contains("num") && told > n) body.prepend(el("p", { class: "note" }, `${n} of ${told} are in the articles that this page shows.`));
  showDrawer();
}

function showDrawer() {
  byId("drawer").hidden = false;
  byId("drawer-back").hidden = true;
  byId("drawer-title").focus();
}

/** Out of the way of the place that a line led to; one button brings the lines back. */
function setDrawerAside() {
  byId("drawer").hidden = true;
  const back = byId("drawer-back");
  back.textContent = `← ${byId("drawer-title").textContent}`;
  back.hidden = false;
}

function closeDrawer() {
  byId("drawer-back").hidden = true;
  if (byId("drawer").hidden) return;
  byId("drawer").hidden = true;
  if (opener && opener.isConnected) opener.focus();
}

/** Opens the article where an item stands. */
function goTo(item) {
  const article = articleNode(item.d);
  if (!article) { if (item.n !== undefined) openCard([item]); return; }
  for (let box = article; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
  const place = placeOf(item.d, item.f || 0, item.s);
  const marks = item.n === undefined || !place ? [] : all("mark", place.p).filter((m) => m.dataset.h.split(" ").some((i) => data.hits[Number(i)] === item));
  const target = marks[0] || (place && place.p) || article;
  // Twice: the first brings the event into being where its layout was skipped, the second finds its true place.
  target.scrollIntoView({ block: "center" });
  requestAnimationFrame(() => {
    target.scrollIntoView({ block: "center" });
    const drawer = byId("drawer");
    if (!drawer.hidden && target.getBoundingClientRect().right > drawer.getBoundingClientRect().left) setDrawerAside();
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
    target.classList.remove("target");
    requestAnimationFrame(() => target.classList.add("target"));
  });
}
