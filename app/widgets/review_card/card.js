// The review card: one object per place on the page, told of new data by Streamlit, of keys by the window.
class Card {
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.journal = new Journal(data.journal);
    this.queue = new Queue(this.journal);
    this.view = new View(root);
    this.clock = new Clock();
    this.sender = new Sender(this.journal, (decisions) => this.trigger("decisions", decisions), () => this.draw());
    this.marked = -1;
    this.stopped = new AbortController();
    this.listen();
  }

  // New props: acknowledgements first, so that the queue does not hide what Python offers anew.
  update({ data, setTriggerValue }) {
    const before = this.queue.current;
    if (data.session !== this.data.session) this.sender.stop(); // a new server: what was under way never arrived
    this.data = data;
    this.trigger = setTriggerValue;
    const refused = data.refused.filter((one) => this.journal.entries.has(one.decision_id));
    this.sender.acknowledge([...data.acknowledged, ...refused.map((one) => one.decision_id)]);
    this.queue.offer(data.items);
    if (refused.length) this.view.problem(`${refused.length} not stored: ${refused[0].reason}.`);
    if (this.queue.current !== before) this.clock.start();
    this.draw();
    if (!this.queue.current) this.view.drawItem(null, this);
    this.sender.flush();
  }

  listen() {
    const signal = this.stopped.signal;
    window.addEventListener("keydown", (event) => this.onKey(event), { capture: true, signal });
    for (const kind of ["pointermove", "wheel"]) {
      window.addEventListener(kind, () => this.clock.touch(), { passive: true, signal });
    }
    document.addEventListener("visibilitychange", () => this.clock.pause(document.hidden), { signal });
    window.addEventListener("beforeunload", (event) => this.journal.size > 0 && event.preventDefault(), { signal });
    this.root.addEventListener("click", (event) => this.onClick(event), { signal });
    this.view.at.search.addEventListener("input", () => this.find(this.view.at.search.value), { signal });
  }

  stop() {
    this.stopped.abort();
    this.sender.stop();
  }

  draw() {
    this.view.draw(this);
  }

  onClick(event) {
    const button = event.target.closest("[data-do], [data-label]");
    if (!button) return;
    if ("label" in button.dataset) this.choose(button.dataset.label);
    else this.act({ do: button.dataset.do });
  }

  onKey(event) {
    this.clock.touch();
    if (!this.root.host.checkVisibility() || inForeignDialog(event, this.root)) return;
    if (isTyping(event)) return this.onTyping(event);
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // Streamlit itself listens to R and C
    if (!event.repeat) this.act(action);
  }

  // Inside our own two fields; keys in any other field of the page are none of our business.
  onTyping(event) {
    const { search, note } = this.view.at;
    const field = event.composedPath()[0];
    if (field !== search && field !== note) return;
    event.stopImmediatePropagation();
    const done = event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey));
    if (done) {
      event.preventDefault();
      if (field === search) this.find("");
      this.view.at.paper.focus();
    } else if (field === search) this.onSearchKey(event);
  }

  onSearchKey(event) {
    const found = matching(this.queue.current.options, this.view.at.search.value);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && found.length && !event.repeat) {
      event.preventDefault();
      this.choose(found[Math.max(0, this.marked)]);
    } else if (step && found.length) {
      event.preventDefault();
      this.marked = (this.marked + step + found.length) % found.length;
      this.view.drawOptions(this.queue.current, this.view.at.search.value, this.marked);
    }
  }

  find(typed) {
    this.marked = typed ? 0 : -1;
    this.view.at.search.value = typed;
    this.view.drawOptions(this.queue.current, typed, this.marked);
  }

  act({ do: action, digit }) {
    if (action === "guideline" || action === "help") return this.toggle(this.view.at[`${action}Box`]);
    if (this.root.querySelector("dialog[open]")) return undefined;
    if (action === "undo") return this.undo();
    const item = this.queue.current;
    if (!item) return undefined;
    if (action === "digit") return digit <= item.options.length && this.choose(item.options[digit - 1]);
    return this[action](item);
  }

  accept(item) {
    if (item.suggestion) this.choose(item.suggestion.value);
    else this.view.say("There is no suggestion to accept. Choose a label.");
  }

  choose(label) {
    this.decide("submitted", label);
  }

  reject() {
    this.decide("discarded", null);
  }

  skip() {
    this.decide("skipped", null);
  }

  more(item) {
    this.view.drawText(item, Infinity);
  }

  note() {
    this.view.at.noteBox.hidden = false;
    this.view.at.note.focus();
  }

  search() {
    if (!this.view.at.find.hidden) this.view.at.search.focus();
  }

  decide(action, value) {
    if (!this.queue.current) return;
    const typing = [this.view.at.search, this.view.at.note].includes(this.root.activeElement);
    this.queue.decide(action, value, this.view.at.note.value.trim(), this.clock);
    this.moved(typing);
    this.view.say(`${value ?? { skipped: "Skipped", discarded: "None fits" }[action]}. ${this.view.at.counted.textContent}.`);
  }

  undo() {
    const last = this.queue.undo();
    if (!last) return;
    this.moved(false);
    this.view.at.note.value = last.decision.note;
    this.view.at.noteBox.hidden = !last.decision.note;
    this.view.say("Undone. Decide on this record again.");
  }

  moved(leaveField) {
    this.clock.start();
    this.marked = -1;
    this.view.problem("");
    this.draw();
    if (leaveField) this.view.at.paper.focus();
    this.sender.flush();
    this.draw();
  }

  toggle(box) {
    const wasOpen = box.open;
    for (const dialog of this.root.querySelectorAll("dialog[open]")) dialog.close();
    if (!wasOpen) box.showModal();
  }
}

const cards = new WeakMap();

export default function ({ data, setTriggerValue, parentElement }) {
  let card = cards.get(parentElement);
  if (!card) {
    card = new Card(parentElement, data);
    cards.set(parentElement, card);
  }
  card.update({ data, setTriggerValue });
  return () => {
    card.stop();
    cards.delete(parentElement);
  };
}
