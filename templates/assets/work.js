// Witnesses side by side: from one difference to the next.
import { say, shortcut } from "./site.js";

const places = [...document.querySelectorAll(".witness-table [data-diff]")];
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const numbers = [...new Set(places.map((place) => Number(place.dataset.diff)))];
let at = -1;

function walk(step) {
  if (!numbers.length) return;
  at = (Math.max(at, step > 0 ? -1 : 0) + step + numbers.length) % numbers.length;
  go(numbers[at]);
}

function go(current) {
  for (const place of places) place.classList.toggle("here", Number(place.dataset.diff) === current);
  const first = document.querySelector(`.witness-table [data-diff="${current}"]`);
  first?.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  document.getElementById("walk-where").textContent = say("difference", { n: numbers.indexOf(current) + 1, of: numbers.length });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-walk]");
  if (button) walk(Number(button.dataset.walk));
  const link = event.target.closest("[data-go]");
  const number = Number(link?.dataset.go);
  if (!link || !numbers.includes(number) || !places[0].offsetParent) return;
  event.preventDefault();
  at = numbers.indexOf(number);
  go(number);
});
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "n" || !shortcut(event)) return;
  event.preventDefault();
  walk(event.key === "n" ? 1 : -1);
});
