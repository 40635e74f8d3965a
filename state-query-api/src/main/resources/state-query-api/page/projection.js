const MOST = 85;
const EARTH = 40_075_016.7;
const rad = Math.PI / 180;

const mercator = (lat) => Math.log(Math.tan(Math.PI / 4 + (Math.max(-MOST, Math.min(MOST, lat)) * rad) / 2)) / rad;
const inverse = (y) => (2 * Math.atan(Math.exp(y * rad)) - Math.PI / 2) / rad;

/** Web Mercator on a canvas: a centre, and pixels per degree of longitude. */
export class Projection {
  width = 1;
  height = 1;
  lon = 5.12;
  y = mercator(52.09);
  scale = 4000;

  x(lon) {
    return (lon - this.lon) * this.scale + this.width / 2;
  }

  py(lat) {
    return (this.y - mercator(lat)) * this.scale + this.height / 2;
  }

  lonAt(x) {
    return (x - this.width / 2) / this.scale + this.lon;
  }

  latAt(y) {
    return inverse(this.y - (y - this.height / 2) / this.scale);
  }

  get lat() {
    return inverse(this.y);
  }

  metersPerPixel(lat = this.lat) {
    return (EARTH * Math.cos(lat * rad)) / 360 / this.scale;
  }

  pan(dx, dy) {
    this.lon -= dx / this.scale;
    this.y += dy / this.scale;
  }

  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const lon = this.lonAt(x);
    const at = this.y - (y - this.height / 2) / this.scale;
    this.scale = Math.min(2_000_000, Math.max(this.width / 400, this.scale * factor));
    this.lon = lon - (x - this.width / 2) / this.scale;
    this.y = at + (y - this.height / 2) / this.scale;
  }

  fit({ south, north, west, east }) {
    const wide = Math.max(east - west, 0.004);
    const high = Math.max(mercator(north) - mercator(south), 0.004);
    this.scale = Math.min(this.width / wide, this.height / high) * 0.88;
    this.lon = (west + east) / 2;
    this.y = (mercator(north) + mercator(south)) / 2;
  }
}

/** Metres between two places. */
export function distance(lat1, lon1, lat2, lon2) {
  const a = Math.sin(((lat2 - lat1) * rad) / 2) ** 2
    + Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(((lon2 - lon1) * rad) / 2) ** 2;
  return 12_742_017.6 * Math.asin(Math.min(1, Math.sqrt(a)));
}
