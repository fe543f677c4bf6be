// One person's chat: the log of bubbles, the buttons under them, and the line to write in.

import { day, dayOf, el, icon, marked, say, time } from "./elements.js";
import { renewCode, showCode } from "./code.js";
import { askLocation } from "./dialogs.js";
import { picture } from "./pictures.js";
import { OneStop } from "./stops.js";
import { addressOf, Sender } from "./sending.js";

const LARGEST_PHOTO = 10 * 1024 * 1024;
const LARGEST_FILE = 20_000_000;
const SHORT = 15; // labels up to this long stand two in a row

export class Conversation {
  constructor(person, page) {
    this.person = person;
    this.page = page;
    this.last = 0;
    this.question = null;
    this.unread = 0;
    this.latest = null;
    this.loaded = false;
    this.pinned = true; // whether the log stays at its end when it grows
    this.messages = new Map(); // number -> {data, node}
    this.own = new Map(); // key -> node
    this.sender = new Sender(person, {
      onChange: (item) => this.#showOwn(item),
      onAnswer: (answer) => this.take({ ...answer, messages: answer.replies, last: newest(answer) }),
      onConnection: page.onConnection,
    });
    this.#build();
  }

  // What came from the bot ----------------------------------------------------------------------------------------

  /** Show what a GET or the answer to a POST brought. */
  take(view) {
    if (!this.loaded && view.first) {
      this.loaded = true;
      this.sender.forgetOlder(view.last, view.messages[0]?.at);
      for (const item of this.sender.items) this.#showOwn(item);
      this.sender.work();
    }
    const fresh = view.messages.filter((message) => !this.messages.has(message.number));
    for (const message of fresh) this.#showMessage(message);
    for (const edit of view.edits) this.#apply(edit);
    if (view.last >= this.last) {
      this.last = view.last;
      this.question = view.question;
    }
    if (fresh.length && !view.first && !this.page.isSeen(this)) this.unread += fresh.length;
    this.#settle(view.first);
    if (fresh.length && !view.first) this.page.onNews();
  }

