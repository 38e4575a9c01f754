// Answers that people gave and do not agree on, without names; a digit takes one of them.
class Answers {
  constructor(place, take) {
    this.place = place;
    this.place.addEventListener("click", (event) => {
      const pressed = event.target.closest("[data-answer]");
      if (pressed) take(Number(pressed.dataset.answer));
    });
  }

  show(answers, digits) {
    this.place.hidden = answers.length === 0;
    const head = `${answers.length} answers that do not agree: take the right one, or give another below.`;
    const rows = answers.map((answer, index) => this.row(answer, digits ? String(index + 1) : ""));
    const other = button("quiet", digits ? "Another answer " : "Back to these answers ", element("kbd", "", digits ? "E" : "Esc"));
    other.dataset.do = digits ? "edit" : "back";
    this.place.replaceChildren(element("p", "caption", head), element("div", "versions", ...rows.map(({ row }) => row)), other);
    rows.forEach(({ index }, at) => (index.dataset.answer = at));
  }

  row({ shown, note }, digit) {
    const value = showText(element("div", "given"), shown);
    value.dir = "auto";
    const index = button("version", element("kbd", "", digit), value);
    const said = note ? [showText(element("p", "said"), note)] : [];
    for (const one of said) one.dir = "auto";
    return { index, row: element("div", "", index, ...said) };
  }
}
