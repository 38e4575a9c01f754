// The review card: one object per place on the page, told of new data by Streamlit, of keys by the window.
const DIALOGS = ["guideline", "help", "history"];

class Card {
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.stopped = new AbortController();
    this.journal = new Journal(data.journal);
    this.queue = new Queue(this.journal);
    this.view = new View(root);
    this.clock = new Clock();
    this.sender = new Sender(this.journal, (decisions) => this.trigger("decisions", decisions), () => this.draw());
    this.drafts = new Drafts(() => this.saveDraft());
    this.answers = new Answers(this.view.at.answers, (index) => this.take(index));
    this.controls = new Map();
    this.control = null;
    this.shown = null;
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
    for (const { decision_id } of refused) this.queue.refuse(decision_id);
    this.queue.offer(data.items.map((item) => ({ options: data.labels, ...item })));
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
    document.addEventListener("visibilitychange", () => this.onVisibility(document.hidden), { signal });
    window.addEventListener("pagehide", () => this.drafts.flush(), { signal });
    window.addEventListener("beforeunload", (event) => this.journal.size > 0 && event.preventDefault(), { signal });
    this.root.addEventListener("click", (event) => this.onClick(event), { signal });
    this.view.at.note.addEventListener("input", () => this.changed(), { signal });
  }

  stop() {
    this.drafts.flush();
    this.stopped.abort();
    this.sender.stop();
  }

  draw() {
    if (this.queue.current !== this.shown) this.begin(this.queue.current);
    this.view.draw(this);
  }

  // Another record on screen.
  begin(item) {
    this.shown = item;
    this.hint("");
    this.drafts.stop();
    if (!item) return this.view.drawItem(null, this);
    const { value, note } = this.queue.kept(item);
    this.control = this.controlFor(item.control);
    this.layOut(item, !item.answers?.length);
    this.view.drawItem(item, this);
    this.view.drawText(item, FIRST, this.control);
    this.control.set(baseOf(item));
    this.basis = this.control.value();
    if (value !== null) this.control.set(value);
    this.view.note(note);
  }

  // Digits belong to the control, or to the answers that are to be settled.
  layOut(item, digits) {
    this.answers.show(item.answers ?? [], !digits);
    this.control.show(item, digits);
  }

  controlFor(name) {
    if (!this.controls.has(name)) this.controls.set(name, new (CONTROLS[name] ?? Control)(this));
    return this.controls.get(name);
  }

  get changedAnswer() {
    return this.control.value() !== this.basis;
  }

  changed() {
    this.hint("");
    this.drafts.changed();
    this.view.drawPrimary(this, this.queue.current);
  }

  saveDraft() {
    if (!this.queue.current) return;
    const before = this.queue.kept(this.queue.current).value;
    const value = this.changedAnswer || before !== null ? this.control.draft() : null;
    const note = this.view.at.note.value.trim();
    if (value === null && !note) return;
    this.queue.draft(value, note, this.clock);
    this.sender.flush();
    this.draw();
  }

  onVisibility(hidden) {
    this.clock.pause(hidden);
    if (hidden) this.drafts.flush();
  }

  onClick(event) {
    const pressed = event.target.closest("[data-do], [data-again]");
    if (!pressed) return;
    if ("again" in pressed.dataset) this.reopen(Number(pressed.dataset.again));
    else this.act({ do: pressed.dataset.do });
  }

  onKey(event) {
    this.clock.touch();
    if (!this.root.host.checkVisibility() || inForeignDialog(event, this.root)) return;
    if (isTyping(event)) return this.onTyping(event);
    const item = this.queue.current;
    const taken = item && !this.openDialog && !event.ctrlKey && !event.metaKey && this.control.key(event);
    const action = taken ? null : actionOf(event);
    if (!taken && !action) return;
    if (action?.do === "back" && (this.openDialog || !this.canGoBack)) return; // Esc is the dialog's, or nobody's
    event.preventDefault();
    event.stopImmediatePropagation(); // Streamlit itself listens to R and C
    if (action && !event.repeat) this.act(action);
  }

  // Inside our own fields; keys in any other field of the page are none of our business.
  onTyping(event) {
    const field = event.composedPath()[0];
    if (!this.root.contains(field) || event.isComposing) return;
    event.stopImmediatePropagation();
    const submit = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (this.control?.typing(event, field)) return event.preventDefault();
    if (event.key !== "Escape" && !submit) return;
    event.preventDefault();
    this.view.at.paper.focus();
    if (submit && this.control.submits && !event.repeat) this.submit();
  }

  get openDialog() {
    return this.root.querySelector("dialog[open]");
  }

  get canGoBack() {
    return Boolean(this.queue.current?.answers?.length) && this.control.digits;
  }

  act({ do: action, digit }) {
    if (DIALOGS.includes(action)) return this.toggle(this.view.at[`${action}Box`]);
    if (this.openDialog) return undefined;
    if (action === "undo") return this.reopen();
    const item = this.queue.current;
    if (!item) return undefined;
    if (action === "digit") return this.control.digits ? this.control.digit(digit) : this.take(digit - 1);
    return this[action](item);
  }

  accept(item) {
    const base = baseOf(item);
    if (base === null) this.hint("There is no suggestion to accept.");
    else if (this.changedAnswer) this.hint("You have changed it: submit yours, or go back to the suggestion.");
    else this.decide("submitted", base);
  }

  // The answer as it stands; one that looks like a slip is asked about first.
  submit() {
    const { control } = this;
    if (!control.submits) return undefined;
    const base = baseOf(this.queue.current);
    const value = base !== null && !this.changedAnswer ? base : control.value();
    const doubt = value === null ? control.missing : value === base ? "" : control.doubt();
    if (!doubt || (value !== null && this.doubted === doubt)) return this.decide("submitted", value);
    this.hint(doubt);
    this.doubted = doubt;
    return undefined;
  }

  // One of the disputed answers, as somebody gave it.
  take(index) {
    const answer = this.queue.current.answers?.[index];
    if (answer) this.decide(answer.value === null ? "discarded" : "submitted", answer.value);
  }

  edit(item) {
    if (!this.control.digits) this.hand(item, true);
    this.control.edit();
  }

  back(item) {
    if (this.canGoBack) this.hand(item, false);
  }

  hand(item, digits) {
    const written = this.control.draft();
    this.layOut(item, digits);
    this.control.set(written);
  }

  restore(item) {
    this.control.set(baseOf(item));
    this.changed();
    this.view.at.paper.focus();
  }

  reject() {
    this.decide("discarded", null);
  }

  skip() {
    this.decide("skipped", null);
  }

  more(item) {
    this.view.drawText(item, Infinity, this.control);
  }

  note() {
    this.view.at.noteBox.hidden = false;
    this.view.at.note.focus();
  }

  search() {
    this.control.search();
  }

  hint(sentence) {
    this.doubted = "";
    this.view.hint(sentence);
  }

  decide(action, value) {
    if (!this.queue.current) return;
    const typing = /^(INPUT|TEXTAREA)$/.test(this.root.activeElement?.tagName);
    this.drafts.stop();
    const said = told(this.queue.current, { action, value });
    this.queue.decide(action, value, this.view.at.note.value.trim(), this.clock);
    this.moved(typing);
    this.view.say(`${visibleText(said)}. ${this.view.at.counted.textContent}.`);
  }

  // Undo the last decision, or any one of the history.
  reopen(index) {
    this.openDialog?.close();
    this.drafts.flush();
    const last = this.queue.undo(index);
    if (!last) return;
    this.moved(false);
    if (last.decision.note || this.changedAnswer) this.drafts.changed();
    this.view.say("Undone. Decide on this record again.");
  }

  moved(leaveField) {
    this.clock.start();
    this.view.problem("");
    this.draw();
    if (leaveField) this.view.at.paper.focus();
    this.sender.flush();
    this.draw();
  }

  toggle(box) {
    const wasOpen = box.open;
    this.openDialog?.close();
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
