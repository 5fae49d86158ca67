// Asking the studio. A newer question of one kind ends the one before.

const underWay = new Map();

export const query = (values) =>
  Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join("&");

/** What is wrong with the shop's files; `findings` has each with its place. */
export class Trouble extends Error {
  constructor(findings) {
    super("the shop's files need mending");
    this.findings = findings;
  }
}

/** @returns the answer, or null where a newer question has taken its place. */
export async function ask(kind, values = {}) {
  underWay.get(kind)?.abort();
  const control = new AbortController();
  underWay.set(kind, control);
  try {
    const response = await fetch(`/api/${kind}?${query(values)}`, { signal: control.signal });
    if (!response.ok) throw new Trouble([{ severity: "error", what: await response.text(), remedy: "" }]);
    const answer = await response.json();
    if (answer.trouble) throw new Trouble(answer.trouble);
    return control.signal.aborted ? null : answer;
  } catch (error) {
    if (error.name === "AbortError") return null;
    if (error instanceof Trouble) throw error;
    throw new Trouble([{ severity: "error", what: "the studio does not answer", remedy: "start it again in the terminal" }]);
  }
}
