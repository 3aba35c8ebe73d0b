// Copy a citation with one click; without this script a click on a citation selects all of it.
"use strict";

for (const button of document.querySelectorAll("button.copy")) {
  const source = button.parentElement.querySelector(".citation");
  const label = button.textContent;

  const copy = async () => {
    if (navigator.clipboard) return navigator.clipboard.writeText(source.textContent);
    // Browsers offer the clipboard to encrypted pages only; elsewhere they copy a selection.
    getSelection().selectAllChildren(source);
    if (!document.execCommand("copy")) throw new Error("not copied");
  };

  button.hidden = false;
  button.addEventListener("click", () => copy().then(() => {
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 2000);
  }, () => getSelection().selectAllChildren(source)));
}