  #showMessage(data) {
    const text = el("p", { class: "text" }, ...this.#rich(data.text, data.marks));
    const bubble = el("div", { class: "bubble" }, data.text ? text : null, this.#attached(data.attachment));
    const stamp = el("time", { datetime: data.at }, time(data.at));
    bubble.append(el("span", { class: "meta" }, stamp));
    const node = el("li", { class: "message bot" }, el("span", { class: "unseen" }, `${say("bot")}: `), bubble);
    if (data.code) bubble.append(this.#enlarge(data));
    if (data.choices.length || data.wants_location) node.append(this.#choices(data));
    node.dataset.number = data.number;
    node.dataset.at = data.at;
    this.messages.set(data.number, { data, node });
    this.#insert(node, data.number);
    if (!this.latest || data.number >= this.latest.number) this.latest = data;
  }

  /** Change a message. An edit may come twice, by a POST's answer and by a GET, and late: an older one changes nothing. */
  #apply({ number, edits, text, choices, code, question }) {
    const found = this.messages.get(edits);
    if (!found || number <= (found.edited ?? 0)) return;
    found.edited = number;
    if (text === null || (text === found.data.text && question === null)) return;
    found.data.text = text;
    if (question !== null) found.data.question = question;
    found.data.choices = choices;
    found.data.code = code ?? null;
    if (code) renewCode(edits, code);
    else found.node.querySelector(".enlarge")?.remove();
    // A button that was pressed by keyboard has lost the focus by now: it was disabled.
    const focused = this.#focusIn(found.node) ?? (this.refocus?.node === found.node ? this.refocus.at : null);
    found.node.querySelector(".text")?.replaceChildren(...this.#rich(text));
    found.node.querySelector(".choices")?.remove();
    if (choices.length) found.node.append(this.#choices(found.data));
    const meta = found.node.querySelector(".meta");
    if (question === null && !meta.querySelector("i")) meta.prepend(el("i", {}, say("edited")));
    if (focused !== null) this.#focusOn(found.node, focused);
  }

  /** A button that shows the code of a message as large as the screen. */
  #enlarge(data) {
    const open = () => showCode(data.number, data.code);
    return el("button", { type: "button", class: "enlarge", on: { click: open } }, say("enlarge"));
  }

  #rich(text, marks = []) {
    return marked(text, marks, {
      onCommand: (command) => this.write(command),
      onStart: (payload) => this.page.open(payload, "scan_link"),
    });
  }

  #attached(attachment) {
    switch (attachment?.type) {
      case "qr":
        return el("div", { class: "qr" },
          picture(attachment.image, say("qr_alt", { link: attachment.link }), "code"),
          el("button", { type: "button", class: "scan", on: { click: () => this.page.open(attachment.start, "scan_title") } },
            icon("scan"), say("scan")));
      case "photo":
        return picture(attachment.url, say("photo_alt"));
      case "file":
        return download("file", attachment.name,
          URL.createObjectURL(new Blob([attachment.content], { type: attachment.media_type })));
      case "chart":
        return picture(attachment.url, attachment.alt, "chart");
      case "sheet":
        return download("sheet", attachment.name, attachment.url);
      default:
        return null;
    }
  }

  // Buttons ---------------------------------------------------------------------------------------------------------

  #choices(data) {
    const plain = data.choices.filter((choice) => !choice.nav);
    const box = el("div", { class: "choices", role: "group" });
    if (plain.length > 1 && plain.every((choice) => choice.label.length <= SHORT)) box.classList.add("paired");
    if (data.wants_location) {
      box.append(el("button", { type: "button", class: "choice", on: { click: () => this.askLocation() } },
        icon("place"), say("location")));
    }
    box.append(...plain.map((choice) => this.#choice(choice)));
    const nav = data.choices.filter((choice) => choice.nav);
    if (nav.length) box.append(el("div", { class: "nav" }, ...nav.map((choice) => this.#choice(choice))));
    return box;
  }

  #choice(choice) {
    const press = (event) => {
      for (const button of event.currentTarget.closest(".choices").querySelectorAll("button")) {
        button.disabled = this.#isAnswer(choice);
      }
      const node = event.currentTarget.closest(".message"); // who presses by keyboard goes on by keyboard
      this.refocus = event.detail === 0 ? { node, at: this.#focusIn(node) } : "input";
      this.sender.send({ kind: "text", text: choice.label }, { choice: choice.id });
    };
    const kind = choice.nav ? "choice quiet" : "choice";
    return el("button", { type: "button", class: kind, on: { click: press } }, choice.label);
  }

  #isAnswer(choice) {
    return !choice.id.startsWith("/");
  }

  /** Take away the buttons of questions that are answered; offers of earlier messages stay, but step back. */
  #settleChoices() {
    const newestNumber = Math.max(0, ...this.messages.keys());
    for (const [number, { data, node }] of this.messages) {
      const box = node.querySelector(".choices");
      if (!box) continue;
      const open = data.question === null || data.question === this.question;
      if (!open) box.remove();
      else box.classList.toggle("past", data.question === null && number !== newestNumber);
    }
  }

  // What the person writes ------------------------------------------------------------------------------------------

  write(text) {
    this.sender.send({ kind: "text", text }, { text });
  }

  start(payload, scanned = false) {
    this.sender.send({ kind: "text", text: scanned ? `▣ ${say("scanned")}` : say("begin") }, { start: payload });
  }

  askLocation() {
    askLocation(this.page.places, (location) => {
      const { latitude, longitude } = location;
      this.sender.send({ kind: "location", latitude, longitude }, { location });
    });
  }

  async #sendPhoto(file) {
    const shown = { kind: "photo", url: URL.createObjectURL(file) };
    if (file.size > LARGEST_PHOTO) {
      this.#notice(say("refused", { why: say("too_large") }));
      return;
    }
    const kept = await addressOf(file);
    this.sender.send(kept ? { ...shown, kept } : shown, {}, file);
  }

  #sendFile(file) {
    if (file.size > LARGEST_FILE) this.#notice(say("refused", { why: say("too_large_file") }));
    else this.sender.send({ kind: "file", name: file.name }, {}, file, "file");
  }

  #showOwn(item) {
    if (item.state === "gone") {
      this.own.get(item.key)?.remove();
      this.own.delete(item.key);
      this.#settle(false);
      return;
    }
    const node = this.#ownBubble(item);
    const old = this.own.get(item.key);
    if (old) old.replaceWith(node);
    this.own.set(item.key, node);
    const place = item.state === "sending" ? Infinity : (item.after ?? this.last);
    node.dataset.after = place;
    if (!old || item.state === "sent") this.#insert(node, place + 0.5);
    this.#settle(!old);
  }

