// One label: choosing it is the decision.
class Choice extends ListControl {
  constructor(card) {
    super(card);
    this.submits = false;
    this.ask = "Choose the label that fits.";
    this.keys = [["1 – 9", "Choose the label with that number"], ["/", "Find a label: type, then ↑ ↓ and Enter"]];
    this.options = new Options((label) => card.decide("submitted", label));
    this.place.append(this.options.place);
  }

  show(item, digits) {
    super.show(item, digits);
    const proposed = item.suggestion?.value;
    const others = item.options.filter((label) => label !== proposed);
    this.options.show(proposed === undefined ? item.options : [proposed, ...others], { proposed, digits });
  }

  typing(event, field) {
    if (field !== this.options.field) return false;
    if (event.key === "Escape") this.options.filter("");
    return this.options.typing(event);
  }
}

CONTROLS.choice = Choice;
