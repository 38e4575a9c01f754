// Labelled places: select words in the text, press a label's number; marks may overlap.
class Spans extends Control {
  constructor(card) {
    super(card);
    this.ask = "Mark every passage that a label names.";
    this.none = "Cannot be answered";
    this.shows = true;
    this.keys = [
      ["E", "Into the text: arrows move, Shift + arrows select"],
      ["1 – 9", "Mark the selected words with that label"],
      ["Backspace", "Remove the mark under the caret"],
      ["Enter", "Submit the marks"],
    ];
    this.spans = [];
    this.active = -1;
    this.reading = new Reading(card.stopped.signal, () => this.caretMoved());
    this.options = new Options((label) => this.put(label));
    this.list = element("ol", "spans");
    this.list.setAttribute("aria-label", "Marked passages");
    this.list.addEventListener("click", (event) => this.onList(event));
    this.place.append(this.options.place, this.list);
  }

  show(item, digits) {
    if (item !== this.item) [this.spans, this.active, this.reading.range] = [[], -1, null];
    super.show(item, digits);
    this.options.show(item.options, { digits, inks: true });
  }

  drawText(place, text) {
    this.text = text;
    if (this.reading.place.parentNode !== place) place.replaceChildren(this.reading.place);
    this.draw();
  }

  set(value) {
    const whole = ({ start, end, label }) => Number.isInteger(start) && Number.isInteger(end) && typeof label === "string";
    this.spans = parsedList(value).filter((span) => span && whole(span));
    this.active = -1;
    this.draw();
  }

  // Characters as Python counts them.
  value() {
    const order = (a, b) => a.start - b.start || a.end - b.end || (a.label < b.label ? -1 : 1);
    return JSON.stringify([...this.spans].sort(order).map(({ start, end, label }) => ({ end, label, start })));
  }

  doubt() {
    return this.spans.length ? "" : "Nothing is marked. Press Enter again if there is nothing to mark.";
  }

  draw() {
    this.drawn = this.spans.map((span) => this.mark(span));
    this.drawn.forEach((mark, index) => (mark.active = index === this.active));
    this.reading.show(this.text ?? "", this.drawn);
    this.list.replaceChildren(...this.spans.map((span, index) => this.row(span, index)));
  }

  mark({ start, end, label }) {
    const text = this.text ?? "";
    const ink = Math.max(0, this.item.options.indexOf(label));
    return { start: toUnit(text, start), end: toUnit(text, end), ink, tag: visibleText(label) };
  }

  row({ label }, index) {
    const { start, end, ink } = this.drawn[index];
    const words = this.text.slice(start, end);
    const name = showText(element("span", "tag"), label);
    name.dataset.ink = ink % INKS;
    const quoted = showText(element("bdi", "quoted"), words.length > 60 ? `${words.slice(0, 57)}…` : words || "further down");
    const go = button("passage", name, quoted);
    const drop = button("quiet drop", element("span", "", "×"));
    drop.setAttribute("aria-label", `Remove ${visibleText(label)}: ${visibleText(words.slice(0, 60))}`);
    for (const one of [go, drop]) one.dataset.span = index;
    return element("li", index === this.active ? "active" : "", go, drop);
  }

  // The selection gets the label, or loses it if it had it; without a selection the mark under the caret changes.
  put(label) {
    const passage = this.reading.passage();
    if (passage) this.add({ start: toCodePoint(this.text, passage.start), end: toCodePoint(this.text, passage.end), label });
    else if (this.spans[this.active]) this.spans[this.active] = { ...this.spans[this.active], label };
    else return this.card.hint("Select the words first: with the mouse, or E and Shift + arrows.");
    this.settle();
    return this.card.view.say(`${visibleText(label)} marked.`);
  }

  add(span) {
    const same = (one) => one.start === span.start && one.end === span.end && one.label === span.label;
    this.active = this.spans.findIndex(same);
    if (this.active >= 0) return this.remove(this.active);
    this.active = this.spans.push(span) - 1;
    const end = toUnit(this.text, span.end);
    this.reading.range = { start: end, end };
    return undefined;
  }

  remove(index) {
    if (!this.spans[index]) return;
    this.spans.splice(index, 1);
    this.active = -1;
    this.settle();
  }

  settle() {
    this.draw();
    this.changed();
  }

  caretMoved() {
    const { start, end } = this.reading.range;
    const under = this.drawn.map((mark, index) => ({ ...mark, index })).filter((mark) => mark.start <= start && end <= mark.end);
    under.sort((a, b) => a.end - a.start - (b.end - b.start));
    const active = start === end ? (under[0]?.index ?? -1) : -1;
    if (active === this.active) return;
    this.active = active;
    for (const [index, row] of [...this.list.children].entries()) row.classList.toggle("active", index === active);
  }

  onList(event) {
    const pressed = event.target.closest("[data-span]");
    if (!pressed) return;
    const index = Number(pressed.dataset.span);
    if (pressed.classList.contains("drop")) return this.remove(index);
    this.reading.focus();
    return this.reading.select(this.drawn[index].start, this.drawn[index].start);
  }

  key(event) {
    if (event.key !== "Backspace" && event.key !== "Delete") return false;
    this.reading.read();
    const row = event.composedPath()[0].closest?.("[data-span]");
    if (row) this.remove(Number(row.dataset.span));
    else if (this.reading.focused) this.remove(this.active);
    else return false;
    return true;
  }

  digit(digit) {
    this.options.digit(digit);
  }

  search() {
    if (!this.options.find.hidden) this.options.field.focus();
  }

  edit() {
    this.reading.focus();
  }

  typing(event, field) {
    if (field !== this.options.field) return false;
    if (event.key === "Escape") this.options.filter("");
    const chosen = event.key === "Enter" && field.value;
    const taken = this.options.typing(event);
    if (chosen && taken) this.reading.focus();
    return taken;
  }
}

CONTROLS.spans = Spans;
