// The page's dialogs: who scans a code, where somebody is, who else is to chat.

import { el, icon, say } from "./elements.js";

const dialog = document.getElementById("dialog");
const title = document.getElementById("dialog-title");
const body = document.getElementById("dialog-body");

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});

function open(heading, ...content) {
  title.textContent = heading;
  const close = el("button", { type: "button", class: "quiet", on: { click: () => dialog.close() } }, say("cancel"));
  body.replaceChildren(...content, el("p", { class: "end" }, close));
  dialog.showModal();
}

/** Ask which person opens a start link; calls back with their name. */
export function askWhoOpens(heading, people, onPick) {
  const list = el("ul", { class: "picks" });
  for (const person of people) {
    const pick = () => {
      dialog.close();
      onPick(person.person);
    };
    list.append(el("li", {}, el("button", { type: "button", on: { click: pick } }, person.face(), person.caption())));
  }
  open(heading, list);
}

/** Ask where the person is; calls back with {latitude, longitude, live}. */
export function askLocation(places, onPick) {
  const live = el("input", { type: "checkbox", checked: true });
  const problem = el("p", { class: "problem", role: "alert" });
  const pick = (latitude, longitude) => {
    dialog.close();
    onPick({ latitude, longitude, live: live.checked });
  };
  const here = el("button", { type: "button" }, icon("place"), el("span", {}, say("location_here")));
  here.addEventListener("click", () => {
    if (!navigator.geolocation) problem.textContent = say("location_denied");
    else {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => pick(coords.latitude, coords.longitude),
        () => (problem.textContent = say("location_denied")),
        { timeout: 10_000, enableHighAccuracy: true },
      );
    }
  });
  const list = el("ul", { class: "picks" }, el("li", {}, here));
  for (const { title: campaign, place, latitude, longitude } of places) {
    const caption = el("span", { class: "who" }, el("b", {}, place || campaign), el("small", {}, place ? campaign : ""));
    const button = el("button", { type: "button", on: { click: () => pick(latitude, longitude) } }, icon("place"), caption);
    list.append(el("li", {}, button));
  }
  const typed = el("input", { type: "text", placeholder: "9.6037, 105.9739", autocomplete: "off" });
  const form = el("form", {}, el("label", {}, say("location_typed_hint"), typed), el("button", {}, say("location")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const found = typed.value.match(/^\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*$/);
    const [latitude, longitude] = found ? [Number(found[1]), Number(found[2])] : [NaN, NaN];
    if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) pick(latitude, longitude);
    else problem.textContent = say("location_again");
  });
  open(say("location_title"), list, el("label", { class: "check" }, live, say("location_live")), form, problem);
}

/** Ask for one more person's name. */
export function askName(onPick) {
  const input = el("input", {
    type: "text", maxlength: "40", autocomplete: "off", autocapitalize: "none", spellcheck: "false",
  });
  const problem = el("p", { class: "problem", role: "alert" });
  const form = el("form", {}, el("label", {}, say("add_hint"), input), el("button", {}, say("open")), problem);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = input.value.trim().toLowerCase();
    if (/^[a-z0-9_-]{1,40}$/.test(name)) {
      dialog.close();
      onPick(name);
    } else problem.textContent = say("add_again");
  });
  open(say("add_title"), form);
  input.focus();
}