  #ownBubble(item) {
    const { shown } = item;
    const bubble = el("div", { class: "bubble" });
    if (shown.kind === "photo") {
      bubble.append(picture(item.state === "sent" && shown.kept ? shown.kept : shown.url, say("photo_alt")));
    }
    else if (shown.kind === "location") bubble.append(location(shown));
    else if (shown.kind === "file") bubble.append(el("span", { class: "file" }, icon("clip"), el("b", {}, shown.name)));
    else bubble.append(el("p", { class: "text" }, shown.text));
    const mark = { sending: item.late ? "⟳" : "…", sent: "✓", refused: "!" }[item.state];
    const label = { sending: item.late ? say("unsent") : say("sending"), sent: say("sent"), refused: "" }[item.state];
    bubble.append(el("span", { class: "meta" }, el("time", { datetime: item.at }, time(item.at)),
      el("span", { class: "mark", title: label, "aria-label": label, role: "img" }, mark)));
    const node = el("li", { class: `message own ${item.state}` }, el("span", { class: "unseen" }, `${say("you")}: `), bubble);
    if (item.state === "refused") {
      const known = { 413: say(shown.kind === "file" ? "too_large_file" : "too_large"), 415: say("no_photo") };
      const why = known[item.status] ?? item.why ?? "";
      node.append(el("p", { class: "why", role: "alert" }, say("refused", { why })));
    }
    node.dataset.at = item.at;
    return node;
  }

  // The log -----------------------------------------------------------------------------------------------------------

  /** Put a bubble where it belongs: messages by number, an own message after the one that was the last before it. */
  #insert(node, place) {
    const placeOf = (one) => (one.dataset.number ? Number(one.dataset.number) : Number(one.dataset.after) + 0.5);
    const before = [...this.log.children].find((one) => one !== node && one.matches(".message") && placeOf(one) > place);
    this.log.insertBefore(node, before ?? null);
  }

  #settle(toEnd) {
    this.#settleChoices();
    this.#settleDays();
    this.empty.hidden = this.messages.size > 0 || this.own.size > 0;
    this.typing.hidden = !this.sender.busy;
    this.log.append(this.typing);
    if (toEnd || this.pinned) this.toEnd();
    if (!this.sender.busy) this.#refocus();
    this.#settleStop();
    this.#offerEnd();
    this.page.onChange(this);
  }

  #refocus() {
    if (this.refocus?.node) {
      const { node, at } = this.refocus;
      const asked = this.log.querySelector(".choices:not(.past)")?.closest(".message");
      if (asked) this.#focusOn(asked, asked === node ? at : 0);
      else this.focus();
    } else if (this.refocus) this.focus();
    this.refocus = null;
  }

  /** Which of a message's buttons has the focus, counted from 0; null where none has. */
  #focusIn(node) {
    const at = [...node.querySelectorAll(".choices button")].indexOf(document.activeElement);
    return at < 0 ? null : at;
  }

  /** Give the focus to a message's button at that position, or to the last, or to the log where it has none. */
  #focusOn(node, at) {
    const buttons = [...node.querySelectorAll(".choices button:enabled")];
    (buttons[Math.min(at ?? 0, buttons.length - 1)] ?? this.scroller).focus({ preventScroll: true });
  }

  /** Tab comes to the newest message's buttons, else to whatever can be pressed last; the arrows go on from there. */
  #settleStop() {
    const newest = this.stops.controls.at(-1)?.closest(".message");
    this.stops.settle(newest?.querySelector(".choices button:enabled, button:enabled, a[href]"));
  }

  #settleDays() {
    let shownDay = null;
    for (const old of this.log.querySelectorAll(".day")) old.remove();
    for (const node of [...this.log.querySelectorAll(".message")]) {
      const its = dayOf(node.dataset.at);
      if (its !== shownDay) node.before(el("li", { class: "day" }, el("span", {}, day(node.dataset.at))));
      shownDay = its;
    }
  }

  #atEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 120;
  }

  #scrolled() {
    this.pinned = this.#atEnd();
    this.#offerEnd();
  }

  #offerEnd() {
    this.endButton.hidden = this.#atEnd();
  }

  toEnd() {
    this.pinned = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #notice(text) {
    this.note.textContent = text;
    setTimeout(() => (this.note.textContent = ""), 6000);
  }

  // The elements ------------------------------------------------------------------------------------------------------

  #build() {
    const label = say("conversation_with", { person: this.page.title(this.person) });
    this.head = el("header", { class: "head" });
    this.log = el("ol", { class: "log" });
    this.stops = new OneStop(this.log);
    const spoken = el("div", { class: "spoken", role: "log", "aria-live": "polite", "aria-relevant": "additions",
      "aria-label": label }, this.log);
    this.typing = el("li", { class: "typing", hidden: true, "aria-hidden": "true" }, el("span", { class: "dots" },
      el("i"), el("i"), el("i")));
    this.empty = el("div", { class: "empty" }, el("img", { src: "/icon.svg", alt: "", width: "72", height: "72" }),
      el("p", {}, say("begin_hint")),
      el("button", { type: "button", class: "begin", on: { click: () => this.start("") } }, say("begin")));
    this.scroller = el("div", { class: "scroller", tabindex: "0", role: "group", "aria-label": say("log"),
      "aria-description": say("log_hint"), on: { scroll: () => this.#scrolled() } }, this.empty, spoken);
    const grown = new ResizeObserver(() => this.pinned && this.toEnd());
    grown.observe(this.log);
    grown.observe(this.scroller);
    this.endButton = el("button", { type: "button", class: "to-end", title: say("newest"), "aria-label": say("newest"),
      hidden: true, tabindex: "-1", on: { click: () => this.toEnd() } }, icon("down")); // by keyboard: End
    this.note = el("p", { class: "note", role: "alert" });
    this.node = el("section", { class: "conversation", "aria-label": label, on: { focusin: () => this.page.onFocus(this) } },
      this.head, el("div", { class: "middle" }, this.scroller, this.endButton), this.note, this.#composer());
    this.node.dataset.person = this.person;
  }

  #composer() {
    const picker = (word, accept, send) => {
      const input = el("input", { type: "file", accept, class: "unseen", tabindex: "-1", "aria-label": say(word) });
      input.addEventListener("change", () => {
        for (const one of input.files) send(one);
        input.value = "";
      });
      return input;
    };
    const photo = picker("photo", "image/jpeg,image/png,image/webp,image/heic,.heic", (one) => this.#sendPhoto(one));
    const file = picker("file", null, (one) => this.#sendFile(one));
    this.input = el("textarea", { rows: "1", maxlength: "4096", placeholder: say("write"), "aria-label": say("write"),
      enterkeyhint: "send" });
    const send = () => {
      const text = this.input.value.trim();
      if (!text) return;
      this.input.value = "";
      this.#fit();
      this.write(text);
    };
    this.input.addEventListener("input", () => this.#fit());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        send();
      }
    });
    const tool = (name, word, onClick) =>
      el("button", { type: "button", class: "tool", title: say(word), "aria-label": say(word), on: { click: onClick } }, icon(name));
    const form = el("form", { class: "composer" }, photo, file, tool("photo", "photo", () => photo.click()),
      tool("clip", "file", () => file.click()),
      tool("place", "location", () => this.askLocation()), this.input,
      el("button", { class: "send", title: say("send"), "aria-label": say("send") }, icon("send")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    return form;
  }

  #fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 140)}px`;
  }

  focus() {
    if (matchMedia("(pointer: fine)").matches) this.input.focus({ preventScroll: true });
  }
}

function newest(answer) {
  return Math.max(answer.number, ...[...answer.replies, ...answer.edits].map((row) => row.number));
}

function download(kind, name, href) {
  return el("a", { class: "file", download: name, href },
    icon(kind), el("span", {}, el("b", {}, name), el("small", {}, say("download"))));
}

function location({ latitude, longitude }) {
  const facts = { latitude: latitude.toFixed(5), longitude: longitude.toFixed(5) };
  return el("p", { class: "text location" }, icon("place"), say("location_sent", facts));
}
