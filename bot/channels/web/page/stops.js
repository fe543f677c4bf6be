// By keyboard: a group of controls is one stop for Tab, however many there are; the arrows go from one to the next.

const STEPS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

export class OneStop {
  /** `which` of the group's elements belong together. */
  constructor(group, which = "button, a[href]") {
    this.group = group;
    this.which = which;
    group.addEventListener("keydown", (event) => this.#step(event));
    group.addEventListener("focusin", ({ target }) => target.matches(which) && this.#stopAt(target));
  }

  get controls() {
    return [...this.group.querySelectorAll(this.which)].filter((one) => !one.disabled);
  }

  /** Make this control the one that Tab comes to, unless the focus is within the group already. */
  settle(preferred) {
    const focused = this.controls.find((one) => one === document.activeElement);
    this.#stopAt(focused ?? preferred ?? this.controls.at(-1));
  }

  #stopAt(stop) {
    for (const one of this.group.querySelectorAll(this.which)) one.tabIndex = one === stop ? 0 : -1;
  }

  #step(event) {
    const controls = this.controls;
    const at = controls.indexOf(event.target);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const ends = { Home: 0, End: controls.length - 1 };
    const next = controls[ends[event.key] ?? at + (STEPS[event.key] ?? NaN)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
