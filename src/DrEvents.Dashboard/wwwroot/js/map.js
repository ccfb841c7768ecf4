// The map: outlines of countries and, where there are some, tiles beneath the places; and areas that are drawn around them.
import { draw, remove as removeChart } from "./charts.js";

/** From so many degrees of width on the coarse outlines are fine enough. */
const wide = 40;
/** So many tiles lie side by side, about. */
const tilesAcross = 5;
/** An area is told with so many corners at most. */
const cornersMax = 150;

const files = new Map();
const maps = new Map();

function outlines(name) {
  if (!files.has(name)) {
    const read = fetch(new URL(`../map/${name}.json`, import.meta.url)).then(answer => {
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return answer.json();
    });
    files.set(name, read);
    read.catch(() => files.delete(name));
  }
  return files.get(name).catch(() => ({ degree: 1, lines: [] }));
}

/** The lines whose box touches the extent, as one line with gaps. A line is its first point and then the way from each to the next, in parts of a degree. */
function within({ degree, lines }, [west, south, east, north]) {
  const points = [];
  for (const line of lines) {
    const own = [];
    let [x, y, left, right, bottom, top] = [0, 0, Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < line.length; i += 2) {
      x += line[i];
      y += line[i + 1];
      [left, right, bottom, top] = [Math.min(left, x), Math.max(right, x), Math.min(bottom, y), Math.max(top, y)];
      own.push([x / degree, y / degree]);
    }
    const touches = right / degree >= west && left / degree <= east && top / degree >= south && bottom / degree <= north;
    if (touches) points.push(...own, [null, null]);
  }
  return points;
}

const outlineSeries = data => ({
  id: "outlines",
  type: "line",
  data,
  showSymbol: false,
  silent: true,
  z: 1,
  color: "var(--quiet)",
  lineStyle: { width: 1, opacity: 0.8 },
  tooltip: { show: false },
});

/** Tiles of Mercator's projection, each laid into the degrees that it shows. */
function tileSeries(address, [west, south, east, north]) {
  const zoom = Math.min(18, Math.max(0, Math.round(Math.log2((360 * tilesAcross) / (east - west)))));
  const count = 2 ** zoom;
  const column = lon => Math.min(count - 1, Math.max(0, Math.floor(((lon + 180) / 360) * count)));
  const row = lat => {
    const bound = (Math.min(85, Math.max(-85, lat)) * Math.PI) / 180;
    return Math.min(count - 1, Math.max(0, Math.floor(((1 - Math.asinh(Math.tan(bound)) / Math.PI) / 2) * count)));
  };
  const lonOf = x => (x / count) * 360 - 180;
  const latOf = y => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / count))) * 180) / Math.PI;
  const tiles = [];
  for (let x = column(west); x <= column(east); x++) {
    for (let y = row(north); y <= row(south); y++) {
      const image = address.replace("{z}", zoom).replace("{x}", x).replace("{y}", y);
      tiles.push({ image, corners: [[lonOf(x), latOf(y)], [lonOf(x + 1), latOf(y + 1)]] });
    }
  }
  return {
    id: "tiles",
    type: "custom",
    silent: true,
    z: 0,
    clip: true,
    tooltip: { show: false },
    data: tiles.map(tile => tile.corners[0]),
    renderItem: (at, api) => {
      const { image, corners } = tiles[at.dataIndex];
      const [[left, top], [right, bottom]] = corners.map(corner => api.coord(corner));
      return { type: "image", style: { image, x: left, y: top, width: right - left, height: bottom - top } };
    },
  };
}

/** Draws the map of an option that has its extent with it: west, south, east, north. */
export async function show(place, option, tiles, back, kind) {
  const { extent, ...rest } = option;
  const lines = within(await outlines(extent[2] - extent[0] > wide ? "outlines-110m" : "outlines-50m"), extent);
  const beneath = [outlineSeries(lines), ...(tiles ? [tileSeries(tiles, extent)] : [])];
  await draw(place, { ...rest, series: [...rest.series, ...beneath] }, back);
  // The page may have gone on, or shown something else here, while the outlines came.
  const chart = place && window.echarts?.getInstanceByDom(place);
  if (!chart || maps.has(place)) return;
  maps.set(place, { kind, taken: null });
  chart.on("finished", () => take(place));
  chart.on("brushEnd", ({ areas }) => {
    if (!areas?.length) return;
    const corners = cornersOf(areas.at(-1)).map(corner => chart.convertFromPixel({ gridIndex: 0 }, corner));
    chart.dispatchAction({ type: "brush", areas: [] });
    back.invokeMethodAsync("Drawn", corners);
  });
}

/** What a drag draws from now on: "rect", "polygon", or nothing. */
export function choose(place, kind) {
  const map = maps.get(place);
  if (!map) return;
  map.kind = kind;
  take(place);
}

function take(place) {
  const [map, chart] = [maps.get(place), window.echarts.getInstanceByDom(place)];
  if (!map || !chart || map.taken === map.kind) return;
  // A chart that has not got its option yet forgets what is dispatched; it says when it has finished.
  if (!chart.getOption()?.brush?.length) return;
  map.taken = map.kind;
  chart.dispatchAction({ type: "takeGlobalCursor", key: "brush", brushOption: { brushType: map.kind || false, brushMode: "single" } });
  place.dataset.draws = map.kind || "";
}

function cornersOf({ brushType, range }) {
  if (brushType === "rect") {
    const [[left, right], [top, bottom]] = range;
    return [[left, top], [right, top], [right, bottom], [left, bottom]];
  }
  const every = Math.ceil(range.length / cornersMax);
  return range.filter((_, i) => i % every === 0);
}

export function remove(place) {
  maps.delete(place);
  removeChart(place);
}
