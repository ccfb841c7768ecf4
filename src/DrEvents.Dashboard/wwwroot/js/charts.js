// Draws options that the server made with Apache ECharts, in the colours of the theme. ECharts is loaded with the first chart, after the page is there.
let loading;

// It is a megabyte: read while the page is still being filled, it makes the page late.
const quietMs = 200;
const latestMs = 1500;

function filled() {
  return new Promise(resolve => {
    const watch = new MutationObserver(() => {
      clearTimeout(quiet);
      quiet = setTimeout(done, quietMs);
    });
    const done = () => {
      watch.disconnect();
      clearTimeout(quiet);
      clearTimeout(latest);
      resolve();
    };
    let quiet = setTimeout(done, quietMs);
    const latest = setTimeout(done, latestMs);
    watch.observe(document.getElementById("main") ?? document.body, { childList: true, subtree: true });
  });
}

// One that is lost on the way is fetched again with the next chart.
const echarts = () => loading ??= filled().then(load).catch(error => {
  loading = undefined;
  throw error;
});

function load() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("../../Vizor.ECharts/js/vizor-echarts-bundle-min.js", import.meta.url).href;
    script.onload = () => resolve(window.echarts);
    script.onerror = () => {
      script.remove();
      reject(new Error("The charts' script cannot be loaded"));
    };
    document.head.append(script);
  });
}

const drawn = new Map();

// What is written in a chart is as large as the small text around it, on a wall as well; ECharts itself takes 12 pixels everywhere.
const written = ["axisLabel", "textStyle", "label"];
const sized = (name, inner, style) => written.includes(name) && inner && typeof inner === "object" ? { fontSize: Math.round(parseFloat(style.fontSize) * 0.8), ...inner } : inner;

function coloured(value, style) {
  if (typeof value === "string" && value.startsWith("var(")) return style.getPropertyValue(value.slice(4, -1)).trim();
  if (Array.isArray(value)) return value.length > 50 ? value : value.map(inner => coloured(inner, style));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, coloured(sized(name, inner, style), style)]));
  return value;
}

function shown(place, option) {
  const style = getComputedStyle(document.documentElement);
  const common = {
    animation: false,
    textStyle: { fontFamily: style.getPropertyValue("--font"), color: "var(--text)" },
    aria: { enabled: false },
  };
  return coloured({ ...common, ...option }, style);
}

export async function draw(place, option, pick) {
  const library = await echarts();
  if (!place?.isConnected) return;
  let entry = drawn.get(place);
  if (!entry) {
    entry = { chart: library.init(place, null, { renderer: "canvas" }), option };
    entry.size = new ResizeObserver(() => entry.chart.resize());
    entry.size.observe(place);
    if (pick) entry.chart.on("click", at => pick.invokeMethodAsync("Picked", at.name ?? ""));
    drawn.set(place, entry);
  }
  entry.option = option;
  whenIdle(() => entry.chart.isDisposed() || entry.chart.setOption(shown(place, entry.option), { notMerge: false, lazyUpdate: true }));
}

// Drawing takes longer than a frame: it must not fall into a scroll.
const whenIdle = work => window.requestIdleCallback ? requestIdleCallback(work, { timeout: 1000 }) : setTimeout(work);

export function remove(place) {
  const entry = drawn.get(place);
  entry?.size.disconnect();
  entry?.chart.dispose();
  drawn.delete(place);
}

const again = () => drawn.forEach((entry, place) => entry.chart.setOption(shown(place, entry.option), { notMerge: true }));
document.addEventListener("themechange", again);
for (const media of ["(prefers-color-scheme: dark)", "print"]) matchMedia(media).addEventListener("change", again);
