// Two answers side by side: one key says which is better, that they are equal, or that both are bad.
const BETTER = [
  ["first", "Left is better", "←"],
  ["second", "Right is better", "→"],
  ["tie", "Equally good", ""],
  ["both bad", "Both are bad", ""],
];

class Preference extends Control {
  constructor(card) {
    super(card);
    this.submits = false;
    this.ask = "Which answer is better?";
    this.none = "Both bad";
    this.keys = BETTER.map(([, says, arrow], index) => [arrow ? `${index + 1} or ${arrow}` : `${index + 1}`, says]);
    this.list = element("ol", "candidates pair");
    this.equal = element("div", "equal");
    this.place.append(this.list, this.equal);
    this.place.addEventListener("click", (event) => {
      const pressed = event.target.closest("[data-better]");
      if (pressed) this.card.decide("submitted", pressed.dataset.better);
    });
  }

  show(item, digits) {
    super.show(item, digits);
    this.list.replaceChildren(...item.candidates.map((text, side) => this.side(text, side)));
    this.equal.replaceChildren(this.say(2), this.say(3));
  }

  side(text, side) {
    const answer = element("div", "candidate");
    answer.dir = "auto";
    answer.tabIndex = 0;
    return element("li", "", element("div", "head", this.say(side)), showText(answer, text));
  }

  say(index) {
    const [value, says] = BETTER[index];
    const pressed = button("better", element("kbd", "", this.digits ? String(index + 1) : ""), says);
    pressed.dataset.better = value;
    return pressed;
  }

  digit(digit) {
    if (digit <= BETTER.length) this.card.decide("submitted", BETTER[digit - 1][0]);
  }

  key(event) {
    const side = { ArrowLeft: 0, ArrowRight: 1 }[event.key];
    if (side === undefined) return false;
    if (!event.repeat) this.card.decide("submitted", BETTER[side][0]);
    return true;
  }

  edit() {
    this.place.querySelector(".better").focus();
  }
}

CONTROLS.preference = Preference;
