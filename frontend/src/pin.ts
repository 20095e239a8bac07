// <ln-map>: a pin for the place of a matter. The map itself is loaded when it is first opened.

export interface Drawn {
  look(): void;
}

interface MapModule {
  draw(host: HTMLElement): Promise<Drawn>;
}

class PinOnMap extends HTMLElement {
  private drawn: Promise<Drawn> | undefined;

  connectedCallback(): void {
    const details = this.querySelector("details");
    details?.addEventListener("toggle", () => {
      if (details.open) void this.open();
    });
  }

  private async open(): Promise<void> {
    const address = document.body.dataset.map;
    if (!address) return;
    this.drawn ??= import(address).then((module: MapModule) => module.draw(this));
    (await this.drawn).look();
  }
}

customElements.define("ln-map", PinOnMap);
