// Findings with their place, and the file they are in.

import { ask } from "./api.js";
import { byId, element } from "./dom.js";

const place = ({ file, line, column }) => `${file}:${line}:${column}`;

/** The source line with a caret below the column, both counted in Unicode scalars. */
function caret({ sourceLine, location }) {
  if (!sourceLine || !location) return null;
  const scalars = Array.from(sourceLine);
  const column = Math.min(Math.max(location.column - 1, 0), scalars.length);
  const start = column > 30 ? column - 24 : 0;
  const shown = scalars.slice(start, start + 120).join("");
  const margin = scalars.slice(start, column).map((scalar) => (scalar === "\t" ? "\t" : " ")).join("");
  return element("pre", { class: "caret" }, `${start ? "…" : ""}${shown}\n${start ? " " : ""}${margin}`, element("b", {}, "^"));
}

/** One finding; its place opens the file there. */
export function finding(found, { rule = null, count = 1 } = {}) {
  const { severity, what, remedy, location } = found;
  return element(
    "li",
    { class: `finding ${severity}` },
    element(
      "p",
      {},
      element("span", { class: "severity" }, severity),
      " ",
      what,
      count > 1 ? element("span", { class: "soft" }, ` · ${count} places`) : null,
    ),
    remedy ? element("p", { class: "soft" }, remedy) : null,
    caret(found),
    element(
      "p",
      { class: "where" },
      location ? element("button", { type: "button", class: "link", onclick: () => openFile(location, what) }, place(location)) : null,
      rule ? element("code", { class: "soft" }, rule) : null,
    ),
  );
}

/** A line's text with the word at the column in an element of its own. */
function pointedOut(text, column) {
  const scalars = Array.from(text);
  const before = scalars.slice(0, column - 1).join("");
  const [word] = scalars.slice(column - 1).join("").match(/^([\w.-]+|.)/) ?? [""];
  return [before, element("mark", {}, word), text.slice(before.length + word.length)];
}

/** Shows a file, read-only, with a line marked. */
export async function openFile({ file, line = 0, column = 1 }, what = "") {
  let answer;
  try {
    answer = await ask("file", { path: file });
  } catch {
    return;
  }
  if (!answer) return;
  byId("file-name").textContent = answer.path;
  byId("file-finding").textContent = what;
  const list = element(
    "ol",
    { class: "lines" },
    answer.text.split("\n").map((text, index) =>
      element(
        "li",
        { class: index + 1 === line ? "marked" : null, "aria-current": index + 1 === line ? "location" : null },
        element("code", {}, ...(index + 1 === line ? pointedOut(text, column) : [text || " "])),
      ),
    ),
  );
  byId("file-text").replaceChildren(list);
  const dialog = byId("file");
  if (!dialog.open) dialog.showModal();
  byId("file-text").focus();
  list.querySelector(".marked")?.scrollIntoView({ block: "center" });
}
