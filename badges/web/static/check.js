// The checkers' pages, where scripts run; without it every field works as it is.
//
// <div data-drop>…<input type="file">…<p hidden></div>   takes what is dropped on it
// <div data-focus tabindex="-1">                         the verdict: read out first

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  for (const hint of zone.querySelectorAll(".drop-here")) hint.hidden = false;
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) zone.classList.remove("over");
  });
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.focus();
    }
  });
}

for (const verdict of document.querySelectorAll("[data-focus]")) verdict.focus();
