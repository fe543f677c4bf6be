// One person's messages on their way to the bot: in order, one at a time, and under a key that makes twice once.
// What was written is kept in this browser, so that it stands in the chat after a reload, and what was not yet taken
// is sent again under the same key.

const KEPT = 300;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

/** Whether all that a press did was to change its message: then the press itself leaves nothing in the chat. */
function changedInPlace(answer) {
  return answer.replies.length === 0 && answer.edits.some((edit) => edit.question !== null);
}

export class Sender {
  constructor(person, { onChange, onAnswer, onConnection }) {
    this.person = person;
    this.store = `diemdanh:${person}`;
    this.onChange = onChange;
    this.onAnswer = onAnswer;
    this.onConnection = onConnection;
    this.items = this.#load();
    this.files = new Map();
    this.working = false;
  }

  /** What was written before this browser was pointed at a new database does not belong to the chat any more. */
  forgetOlder(last, firstAt) {
    const answered = (item) => item.state === "sent"; // so something newer than its `after` stands in the chat
    const before = (item) => firstAt && new Date(item.at) < new Date(firstAt) - 60_000;
    const stale = (item) => answered(item) && (item.after >= last || before(item));
    if (this.items.some(stale)) {
      this.items = this.items.filter((item) => item.state === "sending");
      this.#save();
    }
  }

  /** Queue one message: `shown` is its bubble, `body` the JSON for the bot, `file` a file instead, sent as `field`. */
  send(shown, body, file = null, field = "photo") {
    const key = randomKey();
    const item = { key, at: new Date().toISOString(), shown, body, field: file && field, state: "sending", after: null };
    if (file) this.files.set(key, file);
    this.items = [...this.items, item].slice(-KEPT);
    this.#save();
    this.onChange(item);
    this.work();
  }

  get busy() {
    return this.items.some((item) => item.state === "sending");
  }

  async work() {
    if (this.working) return;
    this.working = true;
    try {
      for (let item; (item = this.items.find((one) => one.state === "sending")); ) await this.#deliver(item);
    } finally {
      this.working = false;
    }
  }

  async #deliver(item) {
    for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      const outcome = await this.#post(item);
      this.onConnection(outcome !== "again");
      if (outcome !== "again") break;
      item.late = true;
      this.onChange(item);
      await new Promise((done) => setTimeout(done, wait));
    }
    delete item.late;
    this.items = this.items.filter((one) => one.state !== "gone");
    this.#save();
    this.onChange(item);
  }

  async #post(item) {
    const request = this.#request(item);
    if (request === null) {
      item.state = "refused";
      return "refused";
    }
    let answer;
    try {
      answer = await fetch(`/chat/${this.person}`, { method: "POST", signal: AbortSignal.timeout(20_000), ...request });
    } catch {
      return "again";
    }
    if (answer.status >= 500 || answer.status === 408 || answer.status === 429) return "again";
    let body;
    try {
      body = await answer.json();
    } catch {
      return "again";
    }
    item.state = answer.ok ? "sent" : "refused";
    item.status = answer.status;
    if (answer.ok) {
      item.after = body.number;
      if (item.body.choice && changedInPlace(body)) item.state = "gone";
      this.onAnswer(body, item);
    } else {
      item.why = body.error;
    }
    return item.state;
  }

  #request(item) {
    if (!item.field) {
      return {
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ key: item.key, ...item.body }),
      };
    }
    const file = this.files.get(item.key);
    if (!file) return null;
    const form = new FormData();
    form.append("key", item.key);
    form.append(item.field, file, file.name || item.field);
    return { body: form };
  }

  #load() {
    try {
      return JSON.parse(localStorage.getItem(this.store)) ?? [];
    } catch {
      return [];
    }
  }

  #save() {
    try {
      localStorage.setItem(this.store, JSON.stringify(this.items));
    } catch {
      // A full or forbidden store only means that a reload shows the bot's messages alone.
    }
  }
}

function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The address under which the bot keeps a photo: the hash of its bytes. */
export async function addressOf(file) {
  if (!crypto.subtle) return null;
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return `/files/${[...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
