// <ln-roster>: the week's grid. Names are dragged into places; arrows move from place to place.

const OVER = "roster-over";

interface Dragged {
  duty: string;
  officer: string;
}

function draggedFrom(target: EventTarget | null): Dragged | null {
  if (!(target instanceof HTMLElement)) return null;
  const { duty = "", officer = "" } = target.dataset;
  return duty || officer ? { duty, officer } : null;
}

function cellAt(target: EventTarget | null): HTMLTableCellElement | null {
  const cell = target instanceof Element ? target.closest("td") : null;
  return cell?.querySelector(".roster-link") ? cell : null;
}

let dragged: Dragged | null = null;

document.addEventListener("dragstart", (event) => {
  dragged = draggedFrom(event.target);
  if (dragged) event.dataTransfer?.setData("text/plain", dragged.duty || dragged.officer);
});

document.addEventListener("dragend", () => {
  dragged = null;
});

class Roster extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("dragover", this.hover);
    this.addEventListener("dragleave", this.leave);
    this.addEventListener("drop", this.drop);
    this.addEventListener("keydown", this.walk);
    this.oneStop();
    document.addEventListener("htmx:afterSwap", this.oneStop);
  }

  disconnectedCallback(): void {
    document.removeEventListener("htmx:afterSwap", this.oneStop);
  }

  private links(): HTMLAnchorElement[] {
    return Array.from(this.querySelectorAll<HTMLAnchorElement>(".roster-link"));
  }

  /** The grid is one stop for Tab: the chosen place, else the first. */
  private oneStop = (): void => {
    const links = this.links();
    const stop = links.find((link) => link.hasAttribute("aria-current")) ?? links[0];
    for (const link of links) link.tabIndex = link === stop ? 0 : -1;
  };

  private hover = (event: DragEvent): void => {
    const cell = cellAt(event.target);
    if (!dragged || !cell) return;
    event.preventDefault();
    cell.classList.add(OVER);
  };

  private leave = (event: DragEvent): void => {
    const cell = cellAt(event.target);
    if (cell && !cell.contains(event.relatedTarget as Node | null)) cell.classList.remove(OVER);
  };

  private drop = (event: DragEvent): void => {
    const cell = cellAt(event.target);
    const form = this.querySelector<HTMLFormElement>(".roster-drop");
    if (!dragged || !cell || !form) return;
    event.preventDefault();
    const given: Record<string, string> = { ...dragged, cell: cell.dataset.cell ?? "" };
    for (const [name, value] of Object.entries(given)) {
      const input = form.elements.namedItem(name);
      if (input instanceof HTMLInputElement) input.value = value;
    }
    form.submit();
  };

  private walk = (event: KeyboardEvent): void => {
    const here = cellAt(event.target);
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    };
    const step = steps[event.key];
    if (!here || !step) return;
    event.preventDefault();
    this.next(here, step[0], step[1])?.focus();
  };

  private next(here: HTMLTableCellElement, down: number, right: number): HTMLAnchorElement | null {
    const rows = Array.from(this.querySelectorAll("tr")).filter((row) => row.querySelector("td"));
    let row = rows.indexOf(here.parentElement as HTMLTableRowElement);
    let column = here.cellIndex;
    do {
      row += down;
      column += right;
      const link = rows[row]?.cells[column]?.querySelector<HTMLAnchorElement>(".roster-link");
      if (link) return link;
    } while (rows[row]?.cells[column]);
    return null;
  }
}

customElements.define("ln-roster", Roster);

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
});
