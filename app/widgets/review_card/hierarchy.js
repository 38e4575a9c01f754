// Labels that are paths ("Heart/Failure/Acute") in the order of a tree; without a separator every label is a root.
function branches(labels, separator) {
  if (!separator) return labels.map((label) => ({ label, text: label, depth: 0 }));
  const known = new Set(labels);
  const children = new Map();
  for (const label of labels) {
    const parent = above(label, separator).findLast((one) => known.has(one)) ?? "";
    if (!children.has(parent)) children.set(parent, []);
    children.get(parent).push(label);
  }
  const found = [];
  const walk = (parent, depth) => {
    for (const label of children.get(parent) ?? []) {
      const rest = parent ? label.slice(parent.length + separator.length) : label;
      found.push({ label, text: rest.replaceAll(separator, " › "), depth });
      walk(label, depth + 1);
    }
  };
  walk("", 0);
  return found;
}

// The codes a code lies below, the highest first.
function above(label, separator) {
  if (!separator) return [];
  const parts = label.split(separator);
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join(separator));
}

function isBelow(label, other, separator) {
  return separator !== "" && label.startsWith(other + separator);
}

function asPath(label, separator) {
  return separator ? label.replaceAll(separator, " › ") : label;
}
