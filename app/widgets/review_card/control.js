// One way of answering. A file control_NAME.js each, found by the item's `control`; this is what they share.
const CONTROLS = {};

class Control {
  constructor(card) {
    this.card = card;
    this.place = element("div", "control");
    this.submits = true; // whether an answer is composed and then submitted; else one key is the answer
    this.none = "None fits"; // what key R says
    this.missing = "There is no answer yet.";
    this.submitKey = "Enter";
    this.shows = false; // whether the suggested answer is shown by the control itself
  }

  // Draw everything for an item; the answer comes with `set`.
  show(item, digits) {
    this.item = item;
    this.digits = digits;
  }

  // Take over an answer (a suggestion, a draft, null for none).
  set(_value) {}

  // The answer as it stands, null where there is none.
  value() {
    return null;
  }

  // The answer so far, finished or not, as it is kept while it is being made.
  draft() {
    return this.value();
  }

  // A sentence that asks for a second press, where an answer looks like a slip.
  doubt() {
    return "";
  }

  // What a key means here, outside fields; true takes it from everybody else.
  key(_event) {
    return false;
  }

  // The same inside a field of the control.
  typing(_event, _field) {
    return false;
  }

  digit(_digit) {}

  // Key E: to where the answer is given.
  edit() {}

  // Key /: to the search field, if there is one.
  search() {}

  drawText(place, text) {
    showText(place, text);
  }

  changed() {
    this.card.changed();
  }
}

// What is answered from a list of `options`, by digit or by what is typed.
class ListControl extends Control {
  digit(digit) {
    this.options.digit(digit);
  }

  search() {
    if (!this.options.find.hidden) this.options.field.focus();
  }

  edit() {
    this.options.list.querySelector(".option")?.focus();
  }
}

function parsedList(value) {
  const found = parsed(value ?? "");
  return Array.isArray(found) ? found : [];
}
