// Sends where this phone is, once its person presses the button; the address of the page is the key.
"use strict";

const button = document.querySelector("button");
const told = document.querySelector("[role=status]");
const words = button.dataset;

function say(text) {
  told.textContent = text;
}

async function send(position) {
  const { latitude, longitude, accuracy } = position.coords;
  try {
    const answer = await fetch(location.pathname, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ latitude, longitude, accuracy }),
    });
    if (answer.status === 404) {
      say(words.gone);
    } else if (answer.ok) {
      say(words.sent);
    } else {
      say(words.failed);
      button.disabled = false;
    }
  } catch {
    say(words.failed);
    button.disabled = false;
  }
}

button.addEventListener("click", () => {
  button.disabled = true;
  say(words.waiting);
  navigator.geolocation.getCurrentPosition(
    send,
    () => {
      say(words.denied);
      button.disabled = false;
    },
    { enableHighAccuracy: true, timeout: 30000, maximumAge: 0 },
  );
});
