// Python counts characters by code point, JavaScript by UTF-16 unit: every offset that leaves or enters is converted.
function toCodePoint(text, unit) {
  let points = 0;
  for (const _ of text.slice(0, unit)) points += 1;
  return points;
}

function toUnit(text, point) {
  let unit = 0;
  for (let left = point; left > 0 && unit < text.length; left -= 1) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
  return unit;
}

// Where a place in the document lies in the text; `entries` are what `textNodes` gave, in the order of the document.
function toPlace(entries, container, offset) {
  const inside = entries.find(({ node }) => node === container);
  if (inside) return inside.start + (container.nodeType === 3 ? offset : offset && inside.length);
  const next = container.childNodes[offset];
  for (const { node, start, length } of entries) {
    if (node.contains(container)) return start + (offset && length); // within a chip: before or behind it
    if (next ? next.contains(node) || follows(next, node) : !container.contains(node) && follows(container, node)) return start;
  }
  const last = entries.at(-1);
  return last ? last.start + last.length : 0;
}

function follows(node, other) {
  return Boolean(node.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
}
