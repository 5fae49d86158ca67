// Beside the message: why these items, what the check finds, the headers, the sources.

import { byId, element, words } from "./dom.js";
import { finding, openFile } from "./findings.js";

const { format } = new Intl.NumberFormat("en", { maximumFractionDigits: 3, signDisplay: "negative" });

export function showWhy(message) {
  const facts = [
    ["Customer", message.customer],
    ["Language", message.language],
    ["Due", `${message.sendAt.slice(0, 16).replace("T", " ")} UTC`],
    ...message.outcomes.map((one) => [one.channel, words(one.outcome)]),
    ...(message.email ? [["HTML", `${(message.email.htmlSize / 1000).toFixed(1)} kB`]] : []),
  ];
  byId("why").replaceChildren(
    element("h2", {}, message.name || message.customer),
    definitions(facts, "facts"),
    element("h3", {}, message.items.length ? `Why these ${message.items.length} items` : "No items"),
    element("ol", { class: "items" }, message.items.map(item)),
  );
}

const definitions = (pairs, name) =>
  element("dl", { class: name }, pairs.map(([term, value]) => element("div", {}, element("dt", {}, term), element("dd", {}, value))));

function item(one) {
  const price = one.salePrice ? [one.salePrice, " ", element("s", {}, one.price)] : [one.price];
  const evidence = one.evidence.map(({ name, value }) => [words(name), format(value)]);
  if (one.score !== undefined) evidence.push(["score", format(one.score)]);
  const rest = evidence.splice(3);
  return element(
    "li",
    {},
    element("span", { class: "picture" }, one.picture ? element("img", { src: one.picture, alt: "", loading: "lazy" }) : null),
    element("p", { class: "title" }, one.title),
    element("p", { class: "price" }, price),
    element("p", { class: "soft reason" }, one.reason),
    element(
      "div",
      { class: "how" },
      element("span", { class: "chip" }, words(one.strategy)),
      definitions(evidence, "evidence"),
      rest.length ? element("details", {}, element("summary", {}, `${rest.length} more`), definitions(rest, "evidence")) : null,
    ),
  );
}

export function showCheck({ findings }) {
  const of = (wanted) => findings.filter(({ finding: { severity } }) => severity === wanted).length;
  const errors = of("error");
  const count = byId("check-count");
  count.textContent = findings.length || "✓";
  count.className = errors ? "error" : of("warning") ? "warning" : findings.length ? "" : "fine";
  count.setAttribute("aria-label", findings.length ? `${findings.length} findings, ${errors} errors` : "nothing found");
  byId("check").replaceChildren(
    element("h2", {}, findings.length ? "What the check found" : "The check found nothing"),
    element("p", { class: "soft" }, "In the campaign, its templates, the data, and the emails of a sample of its audience."),
    element("ul", {}, findings.map((one) => finding(one.finding, one))),
  );
}

export function showChecking() {
  byId("check-count").textContent = "…";
  byId("check-count").className = "";
}

export function showHeaders({ email, push }) {
  const parts = [];
  if (email) {
    parts.push(element("h2", {}, "Headers"), definitions(email.headers.map(({ name, value }) => [name, value]), "headers"));
  }
  if (push) parts.push(element("h2", {}, "Push request"), element("pre", { class: "body", tabindex: "0" }, pretty(push.body)));
  byId("headers").replaceChildren(...(parts.length ? parts : [element("p", { class: "soft" }, "No message.")]));
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function showSources(files) {
  byId("source").replaceChildren(
    element("h2", {}, "Sources"),
    element("p", { class: "soft" }, "Read-only here. Edit them in your own editor: a save shows at once."),
    element(
      "ul",
      { class: "files" },
      files.map((file) =>
        element("li", {}, element("button", { type: "button", class: "link", onclick: () => openFile({ file }) }, file)),
      ),
    ),
  );
}

const tabs = [...document.querySelectorAll('[role="tab"]')];

export function openTab(name) {
  for (const tab of tabs) {
    const isOpen = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(isOpen));
    tab.tabIndex = isOpen ? 0 : -1;
    byId(tab.getAttribute("aria-controls")).hidden = !isOpen;
  }
}

for (const [index, tab] of tabs.entries()) {
  tab.addEventListener("click", () => openTab(tab.id.slice(4)));
  tab.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = tabs[(index + by + tabs.length) % tabs.length];
    openTab(next.id.slice(4));
    next.focus();
  });
}
