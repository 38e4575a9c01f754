// A whole example put right: system, instruction and response, each in a field of its own.
const FIELDS = ["system", "instruction", "response"];

class Fields extends Control {
  constructor(card) {
    super(card);
    this.ask = "Put the example right.";
    this.none = "Not acceptable";
    this.missing = "The instruction and the response need text.";
    this.shows = true;
    this.submitKey = "Ctrl Enter";
    this.keys = [
      ["E", "Edit; Tab goes from field to field, Esc returns to the keys"],
      ["Ctrl + Enter", "Submit the example"],
    ];
    const named = (name) => name[0].toUpperCase() + name.slice(1);
    this.areas = FIELDS.map((name) => new Area(named(name), () => this.changed()));
    this.place.append(...this.areas.map((area) => area.place));
  }

  show(item, digits) {
    super.show(item, digits);
    const base = baseOf(item) === null ? null : exampleIn(baseOf(item));
    this.areas.forEach((area, index) => area.show(base && base[FIELDS[index]]));
  }

  set(value) {
    const example = exampleIn(value);
    this.areas.forEach((area, index) => (area.text = example[FIELDS[index]]));
  }

  value() {
    return this.areas.slice(1).every((area) => area.text.trim()) ? this.draft() : null;
  }

  // As far as it is, whole or not.
  draft() {
    const [system, instruction, response] = this.areas.map((area) => area.text);
    return JSON.stringify({ instruction, response, system });
  }

  edit() {
    this.areas.at(-1).field.focus();
  }
}

function exampleIn(value) {
  const told = parsed(value ?? "") ?? {};
  return Object.fromEntries(FIELDS.map((name) => [name, typeof told[name] === "string" ? told[name] : ""]));
}

CONTROLS.fields = Fields;
