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
  // How long a text with a limit is, while it is written.
  document.querySelectorAll("[data-count]").forEach(function (line) {
    var field = document.getElementById(line.dataset.count);
    if (!field) { return; }
    var limit = Number(line.dataset.limit);
    function count() {
      var text = field.value.trim();
      var found = line.dataset.by === "characters" ? Array.from(text).length : (text.match(/\S+/g) || []).length;
      var over = found > limit;
      line.textContent = found.toLocaleString("en-US") + " of " + limit.toLocaleString("en-US") + " " + line.dataset.by +
        (over ? ": " + (found - limit).toLocaleString("en-US") + " too many" : "");
      line.classList.toggle("count--over", over);
    }
    field.addEventListener("input", count);
    count();
  });
  // The sum of points, while they are weighed: exact, in millionths.
  function millionths(text) {
    var found = /^\s*(\d{1,9})(?:\.(\d{1,6}))?\s*$/.exec(text || "0");
    return found ? Number(found[1]) * 1e6 + Number((found[2] || "").padEnd(6, "0")) : NaN;
  }
  document.querySelectorAll("[data-sum]").forEach(function (sum) {
    var fields = document.querySelectorAll('[name="' + sum.dataset.sum + '"], [name^="' + sum.dataset.sum + '."]');
    function add() {
      var total = millionths(sum.dataset.others);
      fields.forEach(function (field) { total += millionths(field.value); });
      sum.textContent = Number.isNaN(total) ? "not a number yet" : String(total / 1e6) + " points";
    }
    fields.forEach(function (field) { field.addEventListener("input", add); });
    if (fields.length) { add(); }
  });
  // Of the details of each kind, only those of the chosen one are open.
  document.querySelectorAll("[data-kinds]").forEach(function (all) {
    var choice = document.getElementById(all.dataset.kinds);
    if (!choice) { return; }
    choice.addEventListener("change", function () {
      all.querySelectorAll("[data-kind]").forEach(function (own) {
        own.open = own.dataset.kind.split(" ").indexOf(choice.value) >= 0;
      });
    });
  });
})();
