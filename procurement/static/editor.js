// The editor of a text and the form of the blanks: toolbar, preview, saving while typing. All of it is comfort: the
// buttons of the form do the same without it.
import "./vendor/markdown-toolbar/index.js";

const WAIT_PREVIEW = 500, WAIT_SAVE = 1500, STILL_HERE = 60000;

document.querySelectorAll("form[data-editor]").forEach((form) => {
  const body = form.querySelector("#body");
  const status = form.querySelector("[data-status]");
  const base = form.querySelector("input[name=base]");
  const preview = document.querySelector("[data-preview]");
  const presence = document.querySelector("[data-presence]");
  const keep = form.dataset.keep;
  let changed = false, saving = false, stopped = false, previewing = null;

  const say = (words) => { if (status) { status.textContent = words; } };
  const later = (deed, wait) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(deed, wait); }; };
  const send = (address, more) => fetch(address, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, ...more });
  const typed = () => JSON.stringify([...new FormData(form)].filter(([name]) => !["csrf_token", "base", "version"].includes(name)));
  const stored = { get: () => { try { return sessionStorage.getItem(keep); } catch { return null; } },
    set: (value) => { try { sessionStorage.setItem(keep, value); } catch { /* full or forbidden: the save goes on */ } },
    drop: () => { try { sessionStorage.removeItem(keep); } catch { /* nothing to drop */ } } };

  // What was typed and never saved (a lost connection, a closed page) is offered once.
  const left = stored.get(), fresh = typed();
  if (left && left !== fresh) {
    const offer = document.createElement("div");
    offer.className = "usa-alert usa-alert--info usa-alert--slim";
    offer.innerHTML = '<div class="usa-alert__body"><p class="usa-alert__text">You typed something here that was not saved. <button type="button" class="usa-button usa-button--unstyled">Bring it back</button></p></div>';
    offer.querySelector("button").addEventListener("click", () => {
      JSON.parse(left).forEach(([name, value]) => {
        const field = form.elements.namedItem(name);
        if (field && "value" in field) { field.value = value; }
      });
      offer.remove();
      (body || form.elements[0]).focus();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
    form.prepend(offer);
  }

  const show = async () => {
    if (!preview || !form.dataset.previewAt) { return; }
    if (previewing) { previewing.abort(); }
    previewing = new AbortController();
    try {
      const answer = await send(form.dataset.previewAt, { signal: previewing.signal });
      if (answer.ok) { preview.innerHTML = await answer.text(); }
    } catch { /* overtaken by the next one, or offline */ }
  };

  const save = async (more) => {
    if (!form.dataset.autosave || stopped || saving) { return; }
    saving = true;
    const sent = typed(), wasChanged = changed;
    changed = false;
    try {
      const answer = await send(form.dataset.autosave, more);
      if (answer.ok) {
        const told = await answer.json();
        if (base) { base.value = JSON.stringify(told.base); }
        const version = form.querySelector("input[name=version]");
        if (version) { version.value = told.version; }
        if (presence) { there(told.others || []); }
        if (typed() === sent) { stored.drop(); }
        if (told.faults && Object.keys(told.faults).length) { say("Saved, but for: " + Object.values(told.faults).flat().join(" ")); }
        else if (wasChanged) { say("Saved at " + new Date().toLocaleTimeString() + "."); }
      } else if (answer.status === 409) {
        stopped = true; changed = true;
        say("Not saved: somebody else changed the same words, or it is no draft any more. Press Save to see both.");
      } else if (answer.status === 401) {
        stopped = true; changed = true;
        say("Not saved: you are signed out. What you typed is kept in this window; sign in in another tab, then press Save.");
      } else {
        changed = true;
        say("Not saved: press Save to see what is wrong.");
      }
    } catch {
      changed = true;
      say("Not saved yet: no connection. What you typed is kept in this window.");
    }
    saving = false;
  };

  const there = (others) => {
    const lines = others.map((each) => each.name + " is writing here since " + each.minutes + (each.minutes === 1 ? " minute" : " minutes") + ". You can both go on: what you write is joined.");
    if (presence.dataset.said === lines.join()) { return; }
    presence.dataset.said = lines.join();
    presence.replaceChildren(...lines.map((line) => { const row = document.createElement("p"); row.textContent = line; return row; }));
  };

  const soonSave = later(save, WAIT_SAVE), soonShow = later(show, WAIT_PREVIEW);
  form.addEventListener("input", () => {
    changed = true;
    stored.set(typed());
    if (form.dataset.autosave && !stopped) { say("Typing …"); }
    soonSave();
    soonShow();
  });
  form.addEventListener("submit", () => { changed = false; stopped = true; stored.drop(); });
  if (form.dataset.autosave) {
    save();
    setInterval(save, STILL_HERE);
    document.addEventListener("visibilitychange", () => { if (document.hidden && changed) { save({ keepalive: true }); } });
    window.addEventListener("beforeunload", (event) => { if (changed || saving) { save({ keepalive: true }); event.preventDefault(); } });
  }

  const toolbar = form.querySelector("markdown-toolbar");
  if (toolbar) { toolbar.hidden = false; }
  const insert = (text) => {
    body.focus();
    body.setRangeText(text, body.selectionStart, body.selectionEnd, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const table = form.querySelector("[data-table]");
  if (table) { table.addEventListener("click", () => insert("\n| Column | Column |\n|---|---|\n| Text | Text |\n")); }
  const blanks = form.querySelector("[data-blanks]"), inserting = form.querySelector("[data-insert-blank]");
  if (blanks && inserting) {
    form.querySelector("[data-inserting]").hidden = false;
    inserting.addEventListener("click", () => insert("{{" + blanks.value + "}}"));
  }
  const declaring = form.querySelector("[data-declare]");
  if (declaring && body) {
    declaring.addEventListener("click", async (event) => {
      event.preventDefault();
      const data = new FormData(), label = form.elements.namedItem("declare.label");
      data.set("csrf_token", form.elements.namedItem("csrf_token").value);
      data.set("label", label.value);
      data.set("kind", form.elements.namedItem("declare.kind").value);
      const answer = await fetch(declaring.dataset.declare, { method: "POST", body: data });
      if (!answer.ok) { say("Not declared: say what the blank asks for."); label.focus(); return; }
      const made = await answer.json();
      if (blanks) { blanks.append(new Option(made.label + " – {{" + made.key + "}}", made.key, true, true)); }
      label.value = "";
      declaring.closest("details").open = false;
      insert("{{" + made.key + "}}");
      say("The blank “" + made.label + "” is declared.");
    });
  }
  const showing = form.querySelector("[data-preview-button]");
  if (showing && preview) { showing.addEventListener("click", (event) => { event.preventDefault(); show(); preview.focus(); }); }
});
