// Any number of labels, switched on and off; of a code and those below it only the most specific is in the answer.
class Choices extends ListControl {
  constructor(card) {
    super(card);
    this.ask = "Choose every label that fits.";
    this.none = "Cannot be answered";
    this.keys = [
      ["1 – 9", "Switch the label with that number on or off"],
      ["/", "Find a label: type, ↑ ↓, Enter switches it"],
      ["Enter", "Submit the labels that are switched on"],
    ];
    this.chosen = new Set();
    this.options = new Options((label) => this.toggle(label), (label) => this.state(label));
    this.chips = element("ul", "chips");
    this.chips.setAttribute("aria-label", "Chosen labels");
    this.chips.addEventListener("click", (event) => {
      const chip = event.target.closest("[data-drop]");
      if (chip) this.toggle(chip.dataset.drop);
    });
    this.place.append(this.chips, this.options.place);
  }

  show(item, digits) {
    super.show(item, digits);
    this.options.show(item.options, { separator: item.separator, digits });
  }

  set(value) {
    this.chosen = new Set(parsedList(value).filter((label) => typeof label === "string"));
    this.draw();
  }

  value() {
    return JSON.stringify([...this.chosen].sort());
  }

  doubt() {
    return this.chosen.size ? "" : "No label is chosen. Press Enter again if none fits.";
  }

  // "true" for a chosen label, "mixed" for one above a chosen one.
  state(label) {
    if (this.chosen.has(label)) return "true";
    return this.below(label).length ? "mixed" : "false";
  }

  below(label) {
    return [...this.chosen].filter((one) => isBelow(one, label, this.item.separator));
  }

  toggle(label) {
    const below = this.below(label);
    if (this.chosen.has(label)) this.chosen.delete(label);
    else if (below.length) for (const one of below) this.chosen.delete(one);
    else {
      for (const one of above(label, this.item.separator)) this.chosen.delete(one);
      this.chosen.add(label);
    }
    this.draw();
    this.card.view.say(`${visibleText(label)} ${this.chosen.has(label) ? "chosen" : "not chosen"}.`);
    this.changed();
  }

  draw() {
    const chips = [...this.chosen].map((label) => {
      const name = showText(element("bdi", ""), asPath(label, this.item.separator));
      const chip = button("chosen", name, element("span", "cross", "×"));
      chip.dataset.drop = label;
      chip.setAttribute("aria-label", `Remove ${visibleText(label)}`);
      return element("li", "", chip);
    });
    this.chips.replaceChildren(...chips);
    this.options.refresh();
  }

  typing(event, field) {
    if (field !== this.options.field) return false;
    if (event.key === "Escape") this.options.filter("");
    if (event.key === "Enter" && !field.value && !event.repeat) this.card.submit();
    else return this.options.typing(event);
    return true;
  }
}

CONTROLS.choices = Choices;
