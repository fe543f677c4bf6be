// The page: who chats here, whose chats are shown, and one long poll that brings what is new to all of them.

import { el, language, learn, say, unmarked } from "./elements.js";
import { askName, askWhoOpens } from "./dialogs.js";
import { Conversation } from "./conversation.js";
import { OneStop } from "./stops.js";

const SIDE_BY_SIDE = 860; // from this width on, several chats stand beside each other
const COLUMN = 370;
const WAIT = 20;
const FACES = 6;

const people = new Map(); // name -> {person, name, unit}
const conversations = new Map();
let shown = []; // whose chats are shown, in the order of their columns
let recent = []; // the same names, last used first
let about = { sample: false, persons: [], places: [], languages: {} };
let polling = new AbortController();
let connected = true;
let looking = 0;
const faces = new OneStop(document.querySelector(".people"));

const page = {
  get places() {
    return about.places;
  },
  title: (person) => people.get(person)?.name ?? roleOf(person),
  isSeen: (conversation) => shown.includes(conversation.person) && !document.hidden,
  onChange: () => drawPeople(),
  onNews: () => lookAtPeople(),
  onConnection: (works) => setConnected(works),
  onFocus: (conversation) => use(conversation.person),
  open: (payload, heading) => openLink(payload, heading),
};

// People ----------------------------------------------------------------------------------------------------------------

function roleOf(person) {
  const known = ["newcomer", "member", "leader", "organiser", "plain", "zalo", "zalo_oa"];
  return known.includes(person) && about.sample ? say(person) : person;
}

function face(person) {
  const title = page.title(person);
  const words = title.split(/\s+/);
  const letters = people.get(person)?.name ? words.at(-1)[0] : title[0];
  const colour = [...person].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % FACES;
  const fixed = ["newcomer", "member", "leader", "organiser", "plain", "zalo", "zalo_oa"].indexOf(person);
  return el("span", { class: `face face-${fixed >= 0 ? fixed : colour}`, "aria-hidden": "true" }, letters.toUpperCase());
}

function caption(person) {
  const { name, unit } = people.get(person);
  const role = roleOf(person);
  const long = (text) => el("span", { class: "long" }, text);
  const given = name?.lastIndexOf(" ") + 1;
  const title = name ? [long(name.slice(0, given)), name.slice(given)] : [role];
  const leads = person === "leader" && about.sample ? say("leader_of", { unit }) : "";
  const where = leads.startsWith(role) ? leads.slice(role.length) : ` · ${unit}`;
  const second = name ? [role, unit ? long(where) : ""] : [];
  return el("span", { class: "who" }, el("b", {}, ...title), el("small", {}, ...second));
}

function pickable() {
  return [...people.values()].map(({ person }) => ({ person, face: () => face(person), caption: () => caption(person) }));
}

function addPerson(person) {
  if (people.has(person)) return;
  people.set(person, { person, name: null, unit: null });
  conversations.set(person, new Conversation(person, page));
  polling.abort();
}

function drawPeople() {
  const list = document.getElementById("people");
  const focused = document.activeElement?.closest("#people [data-person]")?.dataset.person;
  list.replaceChildren(...[...people.keys()].map((person) => el("li", {}, personButton(person))));
  if (focused) list.querySelector(`[data-person="${focused}"]`)?.focus();
  faces.settle(list.querySelector(`[data-person="${current()}"]`));
  for (const person of shown) {
    conversations.get(person).head.replaceChildren(face(person), caption(person));
  }
}

function personButton(person) {
  const conversation = conversations.get(person);
  const latest = conversation.latest;
  const pick = () => {
    show(person);
    conversation.focus();
  };
  const made = el("button", { type: "button", class: "person", on: { click: pick } }, face(person), caption(person));
  made.dataset.person = person;
  if (latest) made.append(el("small", { class: "preview" }, unmarked(latest.text, latest.marks).split("\n")[0]));
  if (conversation.unread) {
    made.append(el("span", { class: "badge", "aria-label": say("unread", { count: conversation.unread }) }, `${conversation.unread}`));
  }
  if (shown.includes(person)) made.setAttribute("aria-current", "true");
  return made;
}

async function learnPeople() {
  const answer = await fetch("/about");
  about = await answer.json();
  for (const found of about.persons) {
    addPerson(found.person);
    people.set(found.person, found);
  }
}

// Whose chats are shown ---------------------------------------------------------------------------------------------------

function room() {
  if (innerWidth < SIDE_BY_SIDE) return 1;
  return Math.max(1, Math.min(3, people.size, Math.floor((innerWidth - 270) / COLUMN)));
}

function use(person) {
  recent = [person, ...recent.filter((one) => one !== person)];
  const conversation = conversations.get(person);
  if (conversation.unread) {
    conversation.unread = 0;
    drawPeople();
  }
  remember("shown", JSON.stringify(recent.slice(0, 3)));
}

/** Who of those whose chats are shown was the last to be used. */
function current() {
  return recent.find((person) => shown.includes(person));
}

