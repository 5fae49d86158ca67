// Elements without markup: every text that comes from the shop stays text.

export const byId = (id) => document.getElementById(id);

/** An element with attributes (`class`, `href` …, handlers as `onclick`) and children; what is null is left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export const words = (name) => name.replaceAll("_", " ");

/** Fills a select, keeping what was chosen where it is still there. */
export function fill(select, options, chosen) {
  select.replaceChildren(...options.map(({ value, label }) => element("option", { value }, label)));
  if (options.some(({ value }) => value === chosen)) select.value = chosen;
}

/** The text of the page's status line, which screen readers speak. */
export function tell(text) {
  byId("status").textContent = text;
}
