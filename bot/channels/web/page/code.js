// A check-in code as large as the screen, with the seconds that it has left. The bot's edits renew it.

import { say } from "./elements.js";

const screen = document.getElementById("code");
const digits = document.getElementById("code-digits");
const left = document.getElementById("code-left");

let of = null; // the number of the message whose code is shown
let until = 0; // milliseconds since 1970
let ticking = 0;

document.getElementById("code-close").addEventListener("click", () => screen.close());
screen.addEventListener("close", () => {
  clearInterval(ticking);
  of = null;
});

/** Show a message's code; `code` is {digits, until}. */
export function showCode(number, code) {
  of = number;
  put(code);
  document.getElementById("code-close").textContent = say("close");
  screen.setAttribute("aria-label", say("code_screen"));
  screen.showModal();
  clearInterval(ticking);
  ticking = setInterval(count, 250);
}

/** A message's code is another one now. */
export function renewCode(number, code) {
  if (number === of) put(code);
}

function put(code) {
  digits.textContent = code.digits;
  until = Date.parse(code.until);
  count();
}

function count() {
  const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
  left.textContent = seconds > 0 ? say("seconds_left", { count: seconds }) : say("code_renewing");
}
