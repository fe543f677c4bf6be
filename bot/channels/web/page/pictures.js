// Pictures: a large thumbnail in the chat; pressed, it fills the screen, and is made larger by wheel, fingers or keys.

import { el, icon, say } from "./elements.js";

const LARGEST = 8;
const STEP = 1.5; // what a press of + does
const TAP = 2.5; // what a tap does
const FAR = 8; // pixels: a finger that moves further does not tap
const NEAR = 60; // pixels that an arrow key moves

const viewer = document.getElementById("viewer");
const stage = el("div", { class: "stage" });
const image = el("img", { alt: "", draggable: "false" });
const view = { scale: 1, x: 0, y: 0 }; // how much larger than what fits, and how far its middle is from the stage's
const fingers = new Map(); // pointer -> {x, y}
let moved = 0;

/** A thumbnail that opens the picture. `kind` says how it is shown: "photo", "chart" or "code". */
export function picture(url, alt, kind = "photo") {
  const shown = el("img", { class: kind, src: url, alt: "", loading: "lazy" });
  const button = el("button", {
    type: "button", class: "picture", "aria-label": say("picture_open", { what: alt }),
    on: { click: () => show(shown.src, alt) },
  }, shown);
  shown.addEventListener("error", () => button.replaceWith(el("span", { class: "no-picture" }, icon("photo"), alt)));
  return button;
}

function show(url, alt) {
  image.src = url;
  image.alt = alt;
  viewer.setAttribute("aria-label", alt);
  const tool = (name, word, does) =>
    el("button", { type: "button", title: say(word), "aria-label": say(word), on: { click: does } }, icon(name));
  const tools = el("div", { class: "tools" }, tool("less", "picture_smaller", () => zoom(1 / STEP)),
    tool("add", "picture_larger", () => zoom(STEP)), tool("close", "close", () => viewer.close()));
  viewer.replaceChildren(stage, tools);
  fingers.clear();
  viewer.showModal();
  place(1, 0, 0);
  tools.lastChild.focus();
}

// How large, and where ------------------------------------------------------------------------------------------------

/** Show it so large, its middle so far from the stage's; never so that a part of the stage is bare for nothing. */
function place(scale, x, y) {
  view.scale = Math.min(Math.max(scale, 1), LARGEST);
  const fits = Math.min(stage.clientWidth / (image.naturalWidth || 1), stage.clientHeight / (image.naturalHeight || 1));
  const spare = (natural, room) => Math.max(0, (natural * fits * view.scale - room) / 2);
  const within = (at, most) => Math.min(Math.max(at, -most), most);
  view.x = within(x, spare(image.naturalWidth, stage.clientWidth));
  view.y = within(y, spare(image.naturalHeight, stage.clientHeight));
  image.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
  stage.classList.toggle("large", view.scale > 1);
}

/** So many times as large as now; what stands at this point of the screen stays there. */
function zoom(times, point = null) {
  const box = stage.getBoundingClientRect();
  const [x, y] = point ? [point.x - box.x - box.width / 2, point.y - box.y - box.height / 2] : [0, 0];
  const scale = Math.min(Math.max(view.scale * times, 1), LARGEST);
  const grown = scale / view.scale;
  place(scale, x - (x - view.x) * grown, y - (y - view.y) * grown);
}

function isOnPicture({ x, y }) {
  const box = image.getBoundingClientRect();
  const fits = Math.min(box.width / (image.naturalWidth || 1), box.height / (image.naturalHeight || 1));
  const beside = (at, middle, natural) => Math.abs(at - middle) > (natural * fits) / 2;
  return !beside(x, box.x + box.width / 2, image.naturalWidth) && !beside(y, box.y + box.height / 2, image.naturalHeight);
}

// Wheel, fingers, keys --------------------------------------------------------------------------------------------------

stage.append(image);
image.addEventListener("load", () => place(view.scale, view.x, view.y));
addEventListener("resize", () => viewer.open && place(view.scale, view.x, view.y));

stage.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), event); // a touchpad's pinch comes with Ctrl
}, { passive: false });

stage.addEventListener("pointerdown", (event) => {
  stage.setPointerCapture(event.pointerId);
  if (!fingers.size) moved = 0;
  fingers.set(event.pointerId, { x: event.x, y: event.y });
});

stage.addEventListener("pointermove", (event) => {
  if (!fingers.has(event.pointerId)) return;
  const before = spread();
  const was = fingers.get(event.pointerId);
  moved += Math.hypot(event.x - was.x, event.y - was.y);
  fingers.set(event.pointerId, { x: event.x, y: event.y });
  const now = spread();
  if (fingers.size > 1) {
    moved = Infinity;
    zoom(now.wide / before.wide, now);
  }
  place(view.scale, view.x + now.x - before.x, view.y + now.y - before.y);
});

/** Where the fingers are, taken together, and how far they are from each other. */
function spread() {
  const [one, two = one] = fingers.values();
  return { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2, wide: Math.hypot(one.x - two.x, one.y - two.y) || 1 };
}

stage.addEventListener("pointerup", (event) => {
  if (fingers.delete(event.pointerId) && !fingers.size && moved < FAR) tap(event);
});
stage.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));

function tap(point) {
  if (view.scale > 1) place(1, 0, 0);
  else if (isOnPicture(point)) zoom(TAP, point);
  else viewer.close();
}

const KEYS = {
  "+": () => zoom(STEP),
  "=": () => zoom(STEP),
  "-": () => zoom(1 / STEP),
  "0": () => place(1, 0, 0),
  ArrowLeft: () => place(view.scale, view.x + NEAR, view.y),
  ArrowRight: () => place(view.scale, view.x - NEAR, view.y),
  ArrowUp: () => place(view.scale, view.x, view.y + NEAR),
  ArrowDown: () => place(view.scale, view.x, view.y - NEAR),
};

viewer.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
