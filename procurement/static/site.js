// Small comforts; every page works without them.
(function () {
  "use strict";
  // After a refused form, the summary takes the focus so that it is read first.
  var summary = document.getElementById("error-summary");
  if (summary) { summary.focus(); }
  // A second click on the same button sends nothing.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.setTimeout(function () { delete form.dataset.sent; }, 4000);
  });
  // Leaving a page with unsaved typing asks first.
  document.querySelectorAll("form[data-warn]").forEach(function (form) {
    var changed = false;
    form.addEventListener("input", function () { changed = true; });
    form.addEventListener("submit", function () { changed = false; });
    window.addEventListener("beforeunload", function (event) { if (changed) { event.preventDefault(); } });
  });
  // A page that waits for something looks again by itself.
  var wait = document.querySelector("[data-reload-after]");
  if (wait) { window.setTimeout(function () { window.location.reload(); }, Number(wait.dataset.reloadAfter) * 1000); }
})();
