// Single keys, while no field is being typed in; they can be turned off (WCAG 2.1.4).

import { byId, element } from "./dom.js";

const switchedOn = byId("keys-on");
switchedOn.checked = localStorage.getItem("keys") !== "off";
switchedOn.addEventListener("change", () => localStorage.setItem("keys", switchedOn.checked ? "on" : "off"));

const isField = (target) =>
  target.matches?.('input:not([type="radio"], [type="checkbox"]), select, textarea') ?? false;

/** @param {[key: string, meaning: string, act: () => void][]} keys */
export function listenForKeys(keys) {
  byId("keys").replaceChildren(
    ...keys.map(([key, meaning]) => element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, meaning))),
  );
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    if (!switchedOn.checked || document.querySelector("dialog[open]")) return;
    const found = keys.find(([key]) => key === event.key);
    if (!found) return;
    event.preventDefault();
    found[2]();
  });
}
