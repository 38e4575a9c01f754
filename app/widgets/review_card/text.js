// Untrusted text as text nodes; invisible characters become labelled chips. MARKS is given by Python.
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u{e0100}-\u{e01ef}]/u;
const JOINABLE = /[\u0600-\u0fff\u2600-\u27bf\ufe0f\u{1f000}-\u{1ffff}]/u;

function isInvisible(character, before) {
  if (character === "\n" || character === "\t") return false;
  if ((character === "\u200c" || character === "\u200d") && JOINABLE.test(before)) return false;
  return INVISIBLE.test(character);
}

function chip(character) {
  const name = document.createElement("bdi");
  name.className = "mark";
  name.title = "invisible character";
  const code = character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  name.textContent = MARKS[character] || `U+${code}`;
  return name;
}

function showText(place, text) {
  const nodes = [];
  let plain = "";
  let before = "";
  for (const character of text.replaceAll("\r\n", "\n")) {
    if (isInvisible(character, before)) {
      nodes.push(plain, chip(character));
      plain = "";
    } else plain += character;
    before = character;
  }
  place.replaceChildren(...nodes.filter((node) => node !== ""), plain);
}

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}
