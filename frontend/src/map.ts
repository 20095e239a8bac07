// The map of <ln-map>: wards as cells around their centres, one pin. No tile comes from outside.
import L from "leaflet";
import { listOf } from "./choices";
import type { Drawn } from "./pin";
import { cells, type Point } from "./voronoi";
import { say } from "./words";

const WIDEST = 0.11; // degrees: about 12 km
const STEP = 0.0005; // degrees: about 55 m
const STEPS: Record<string, Point> = {
  ArrowUp: [1, 0],
  ArrowDown: [-1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

interface WardPlace {
  value: string;
  label: string;
  centre: Point;
}

class PinMap implements Drawn {
  private readonly map: L.Map;
  private readonly shapes = new Map<string, L.Polygon>();
  private pin: L.Marker | undefined;

  constructor(
    private readonly host: HTMLElement,
    private readonly wards: WardPlace[],
  ) {
    const canvas = this.part("[data-map-canvas]");
    this.map = L.map(canvas, { attributionControl: false, zoomAnimation: false });
    this.drawWards();
    this.map.on("click", (event: L.LeafletMouseEvent) => this.put(event.latlng));
    this.part("[data-pin-here]").addEventListener("click", () => this.put(this.map.getCenter()));
    this.part("[data-pin-clear]").addEventListener("click", () => this.clear());
    this.wardField()?.addEventListener("change", () => this.look());
  }

  look(): void {
    this.map.invalidateSize();
    const chosen = this.wardField()?.value ?? "";
    for (const [code, shape] of this.shapes) {
      shape.setStyle({ className: code === chosen ? "map-ward map-ward-chosen" : "map-ward" });
      shape.getElement()?.classList.toggle("map-ward-chosen", code === chosen);
    }
    const [latitude, longitude] = this.fields().map((field) => Number.parseFloat(field.value));
    const shape = this.shapes.get(chosen);
    if (latitude !== undefined && longitude !== undefined && !Number.isNaN(latitude + longitude)) {
      const at = L.latLng(latitude, longitude);
      this.map.setView(at, 14);
      this.mark(at);
    } else if (shape) {
      this.map.fitBounds(shape.getBounds());
    } else {
      this.map.fitBounds(L.latLngBounds(this.wards.map((ward) => ward.centre)));
    }
  }

  private part(selector: string): HTMLElement {
    return this.host.querySelector<HTMLElement>(selector) ?? this.host;
  }

  private fields(): HTMLInputElement[] {
    return ["latitude", "longitude"].flatMap((name) =>
      Array.from(this.host.querySelectorAll<HTMLInputElement>(`input[name$="${name}"]`)),
    );
  }

  private wardField(): HTMLSelectElement | null {
    const matter = this.host.closest("[data-repeat-item], form");
    return matter?.querySelector<HTMLSelectElement>('select[name$="ward"]') ?? null;
  }

  private drawWards(): void {
    const shapes = cells(
      this.wards.map((ward) => ward.centre),
      WIDEST,
    );
    this.wards.forEach((ward, index) => {
      const shape = L.polygon(shapes[index] ?? [], { className: "map-ward", weight: 1 });
      shape.bindTooltip(ward.label, { sticky: true }).addTo(this.map);
      this.shapes.set(ward.value, shape);
    });
  }

  private put(at: L.LatLng): void {
    const [latitude, longitude] = this.fields();
    if (!latitude || !longitude) return;
    latitude.value = at.lat.toFixed(6);
    longitude.value = at.lng.toFixed(6);
    latitude.dispatchEvent(new Event("change", { bubbles: true }));
    this.mark(at);
  }

  private mark(at: L.LatLng): void {
    if (!this.pin) {
      const icon = L.divIcon({ className: "map-pin", iconSize: [22, 22], iconAnchor: [11, 22] });
      this.pin = L.marker(at, { icon, draggable: true, keyboard: true, alt: say("pin") });
      this.pin.addTo(this.map);
      this.pin.on("dragend", () => this.pin && this.put(this.pin.getLatLng()));
      const element = this.pin.getElement();
      element?.setAttribute("aria-label", say("pinKeys"));
      element?.addEventListener("keydown", (event) => this.move(event));
    }
    this.pin.setLatLng(at);
    const near = this.nearest(at);
    this.part("[data-pin-words]").textContent = near ? say("pinNear", { ward: near.label }) : "";
  }

  private move(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (!step || !this.pin) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.pin.getLatLng();
    const length = event.shiftKey ? STEP * 10 : STEP;
    const moved = L.latLng(at.lat + step[0] * length, at.lng + step[1] * length);
    this.put(moved);
    this.map.panInside(moved, { padding: [30, 30] });
  }

  private nearest(at: L.LatLng): WardPlace | undefined {
    const far = (ward: WardPlace) => at.distanceTo(L.latLng(ward.centre));
    return [...this.wards].sort((one, other) => far(one) - far(other))[0];
  }

  private clear(): void {
    for (const field of this.fields()) field.value = "";
    this.fields()[0]?.dispatchEvent(new Event("change", { bubbles: true }));
    this.pin?.remove();
    this.pin = undefined;
    this.part("[data-pin-words]").textContent = "";
  }
}

/** Draw the map of an element; its wards come from the list the pick fields use. */
export async function draw(host: HTMLElement): Promise<Drawn> {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = document.body.dataset.mapStyle ?? "";
  await new Promise<void>((done) => {
    style.addEventListener("load", () => done());
    style.addEventListener("error", () => done());
    document.head.append(style);
  });
  const choices = await listOf(host.getAttribute("wards") ?? "");
  const wards = choices.flatMap(({ value, label, centre }) =>
    centre ? [{ value, label, centre }] : [],
  );
  return new PinMap(host, wards);
}
