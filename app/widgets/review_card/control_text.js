// One written answer: a proposal that stands, is edited, or is not acceptable.
class WrittenText extends Control {
  constructor(card) {
    super(card);
    this.ask = "Write the answer.";
    this.none = "Not acceptable";
    this.missing = "The answer is empty.";
    this.shows = true;
    this.submitKey = "Ctrl Enter";
    this.keys = [
      ["E", "Edit the answer (Esc to return to the keys)"],
      ["Ctrl + Enter", "Submit your answer"],
    ];
    this.area = new Area("Answer", () => this.changed());
    this.place.append(this.area.place);
  }

  show(item, digits) {
    super.show(item, digits);
    this.area.show(baseOf(item));
  }

  set(value) {
    this.area.text = value ?? "";
  }

  value() {
    return this.area.text.trim() ? this.area.text : null;
  }

  draft() {
    return this.area.text;
  }

  edit() {
    this.area.field.focus();
  }
}

CONTROLS.text = WrittenText;
