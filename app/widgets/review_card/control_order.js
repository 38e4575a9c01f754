// Texts put in order, the best first: two side by side and one key, or a list whose rows move.
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

class Order extends Control {
  constructor(card) {
    super(card);
    this.places = [];
    this.list = element("ol", "candidates");
    this.place.append(this.list);
    this.list.addEventListener("click", (event) => this.onClick(event));
    this.listenToDrag();
  }

  get pair() {
    return this.item.candidates.length === 2;
  }

  show(item, digits) {
    super.show(item, digits);
    this.submits = !this.pair;
    this.ask = this.pair ? "Which answer is better?" : "Put the answers in order, the best first.";
    this.none = this.pair ? "Neither" : "None is good";
    this.keys = this.pair ? PAIR_KEYS : LIST_KEYS;
    this.list.classList.toggle("pair", this.pair);
  }

  // Numbers of the candidates as they are shown; Python turns them into the record's own.
  set(value) {
    const wanted = parsedList(value);
    const shown = this.item.candidates.map((_, index) => index);
    const whole = wanted.length === shown.length && shown.every((index) => wanted.includes(index));
    this.places = whole && !this.pair ? wanted : shown;
    this.draw();
  }

  value() {
    return JSON.stringify(this.places);
  }

  doubt() {
    const shown = this.places.every((number, index) => number === index);
    return shown ? "This is how they were shown. Press Enter again if it is your order." : "";
  }

  draw() {
    const best = parsedList(this.item.suggestion?.value)[0];
    const rows = this.places.map((number, place) => (this.pair ? this.side(number, number === best) : this.row(number, place)));
    this.list.replaceChildren(...rows);
  }

  side(number, proposed) {
    const better = button("better", element("kbd", "", this.digits ? String(number + 1) : number ? "→" : "←"), `${LETTERS[number]} is better`);
    better.dataset.best = number;
    const head = element("div", "head", better, element("span", "caption", proposed ? "suggested" : ""));
    return element("li", proposed ? "proposed" : "", head, this.text(number));
  }

  row(number, place) {
    const handle = element("span", "handle", "⠿");
    handle.draggable = true;
    handle.title = "Drag to its place";
    const [up, down] = [-1, 1].map((step) => {
      const move = button("quiet", step < 0 ? "↑" : "↓");
      move.dataset.step = step;
      move.disabled = place + step < 0 || place + step >= this.places.length;
      move.setAttribute("aria-label", `Move ${LETTERS[number]} ${step < 0 ? "up" : "down"}`);
      return move;
    });
    const head = element("div", "head", handle, element("b", "", `${place + 1}.`), element("span", "", `Answer ${LETTERS[number]}`), up, down);
    const row = element("li", "", head, this.text(number));
    row.tabIndex = 0;
    row.dataset.place = place;
    row.setAttribute("aria-label", `Place ${place + 1}: answer ${LETTERS[number]}`);
    return row;
  }

  text(number) {
    const text = element("div", "candidate");
    text.dir = "auto";
    if (this.pair) text.tabIndex = 0;
    return showText(text, this.item.candidates[number]);
  }

  onClick(event) {
    const pressed = event.target.closest("button");
    if (!pressed) return;
    if ("best" in pressed.dataset) this.choose(Number(pressed.dataset.best));
    else this.move(Number(pressed.closest("li").dataset.place), Number(pressed.dataset.step));
  }

  choose(best) {
    this.card.decide("submitted", JSON.stringify([best, 1 - best]));
  }

  move(from, step) {
    const to = Math.min(this.places.length - 1, Math.max(0, from + step));
    if (to === from) return;
    this.places.splice(to, 0, ...this.places.splice(from, 1));
    this.draw();
    this.list.children[to].focus();
    this.card.view.say(`Answer ${LETTERS[this.places[to]]} is on place ${to + 1}.`);
    this.changed();
  }

  key(event) {
    const step = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: 0, ArrowRight: 1 }[event.key];
    if (step === undefined) return false;
    const row = event.composedPath()[0].closest?.("[data-place]");
    if (this.pair && event.key.match(/Left|Right/)) return event.repeat || (this.choose(step), true);
    if (this.pair || !row || event.key.match(/Left|Right/)) return false;
    if (event.shiftKey || event.altKey) this.move(Number(row.dataset.place), step);
    else this.list.children[Number(row.dataset.place) + step]?.focus();
    return true;
  }

  digit(digit) {
    if (digit > this.places.length) return;
    if (this.pair) this.choose(digit - 1);
    else this.list.children[digit - 1].focus();
  }

  edit() {
    this.list.querySelector("li[tabindex], .better")?.focus();
  }

  listenToDrag() {
    this.list.addEventListener("dragstart", (event) => {
      this.dragged = event.target.closest("[data-place]");
      if (this.dragged) event.dataTransfer.setDragImage(this.dragged, 10, 10);
    });
    this.list.addEventListener("dragover", (event) => this.dragged && event.preventDefault());
    this.list.addEventListener("drop", (event) => {
      const onto = event.target.closest("[data-place]");
      event.preventDefault();
      if (onto && this.dragged) this.move(Number(this.dragged.dataset.place), onto.dataset.place - this.dragged.dataset.place);
      this.dragged = null;
    });
  }
}

const PAIR_KEYS = [["1 or ←", "The left answer is better"], ["2 or →", "The right answer is better"]];
const LIST_KEYS = [
  ["1 – 9", "To the answer on that place; ↑ ↓ go on from there"],
  ["Shift + ↑ ↓", "Move that answer up or down"],
  ["Enter", "Submit the order"],
];

CONTROLS.order = Order;
