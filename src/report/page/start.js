// The page comes alive.
document.documentElement.classList.add("has-js");

const systemDark = matchMedia("(prefers-color-scheme: dark)");
function theme() {
  const chosen = document.documentElement.dataset.theme;
  return chosen || (systemDark.matches ? "dark" : "light");
}
function showTheme() { byId("toggle-theme").textContent = theme() === "dark" ? "Light" : "Dark"; }
const kept = store.read("theme");
if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
byId("toggle-theme").addEventListener("click", () => {
  document.documentElement.dataset.theme = theme() === "dark" ? "light" : "dark";
  store.write("theme", document.documentElement.dataset.theme);
  showTheme();
});
systemDark.addEventListener("change", showTheme);
showTheme();

const hitsOf = (mark) => mark.dataset.h.split(" ").map((i) => data.hits[Number(i)]);
for (const mark of all(".art mark[data-h], .headlines mark[data-h], .marks mark[data-h]")) {
  mark.setAttribute("role", "button");
  mark.setAttribute("tabindex", "0");
  mark.setAttribute("aria-haspopup", "dialog");
}

// One listener for all: thousands of marks need none of their own.
document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const ask = event.target.closest("[data-ev]");
  if (ask) { openEvidence({ ...ask.dataset }, ask); return; }
  const go = event.target.closest("[data-go]");
  if (go) { goTo({ d: Number(go.dataset.go), f: Number(go.dataset.f), s: Number(go.dataset.s) }); return; }
  const mark = event.target.closest("mark[data-h]");
  // Selecting words is not asking for a card.
  if (mark && !mark.classList.contains("off") && getSelection().isCollapsed) { openCard(hitsOf(mark), mark); return; }
  const link = event.target.closest("a[href^='#']");
  if (link && !link.getAttribute("href").startsWith("#?")) {
    const target = byId(link.getAttribute("href").slice(1));
    if (!target) return;
    // The address keeps the filter; jumping must not throw it away.
    event.preventDefault();
    for (let box = target; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
    target.scrollIntoView();
    if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
  }
});

document.addEventListener("keydown", (event) => {
  const mark = event.target instanceof Element && event.target.matches("mark[data-h]") ? event.target : null;
  if (mark && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); if (!mark.classList.contains("off")) openCard(hitsOf(mark), mark); return; }
  if (event.key === "Escape" && !byId("card").open && !byId("notice").open) {
    if (!byId("class").hidden) closeClass();
    else if (!byId("worksheet").hidden) closeWorksheet();
    else closeDrawer();
  }
});

byId("drawer-close").addEventListener("click", closeDrawer);
byId("drawer-back").addEventListener("click", showDrawer);
byId("open-class").addEventListener("click", openClass);
byId("open-worksheet").addEventListener("click", openWorksheet);
byId("toggle-rewrite").addEventListener("click", toggleRewrite);
if (!readable.length) for (const id of ["open-class", "open-worksheet", "toggle-rewrite"]) byId(id).hidden = true;

addEventListener("hashchange", () => { readState(); applyFilter(); });

readState();
if (FILTERS.some((key) => state[key] !== undefined)) showFilters(true);
if (struck.size) recount();
applyFilter();
watchLines();
