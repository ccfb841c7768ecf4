// Starts what makes the page live. One whose server is gone says since when, and is loaded again as soon as the server answers: what it showed belongs to a
// process that is no more. The framework alone would wait half a minute between two attempts, and give up after some.
(() => {
  const modal = document.getElementById("components-reconnect-modal");
  const pause = ms => new Promise(go => setTimeout(go, ms));
  let loading = false;

  async function loadWhenThere() {
    if (loading) return;
    loading = true;
    for (;;) {
      try {
        if ((await fetch("health/live", { cache: "no-store" })).ok) break;
      } catch { /* not there yet */ }
      await pause(1000);
    }
    location.reload();
  }

  modal.addEventListener("components-reconnect-state-changed", change => {
    const state = change.detail.state;
    modal.dataset.state = state;
    // Two digits each, as on all pages.
    if (state === "show") document.getElementById("lost-at").textContent = new Date().toLocaleTimeString("de", { timeStyle: "medium" });
    if (state === "failed" || state === "rejected") loadWhenThere();
  });

  Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 1_000_000, retryIntervalMilliseconds: tried => tried < 3 ? 300 : 1000 } } })
    .catch(() => pause(3000).then(loadWhenThere));
})();
