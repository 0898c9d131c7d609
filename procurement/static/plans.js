// Who needs the same, after a pause in typing; without it, the button does the same.
(function () {
  "use strict";
  // A piece that is fetched on its own, in place of the link to its page.
  document.querySelectorAll("[data-piece]").forEach(function (each) {
    fetch(each.dataset.piece, { credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.text() : null; })
      .then(function (text) { if (text !== null) { each.innerHTML = text; } })
      .catch(function () { /* The link stays. */ });
  });
  var place = document.getElementById("like");
  var form = document.getElementById("need");
  var status = document.getElementById("like-status");
  if (!place || !form) { return; }
  var names = ["jurisdiction_id", "title", "description", "focus_area", "categories", "from_on", "to_on"];
  var pause, last = "", running;
  document.querySelectorAll(".without-script").forEach(function (each) { each.hidden = true; });
  function asked() {
    var query = new URLSearchParams();
    names.forEach(function (name) {
      var field = document.getElementById(name);
      if (field && field.value.trim()) { query.set(name, field.value.trim().slice(0, 1500)); }
    });
    if (place.dataset.plan) { query.set("plan", place.dataset.plan); }
    return query;
  }
  function look() {
    var query = asked();
    if (!query.get("title") || query.get("title").length < 4 || query.toString() === last) { return; }
    last = query.toString();
    if (running) { running.abort(); }
    running = new AbortController();
    fetch(place.dataset.look + "?" + last, { credentials: "same-origin", signal: running.signal })
      .then(function (answer) { return answer.ok ? answer.text() : null; })
      .then(function (text) {
        if (text === null) { return; }
        place.innerHTML = text;
        status.textContent = document.getElementById("like-count").textContent;
      })
      .catch(function () { /* The next pause asks again. */ });
  }
  form.addEventListener("input", function (event) {
    if (names.indexOf(event.target.name) < 0) { return; }
    window.clearTimeout(pause);
    pause = window.setTimeout(look, 600);
  });
  if (!document.getElementById("like-count")) { look(); }
})();
