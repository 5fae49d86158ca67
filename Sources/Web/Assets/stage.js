// The message itself: in a phone, on a desktop, as text, on a lock screen.

import { query } from "./api.js";
import { byId, element, words } from "./dom.js";
import { finding } from "./findings.js";

const device = byId("device");

const meanings = {
  no_consent: "has not agreed to be written to", no_address: "has no address that can be written to",
  too_few_items: "has too few products that fit", suppressed: "must never be written to",
  holdout: "is held out, to measure what the campaign earns; this is what they would have got",
  duplicate_address: "shares an address with somebody who gets it", frequency_cap: "has had enough messages lately",
};

export function showTrouble(findings) {
  const section = byId("trouble");
  section.hidden = findings.length === 0;
  section.replaceChildren(
    element("h2", {}, findings.length === 1 ? "This needs mending" : `${findings.length} things need mending`),
    element("ul", {}, findings.map((found) => finding(found))),
    element("p", { class: "soft" }, "Save the file, and the message is back."),
  );
  if (findings.length) device.replaceChildren();
  byId("envelope").hidden = byId("envelope").hidden || findings.length > 0;
}

/** @param {{message, view, dark, bare, version}} shown */
export function showMessage({ message, view, dark, bare, version, request }) {
  showTrouble(message.findings);
  showNotice(message, view);
  showEnvelope(message, view);
  device.dataset.view = view;
  if (message.findings.length) return;
  if (view === "push") return device.replaceChildren(lockScreen(message));
  if (!message.email) return device.replaceChildren(element("p", { class: "empty" }, "No email for this customer."));
  if (view === "text") return device.replaceChildren(element("pre", { class: "paper", tabindex: "0" }, message.email.text));
  showFrame(view, { ...request, scheme: dark ? "dark" : "light", images: bare ? "off" : "on", version });
}

/** The new page takes the old one's place when it is there, so that nothing flickers. */
function showFrame(view, values) {
  const title = view === "phone" ? "The email on a phone, 375 pixels wide" : "The email on a desktop";
  const frame = element("iframe", { title, sandbox: "allow-popups allow-popups-to-escape-sandbox", class: "coming" });
  const screen = device.querySelector(".screen") ?? element("div", { class: "screen" });
  if (screen.parentNode !== device) device.replaceChildren(screen);
  for (const late of screen.querySelectorAll(".coming")) late.remove();
  frame.addEventListener("load", () => {
    for (const old of screen.querySelectorAll("iframe")) if (old !== frame) old.remove();
    frame.classList.remove("coming");
  });
  frame.src = `/message.html?${query(values)}`;
  screen.append(frame);
}

function showNotice({ outcomes, isMember, name, customer }, view) {
  const channel = view === "push" ? "push" : "email";
  const said = outcomes.find((one) => one.channel === channel) ?? outcomes[0];
  const notes = [];
  if (!isMember) notes.push("is not in the campaign's audience");
  if (said && said.outcome !== "planned") {
    const detail = said.detail ? ` (${said.detail})` : "";
    notes.push(`${meanings[said.outcome] ?? words(said.outcome)}${detail}`);
  }
  const notice = byId("notice");
  notice.hidden = notes.length === 0;
  notice.textContent = notes.length ? `${name || customer} ${notes.join(", and ")}.` : "";
}

function showEnvelope({ email, findings }, view) {
  const envelope = byId("envelope");
  envelope.hidden = !email || findings.length > 0 || view === "push";
  if (envelope.hidden) return;
  const sender = email.senderName || email.sender;
  envelope.replaceChildren(
    element("span", { class: "avatar", "aria-hidden": "true" }, sender.slice(0, 1).toUpperCase()),
    element("p", { class: "sender" }, sender, element("span", { class: "soft" }, ` to ${email.recipient}`)),
    element("p", { class: "subject" }, email.subject),
    element("p", { class: "preheader soft" }, email.preheader),
  );
}

function lockScreen({ push, sendAt, shopName }) {
  if (!push) return element("p", { class: "empty" }, "No push message for this customer.");
  return element(
    "div",
    { class: "lock", role: "group", "aria-label": "The push message on a lock screen" },
    element("p", { class: "clock" }, sendAt.slice(11, 16)),
    element(
      "div",
      { class: "card" },
      element("p", { class: "app" }, element("span", {}, shopName), element("span", {}, "now")),
      element("p", { class: "title" }, push.title),
      element("p", {}, push.text),
    ),
  );
}
