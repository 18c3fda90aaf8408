// Filter and search: marks that do not pass lose their mark, other outlets' and events' parts go.

function applyFilter() {
  const active = FILTERS.some((key) => state[key] !== undefined);
  const pass = data.hits.map(passes);
  for (const mark of all("mark[data-h]")) {
    const on = mark.dataset.h.split(" ").some((i) => pass[Number(i)]);
    mark.classList.toggle("off", !on);
    mark.classList.toggle("found", on && state.q !== undefined);
  }
  for (const section of all("[data-event]")) section.hidden = state.e !== undefined && section.dataset.event !== state.e;
  for (const row of all("[data-outlet-row]")) row.hidden = state.o !== undefined && row.dataset.outletRow !== state.o && row.dataset.outletToo !== state.o;
  for (const row of all("[data-event-row]")) row.hidden = row.hidden || (state.e !== undefined && row.dataset.eventRow !== state.e);
  for (const row of all("tr[data-actor]")) row.hidden = state.a !== undefined && row.dataset.actor !== state.a;
  for (const cell of all("[data-outlet-cell]")) cell.classList.toggle("dimmed", state.o !== undefined && cell.dataset.outletCell !== state.o);
  for (const control of all("[data-filter]")) if (document.activeElement !== control) control.value = state[control.dataset.filter] || "";
  const n = pass.filter(Boolean).length;
  announce(active ? `${n} of ${data.hits.length} marks. The figures are of the whole run.` : "");
  const button = byId("toggle-filters");
  button.textContent = active ? "Filter (on)" : "Filter";
  buildLines(pass);
}

let linesFor = "";
/** The concordance of all hits is built when it comes near, and again when the filter changes. */
function buildLines(pass) {
  const key = JSON.stringify(state) + struck.size;
  if (!buildLines.near || key === linesFor) return;
  linesFor = key;
  const items = data.hits.filter((_, i) => pass[i]);
  byId("all-lines").replaceChildren(lineList(items, "Nothing passes the filter."));
}

function watchLines() {
  const near = new IntersectionObserver((entries) => {
    if (!entries.some((e) => e.isIntersecting)) return;
    near.disconnect();
    buildLines.near = true;
    buildLines(data.hits.map(passes));
  }, { rootMargin: "600px" });
  near.observe(byId("lines"));
}

function setFilter(key, value) {
  if (value === "") delete state[key]; else state[key] = value;
  writeState();
  applyFilter();
}

let typing = 0;
for (const control of all("[data-filter]")) {
  const key = control.dataset.filter;
  // A search over all articles at every letter would make typing heavy.
  if (key === "q") control.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(() => setFilter("q", control.value.trim()), 180); });
  else control.addEventListener("change", () => setFilter(key, control.value));
}
byId("clear-filters").addEventListener("click", () => {
  for (const key of FILTERS) delete state[key];
  for (const control of all("[data-filter]")) control.value = "";
  writeState();
  applyFilter();
});
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("toggle-filters").addEventListener("click", () => showFilters(byId("filters").hidden));
function showFilters(open) {
  byId("filters").hidden = !open;
  byId("toggle-filters").setAttribute("aria-expanded", String(open));
}
