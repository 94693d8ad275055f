// Witnesses side by side: from one difference to the next.
import { say, shortcut } from "./site.js";

const places = [...document.querySelectorAll(".witness-table [data-diff]")];
const last = Math.max(0, ...places.map((place) => Number(place.dataset.diff)));
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let current = 0;

function walk(step) {
  if (!last) return;
  current = ((current - 1 + step + last) % last) + 1;
  for (const place of places) place.classList.toggle("here", Number(place.dataset.diff) === current);
  const first = document.getElementById(`x${current}`);
  first.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  document.getElementById("walk-where").textContent = say("difference", { n: current, of: last });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-walk]");
  if (button) walk(Number(button.dataset.walk));
});
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "n" || !shortcut(event)) return;
  event.preventDefault();
  walk(event.key === "n" ? 1 : -1);
});
