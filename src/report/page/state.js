// What is filtered lives in the address, so that a link holds it: #?e=0&c=label_neg&q=regime
const FILTERS = ["e", "o", "a", "c", "v", "s", "q"];
const state = {};

function readState() {
  for (const key of FILTERS) delete state[key];
  const hash = location.hash;
  if (!hash.startsWith("#?")) return;
  const given = new URLSearchParams(hash.slice(2));
  for (const key of FILTERS) if (given.get(key)) state[key] = given.get(key);
}

function writeState() {
  const given = new URLSearchParams();
  for (const key of FILTERS) if (state[key]) given.set(key, state[key]);
  const text = given.toString();
  // A page opened as a file may refuse to change its history; the filter works without.
  try { history.replaceState(null, "", text ? `#?${text}` : location.pathname + location.search); } catch { /* the link does not hold the state */ }
}

const fold = (text) => text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[’‘]/g, "'");

/** Whether a hit passes the filter; `but` leaves one of them out. */
function passes(h) {
  const article = data.articles[h.d];
  if (state.e !== undefined && article.event !== Number(state.e)) return false;
  if (state.o !== undefined && article.outlet !== Number(state.o)) return false;
  if (state.a !== undefined && h.a !== state.a) return false;
  if (state.c !== undefined && data.categories[h.c].id !== state.c) return false;
  if (state.v !== undefined && h.v !== Number(state.v)) return false;
  if (state.s !== undefined && data.entries[h.n].strength !== state.s) return false;
  if (state.q !== undefined) {
    const wanted = fold(state.q);
    if (!fold(h.t).includes(wanted) && !fold(h.w || "").includes(wanted) && !fold(data.entries[h.n].id).includes(wanted)) return fold(context(h).join("")).includes(wanted);
  }
  return true;
}
