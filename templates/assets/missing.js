// At an address without a page: says whether an id was miscopied, and which ids are near.
const box = document.getElementById("missing");
const alphabet = "0123456789bcdfghjkmnpqrstvwxz";
const wanted = decodeURIComponent(location.pathname).match(/\/d\/([^/]+)/)?.[1]?.toLowerCase();

/** Check the last character against the others (the NOID check digit). */
function sound(id) {
  const values = [...id].map((letter) => alphabet.indexOf(letter));
  const sum = values.slice(0, -1).reduce((total, value, n) => total + Math.max(0, value) * (n + 1), 0);
  return alphabet[sum % 29] === id.at(-1);
}

/** Count the changes of one character that part two ids; neighbours that changed places count once. */
function distance(a, b) {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  for (let j = 0; j <= b.length; j += 1) rows[0][j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.length][b.length];
}

if (wanted) {
  const paragraph = document.createElement("p");
  paragraph.textContent = sound(wanted) ? "" : box.dataset.check;
  box.append(paragraph);
  const answer = await fetch(box.dataset.ids).catch(() => null);
  const lines = answer?.ok ? (await answer.text()).trim().split("\n") : [];
  const near = lines
    .map((line) => line.split("\t"))
    .map(([id, title]) => ({ id, title, far: distance(wanted, id) }))
    .filter(({ far }) => far <= 2)
    .sort((x, y) => x.far - y.far)
    .slice(0, 5);
  if (near.length) {
    const lead = document.createElement("p");
    lead.textContent = box.dataset.near;
    const list = document.createElement("ul");
    list.className = "related";
    for (const { id, title } of near) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `${document.documentElement.dataset.home}d/${id}/`;
      link.textContent = `${title} (${id})`;
      item.append(link);
      list.append(item);
    }
    box.append(lead, list);
  }
}
