// Untrusted text as text nodes; invisible characters become labelled chips. MARKS is given by Python.
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u{e0100}-\u{e01ef}]/u;
const JOINABLE = /[\u0600-\u0fff\u2600-\u27bf\ufe0f\u{1f000}-\u{1ffff}]/u;

function isInvisible(character, before) {
  if (character === "\n" || character === "\t") return false;
  if ((character === "\u200c" || character === "\u200d") && JOINABLE.test(before)) return false;
  return INVISIBLE.test(character);
}

function nameOf(character) {
  return MARKS[character] || `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function chip(character) {
  const name = element("bdi", "mark", nameOf(character));
  name.title = "invisible character";
  name.contentEditable = "false"; // one step for the caret
  return name;
}

// The text from `start` to `stop` as nodes, each with the place of the text where it begins and what it stands for.
// Places count as JavaScript does; a line break of two characters is shown as its second.
function textNodes(text, start = 0, stop = text.length) {
  const found = [];
  let [plain, from, before] = ["", start, [...text.slice(Math.max(0, start - 2), start)].pop() ?? ""];
  const flush = (next) => {
    if (plain) found.push({ node: document.createTextNode(plain), start: from, length: plain.length });
    [plain, from] = ["", next];
  };
  for (let index = start; index < stop; ) {
    const character = String.fromCodePoint(text.codePointAt(index));
    const next = index + character.length;
    if (character === "\r" && text[next] === "\n") flush(next);
    else if (isInvisible(character, before)) {
      flush(next);
      found.push({ node: chip(character), start: index, length: character.length });
    } else plain += character;
    [before, index] = [character, next];
  }
  flush(stop);
  return found;
}

function showText(place, text) {
  place.replaceChildren(...textNodes(text).map(({ node }) => node));
  return place;
}

// For places that take no elements: names of invisible characters between angle brackets.
function visibleText(text) {
  return textNodes(text).map(({ node }) => (node.nodeType === 3 ? node.data : `⟨${node.textContent}⟩`)).join("");
}

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function button(className, ...children) {
  const made = element("button", className, ...children);
  made.type = "button";
  return made;
}
