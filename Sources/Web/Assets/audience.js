// The list of customers: one is chosen, and the arrow keys go from one to the next.

import { byId, element, words } from "./dom.js";

const list = byId("customers");
let customers = [];
let chosen = null;
let choose = () => {};

export const onChoose = (handler) => { choose = handler; };

/** Shows the customers, and marks the chosen one. */
export function showCustomers(answer, customer) {
  customers = answer.customers;
  byId("matches").textContent =
    answer.matches === answer.scope
      ? `${answer.scope.toLocaleString("en")} customers`
      : `${answer.matches.toLocaleString("en")} of ${answer.scope.toLocaleString("en")} customers`;
  list.replaceChildren(
    ...customers.map((one, index) =>
      element(
        "li",
        { role: "option", id: `customer-${index}`, "aria-selected": "false", onclick: () => choose(one.id) },
        element("span", { class: `dot ${one.outcome}`, "aria-hidden": "true" }),
        element("span", { class: "name" }, one.name || one.id),
        element("span", { class: "soft facts" }, [one.id, one.tier, one.language].filter(Boolean).join(" · ")),
        one.outcome === "planned" ? null : element("span", { class: "outcome" }, words(one.outcome)),
      ),
    ),
  );
  mark(customer);
}

export function mark(customer) {
  chosen = customers.findIndex((one) => one.id === customer);
  list.removeAttribute("aria-activedescendant");
  for (const [index, option] of [...list.children].entries()) {
    option.setAttribute("aria-selected", index === chosen ? "true" : "false");
    if (index !== chosen) continue;
    list.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
}

/** The customer to begin with: the first who would get something. */
export const first = (answer) => (answer.customers.find((one) => one.outcome === "planned") ?? answer.customers[0])?.id ?? "";

export function step(by) {
  if (!customers.length) return;
  const next = Math.min(Math.max(chosen + by, 0), customers.length - 1);
  if (next !== chosen) choose(customers[next].id);
}

list.addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  step(by);
});
