// The decisions of this session, the newest first: a row of chips, and a list from which each can be opened again.
const CHIPS = 5;

class DecisionHistory {
  constructor(chips, list) {
    this.chips = chips;
    this.list = list;
  }

  draw(history) {
    const last = history.map((entry, index) => ({ ...entry, index })).reverse();
    this.chips.replaceChildren(...last.slice(0, CHIPS).map(({ item, decision }) => {
      return showText(element("li", decision.action), told(item, decision));
    }));
    const rows = last.map(({ item, decision, index }) => {
      const answer = showText(element("b", `told ${decision.action}`), told(item, decision));
      const snippet = showText(element("bdi", "snippet"), item.text.slice(0, 120));
      const again = button("quiet", "Open again");
      again.dataset.again = index;
      return element("li", "", element("div", "", answer, snippet), again);
    });
    this.list.replaceChildren(...(rows.length ? rows : [element("li", "caption", "Nothing decided yet.")]));
  }
}

// An answer in a few words.
function told(item, { action, value }) {
  if (action === "skipped") return "Skipped";
  if (action === "discarded") return item.control === "choice" ? "None fits" : "Not acceptable";
  return SAYINGS[item.control]?.(value, item) ?? value;
}

const SAYINGS = {
  choices: (value, item) => parsedList(value).map((label) => asPath(label, item.separator)).join(", ") || "none",
  spans: (value) => `${parsedList(value).length} marked`,
  text: (value, item) => (value === baseOf(item) ? "as it stands" : value),
  fields: (value, item) => (value === baseOf(item) ? "as it stands" : exampleIn(value).response),
  order: (value) => parsedList(value).map((number) => LETTERS[number]).join(" > "),
};

// What an item proposes: a suggestion, or the text that is judged.
function baseOf(item) {
  return item.suggestion?.value ?? item.proposal ?? null;
}