function show(person) {
  if (!shown.includes(person)) {
    const leaves = [...shown].sort((one, two) => recent.indexOf(two) - recent.indexOf(one))[0];
    shown = shown.length < room() ? [...shown, person] : shown.map((one) => (one === leaves ? person : one));
  }
  use(person);
  drawColumns();
}

function drawColumns() {
  const count = room();
  while (shown.length > count) {
    const leaves = [...shown].sort((one, two) => recent.indexOf(two) - recent.indexOf(one))[0];
    shown = shown.filter((one) => one !== leaves);
  }
  for (const person of [...recent, ...people.keys()]) {
    if (shown.length < count && !shown.includes(person)) shown.push(person);
  }
  const columns = document.getElementById("columns");
  const nodes = shown.map((person) => conversations.get(person).node);
  if (nodes.length !== columns.children.length || nodes.some((node, at) => columns.children[at] !== node)) {
    columns.replaceChildren(...(nodes.length ? nodes : [el("p", { class: "nobody" }, say("nobody"))]));
    for (const person of shown) conversations.get(person).toEnd();
  }
  for (const person of shown) conversations.get(person).unread = 0;
  drawPeople();
}

// What is new -------------------------------------------------------------------------------------------------------------

async function poll() {
  for (;;) {
    polling = new AbortController();
    const asked = [...conversations.values()];
    const wait = asked.length && asked.every((one) => one.loaded) ? WAIT : 0;
    const after = new Map(asked.map((one) => [one.person, one.loaded ? one.last : 0]));
    const query = [...after].map(([person, number]) => `after=${person}:${number}`).join("&");
    let found = null;
    try {
      const signal = AbortSignal.any([polling.signal, AbortSignal.timeout((wait + 10) * 1000)]);
      const answer = await fetch(`/chat?${query}&wait=${wait}`, { signal });
      if (answer.ok) found = (await answer.json()).chats;
    } catch {
      if (polling.signal.aborted) continue;
    }
    setConnected(found !== null);
    if (found && [...after].some(([person, number]) => found[person].last < number)) {
      window.location.reload(); // the bot has another database than the one that this page shows
      return;
    }
    if (found) take(found);
    if (!found || !asked.length) await new Promise((done) => setTimeout(done, 1500));
  }
}

function take(found) {
  for (const [person, view] of Object.entries(found)) {
    const conversation = conversations.get(person);
    conversation.take({ ...view, first: !conversation.loaded });
  }
}

/** Somebody may have got a name or a unit by what was said: look again, once for all that comes at the same time. */
function lookAtPeople() {
  clearTimeout(looking);
  looking = setTimeout(() => learnPeople().then(drawPeople, () => {}), 200);
}

function setConnected(works) {
  connected = works;
  const note = document.getElementById("offline");
  note.hidden = connected;
  note.textContent = connected ? "" : say("offline");
}

// Links, words, the start ---------------------------------------------------------------------------------------------------

function openLink(payload, heading) {
  askWhoOpens(say(heading), pickable(), (person) => {
    show(person);
    conversations.get(person).start(payload, heading === "scan_title");
  });
}

function remember(name, value) {
  try {
    localStorage.setItem(`diemdanh.${name}`, value);
  } catch {
    // Nothing is lost but the choice.
  }
}

function remembered(name) {
  try {
    return localStorage.getItem(`diemdanh.${name}`);
  } catch {
    return null;
  }
}

function drawWords() {
  document.title = say("title");
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = say(node.dataset.word);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say(node.dataset.label));
  const sample = document.getElementById("sample");
  sample.hidden = !about.sample;
  sample.textContent = say("sample");
  const picker = document.getElementById("language");
  picker.replaceChildren(
    ...Object.entries(about.languages).map(([code, name]) => el("option", { value: code, selected: code === language }, name)),
  );
}

async function begin() {
  await learn(remembered("language") === "en" ? "en" : "vi");
  await learnPeople();
  drawWords();
  const asked = window.location.hash.slice(1);
  if (/^[a-z0-9_-]{1,40}$/.test(asked)) addPerson(asked);
  const before = JSON.parse(remembered("shown") ?? "null") ?? ["newcomer", "leader", "member"];
  recent = [asked, ...before].filter((person) => people.has(person));
  drawColumns();
  poll();
  const payload = new URLSearchParams(window.location.search).get("start");
  if (payload !== null) {
    history.replaceState(null, "", "/");
    openLink(payload, "scan_link");
  }
}

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address names who chats
  conversations.get(current())?.input.focus();
});
document.getElementById("add").addEventListener("click", () =>
  askName((name) => {
    addPerson(name);
    show(name);
  }),
);
document.getElementById("language").addEventListener("change", (event) => {
  remember("language", event.target.value);
  window.location.reload();
});
addEventListener("resize", drawColumns);
document.addEventListener("visibilitychange", () => document.hidden || drawColumns());

begin().catch(() => {
  setConnected(false);
  setTimeout(() => window.location.reload(), 3000);
});
