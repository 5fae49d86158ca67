// What is chosen, and what is shown for it. The address keeps the choice, so a page can be reloaded or shared.

import { openTab, showCheck, showChecking, showHeaders, showSources, showWhy } from "./about.js";
import { ask, query, Trouble } from "./api.js";
import { first, mark, onChoose, showCustomers, step } from "./audience.js";
import { byId, fill, tell, words } from "./dom.js";
import { listen } from "./live.js";
import { listenForKeys } from "./shortcuts.js";
import { showMessage, showTrouble } from "./stage.js";

const kept = new URLSearchParams(location.hash.slice(1));
const chosen = {
  campaign: kept.get("campaign") ?? "",
  scope: kept.get("scope") ?? "audience",
  search: kept.get("search") ?? "",
  customer: kept.get("customer") ?? "",
  variant: kept.get("variant") ?? "",
  language: kept.get("language") ?? "",
  view: kept.get("view") ?? "phone",
  dark: kept.get("dark") === "yes",
  bare: kept.get("bare") === "yes",
};
let shop = null;
let message = null;
let version = 0;

const request = () => ({
  campaign: chosen.campaign, customer: chosen.customer, variant: chosen.variant, language: chosen.language,
});

function keep() {
  const { dark, bare, ...texts } = chosen;
  const hash = query({ ...texts, dark: dark ? "yes" : "", bare: bare ? "yes" : "" });
  history.replaceState(null, "", `#${hash}`);
}

/** Does a step of the way to the page; what is wrong with the shop's files is shown in the message's place. */
async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    message = null;
    showTrouble(error.findings);
    tell(error.findings[0]?.what ?? "Something needs mending");
    return null;
  }
}

async function refreshShop() {
  const answer = await ask("shop");
  if (!answer) return false;
  shop = answer;
  byId("shop-name").textContent = shop.name;
  document.title = `${shop.name} · Dovetail studio`;
  fill(byId("campaign"), shop.campaigns.map(({ name }) => ({ value: name, label: name })), chosen.campaign);
  chosen.campaign = byId("campaign").value;
  fill(
    byId("scope"),
    [
      { value: "audience", label: "The campaign's audience" },
      { value: "everyone", label: "Everyone" },
      ...shop.segments.map((name) => ({ value: `segment:${name}`, label: `Segment: ${words(name)}` })),
    ],
    chosen.scope,
  );
  chosen.scope = byId("scope").value;
  fill(
    byId("language"),
    [{ value: "", label: "Their own" }, ...shop.languages.map((name) => ({ value: name, label: name }))],
    chosen.language,
  );
  refreshVariants();
  return true;
}

function refreshVariants() {
  const variants = shop.campaigns.find(({ name }) => name === chosen.campaign)?.variants ?? [];
  const select = byId("variant");
  fill(select, [{ value: "", label: "Planned" }, ...variants.map((name) => ({ value: name, label: name }))], chosen.variant);
  chosen.variant = select.value;
  select.disabled = variants.length < 2;
}

async function refreshCustomers() {
  const [scope, segment] = chosen.scope.startsWith("segment:") ? ["segment", chosen.scope.slice(8)] : [chosen.scope, ""];
  const answer = await ask("customers", { campaign: chosen.campaign, scope, segment, search: chosen.search });
  if (!answer) return false;
  if (!chosen.customer) chosen.customer = first(answer);
  showCustomers(answer, chosen.customer);
  return true;
}

async function refreshMessage() {
  if (!chosen.customer) {
    showTrouble([{ severity: "note", what: "nobody is chosen", remedy: "pick another audience, or search" }]);
    return;
  }
  const started = performance.now();
  const answer = await ask("message", request());
  if (!answer) return;
  message = { ...answer, shopName: shop.name };
  show();
  showWhy(message);
  showHeaders(message);
  const download = byId("download");
  download.hidden = !message.email;
  download.href = `/message.eml?${query(request())}`;
  document.documentElement.dataset.took = String(Math.round(performance.now() - started));
  tell(`${message.name || message.customer}: ${chosen.campaign}`);
}

