// Building blocks of the page: elements (text is only ever text), the page's words, and times as they are shown.

import { legible } from "./glyphs.js";

export function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, handler] of Object.entries(value)) made.addEventListener(event, handler);
    else if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined).map(asShown));
  return made;
}

const asShown = (child) => (typeof child === "string" ? legible(child) : child);

export function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const use = document.createElementNS(namespace, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

// Words --------------------------------------------------------------------------------------------------------------

let words = {};
export let language = "vi";

export async function learn(code) {
  const answer = await fetch(`/words/${code}`);
  words = await answer.json();
  language = code;
  document.documentElement.lang = code;
}

export function say(name, facts = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (place, fact) => facts[fact] ?? place);
}

// Times, at home in Sóc Trăng ----------------------------------------------------------------------------------------

const HOME = "Asia/Ho_Chi_Minh";

function shown(moment, options) {
  const locale = language === "vi" ? "vi-VN" : "en-GB";
  return new Intl.DateTimeFormat(locale, { timeZone: HOME, ...options }).format(new Date(moment));
}

export const time = (moment) => shown(moment, { hour: "2-digit", minute: "2-digit", hour12: false });
export const dayOf = (moment) => shown(moment, { year: "numeric", month: "2-digit", day: "2-digit" });

export function day(moment) {
  if (dayOf(moment) === dayOf(Date.now())) return say("today");
  return shown(moment, { weekday: "long", day: "2-digit", month: "2-digit", year: "numeric" });
}

// Text with its links and commands to press, and codes to read from afar ---------------------------------------------------------------------------

const LINK = String.raw`(?<link>https?:\/\/[^\s<>"“”]*[^\s<>"“”.,;:!?)])`;
const COMMAND = String.raw`(?<![\p{L}\p{N}/:.<])(?<command>\/[a-z]{2,20})(?![\p{L}\p{N}/])`;
const CODE = String.raw`(?<=^|\n)[^\p{L}\p{N}\n]*(?<code>\d{3} \d{3})(?=\n|$)`; // alone on its line: for a hall to read
const SPECIAL = new RegExp(`${LINK}|${COMMAND}|${CODE}`, "gu");

/** The text with its marks (bold, italic, links), which may stand within each other. */
export function marked(text, marks, on) {
  const edges = new Set([0, text.length]);
  for (const { offset, length } of marks) edges.add(offset).add(offset + length);
  const cuts = [...edges].sort((one, other) => one - other);
  return cuts.slice(1).flatMap((end, n) => {
    const start = cuts[n];
    const held = marks.filter(({ offset, length }) => offset <= start && end <= offset + length);
    const link = held.find(({ style }) => style === "link");
    let parts = link ? [el("a", { href: link.url, target: "_blank", rel: "noopener noreferrer" }, text.slice(start, end))]
      : rich(text.slice(start, end), on);
    if (held.some(({ style }) => style === "bold")) parts = [el("strong", {}, ...parts)];
    if (held.some(({ style }) => style === "italic")) parts = [el("em", {}, ...parts)];
    return parts;
  });
}

/** The text where its marks are not shown: the address of a link stands behind its words. */
export function unmarked(text, marks = []) {
  const links = [];
  for (const { style, offset, length, url } of [...marks].sort((one, other) => one.offset - other.offset)) {
    if (style !== "link" || url.startsWith("tel:")) continue;
    const last = links.at(-1);
    if (last && last.end === offset && last.url === url) last.end = offset + length;
    else links.push({ begin: offset, end: offset + length, url });
  }
  let shown = "";
  let from = 0;
  for (const { begin, end, url } of links) {
    shown += text.slice(from, end) + (text.slice(begin, end).trim() === url ? "" : ` (${url})`);
    from = end;
  }
  return shown + text.slice(from);
}

function rich(text, { onCommand, onStart }) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(SPECIAL)) {
    const special = found.groups;
    parts.push(text.slice(from, found.index));
    if (special.link) parts.push(link(special.link, onStart));
    else if (special.command) parts.push(command(special.command, onCommand));
    else parts.push(el("strong", { class: "big" }, special.code));
    from = found.index + found[0].length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== "").map(asShown);
}

function link(href, onStart) {
  const made = el("a", { href, target: "_blank", rel: "noopener noreferrer" }, href);
  const url = new URL(href);
  if (url.origin === window.location.origin && url.searchParams.has("start")) {
    made.addEventListener("click", (event) => {
      event.preventDefault();
      onStart(url.searchParams.get("start"));
    });
  }
  return made;
}

function command(text, onCommand) {
  const press = (event) => {
    event.preventDefault();
    onCommand(text);
  };
  return el("a", { href: "#", class: "command", on: { click: press } }, text); // a button would not wrap as a word does
}
