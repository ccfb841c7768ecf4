// Before anything is drawn: the theme, and the browser's time zone, which the server cannot know.
(() => {
  const year = 365 * 24 * 3600;
  const keep = (name, value) => { document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${year}; samesite=strict`; };
  const root = document.documentElement;
  keep("own-zone", Intl.DateTimeFormat().resolvedOptions().timeZone);
  document.addEventListener("click", click => {
    const button = click.target.closest?.("button");
    if (button?.dataset.choice) {
      keep(button.dataset.choice, button.dataset.value);
      location.reload();
    } else if (button && "themeSwitch" in button.dataset) {
      const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = isDark ? "light" : "dark";
      keep("theme", root.dataset.theme);
      document.dispatchEvent(new Event("themechange"));
    }
  });
})();