/** The check takes longer than a message; it comes when it is there. */
async function refreshCheck() {
  showChecking();
  try {
    const answer = await ask("check", { campaign: chosen.campaign });
    if (answer) showCheck(answer);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    showCheck({ findings: error.findings.map((found) => ({ finding: found, count: 1 })) });
  }
}

function show() {
  keep();
  if (message) showMessage({ message, request: request(), version, ...chosen });
}

async function refreshAll() {
  await attempt(async () => {
    if (!(await refreshShop())) return;
    showSources(shop.files);
    const broken = shop.campaigns.find(({ name }) => name === chosen.campaign)?.findings ?? [];
    if (broken.length) throw new Trouble(broken);
    if (await refreshCustomers()) await refreshMessage();
  });
  keep();
  await refreshCheck();
}

async function choose(customer) {
  chosen.customer = customer;
  mark(customer);
  keep();
  await attempt(refreshMessage);
}

function on(id, event, act) {
  byId(id).addEventListener(event, (happened) => act(happened.target));
}

function setView(view) {
  chosen.view = view;
  document.querySelector(`input[name="view"][value="${CSS.escape(view)}"]`).checked = true;
  show();
}

function toggle(id) {
  chosen[id] = !chosen[id];
  byId(id).checked = chosen[id];
  show();
}

onChoose(choose);
on("campaign", "change", (select) => {
  chosen.campaign = select.value;
  chosen.variant = "";
  chosen.customer = "";
  refreshAll();
});
on("scope", "change", (select) => {
  chosen.scope = select.value;
  chosen.customer = "";
  attempt(async () => (await refreshCustomers()) && (await refreshMessage()));
});
on("search", "input", (field) => {
  chosen.search = field.value;
  keep();
  attempt(refreshCustomers);
});
on("variant", "change", (select) => { chosen.variant = select.value; attempt(refreshMessage); });
on("language", "change", (select) => { chosen.language = select.value; attempt(refreshMessage); });
on("dark", "change", (box) => { chosen.dark = box.checked; show(); });
on("bare", "change", (box) => { chosen.bare = box.checked; show(); });
on("views", "change", (radio) => setView(radio.value));
on("reload", "click", async () => { tell("Reading the data anew …"); await attempt(() => ask("reload")); });
on("help", "click", () => byId("shortcuts").showModal());
byId("search").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") { event.preventDefault(); byId("customers").focus(); step(0); }
});

listenForKeys([
  ["j", "the next customer", () => step(1)],
  ["k", "the customer before", () => step(-1)],
  ["/", "search", () => byId("search").focus()],
  ["1", "on a phone", () => setView("phone")],
  ["2", "on a desktop", () => setView("desktop")],
  ["3", "as plain text", () => setView("text")],
  ["4", "push, on a lock screen", () => setView("push")],
  ["d", "dark or light", () => toggle("dark")],
  ["i", "images off or on", () => toggle("bare")],
  ["w", "why these items", () => openTab("why")],
  ["c", "what the check found", () => openTab("check")],
  ["h", "headers", () => openTab("headers")],
  ["s", "sources", () => openTab("source")],
  ["?", "these shortcuts", () => byId("shortcuts").showModal()],
]);

byId("search").value = chosen.search;
byId("dark").checked = chosen.dark;
byId("bare").checked = chosen.bare;
setView(["phone", "desktop", "text", "push"].includes(chosen.view) ? chosen.view : "phone");

listen({
  saved: async (files) => {
    version += 1;
    await refreshAll();
    if (message && !message.findings.length) tell(`${files.join(", ")}: saved, and shown anew`);
  },
  lost: () => tell("The studio has stopped. Start it again, and the page is back."),
  back: refreshAll,
});
await refreshAll();
