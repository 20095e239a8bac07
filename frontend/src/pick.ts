// <ln-pick>: a select that can be typed into; `remote` asks the server as one types; `without`
// names the field whose choice is not offered here as well.
import { type Choice, fetchChoices, listOf, matching } from "./choices";
import { freshId, made } from "./page";
import { say } from "./words";

const PAUSE = 180;

class Pick extends HTMLElement {
  private select: HTMLSelectElement | null = null;
  private input!: HTMLInputElement;
  private readonly list = made("ul", "pick-list");
  private readonly count = made("span", "sr-only");
  private found: Choice[] = [];
  private active = -1;
  private timer = 0;
  private asked = 0;

  connectedCallback(): void {
    if (this.list.isConnected) return;
    this.select = this.querySelector("select");
    const input = this.select ? this.replaceSelect(this.select) : this.querySelector("input");
    if (!input) return;
    this.input = input;
    this.dress();
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("click", () => this.opened());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.clicked(event));
  }

  private get isRemote(): boolean {
    return this.hasAttribute("remote");
  }

  /** The input takes the select's place and label; the select keeps name and value. */
  private replaceSelect(select: HTMLSelectElement): HTMLInputElement {
    const input = made("input");
    input.type = "text";
    input.id = select.id;
    select.id = `${select.id}-value`;
    for (const name of ["aria-describedby", "aria-invalid"]) {
      const value = select.getAttribute(name);
      if (value) input.setAttribute(name, value);
    }
    input.required = select.required;
    select.required = false;
    select.hidden = true;
    select.before(input);
    select.addEventListener("change", () => this.showChosen());
    input.defaultValue = this.chosenLabel(select);
    return input;
  }

  private dress(): void {
    this.list.id = freshId("pick-list");
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.label());
    this.list.hidden = true;
    this.count.setAttribute("role", "status");
    const state: Record<string, string> = {
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      "aria-autocomplete": "list",
      autocomplete: "off",
      spellcheck: "false",
    };
    if (this.closest("label")) state["aria-label"] = this.label();
    for (const [name, value] of Object.entries(state)) this.input.setAttribute(name, value);
    this.append(this.list, this.count);
  }

  private label(): string {
    const around = this.closest("label")?.querySelector(".field-label");
    return (around ?? this.querySelector("label"))?.textContent?.trim() ?? "";
  }

  private chosenLabel(select: HTMLSelectElement): string {
    return select.value ? (select.selectedOptions[0]?.textContent?.trim() ?? "") : "";
  }

  private showChosen(): void {
    if (this.select) this.input.value = this.chosenLabel(this.select);
  }

  /** What to look for: nothing while the field still shows what is chosen. */
  private query(): string {
    const typed = this.input.value.trim();
    return this.select && typed === this.chosenLabel(this.select) ? "" : typed;
  }

  /** What is chosen is marked, so that typing replaces it. */
  private opened(): void {
    if (this.select?.value && !this.query()) this.input.select();
    void this.show(this.query());
  }

  private typed(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.show(this.query()), this.isRemote ? PAUSE : 0);
  }

  private async choices(query: string): Promise<Choice[]> {
    const url = this.getAttribute("url") ?? "";
    if (this.isRemote) return fetchChoices(`${url}?q=${encodeURIComponent(query)}`);
    const all = await listOf(url).catch(() => this.ownChoices());
    const taken = this.chosenElsewhere();
    return matching(taken ? all.filter((choice) => choice.value !== taken) : all, query);
  }

  private chosenElsewhere(): string {
    const name = this.getAttribute("without");
    const field = name ? this.select?.form?.elements.namedItem(name) : null;
    return field instanceof HTMLSelectElement ? field.value : "";
  }

  /** Without the server the select's own options are searched. */
  private ownChoices(): Choice[] {
    return Array.from(this.select?.options ?? [])
      .filter((option) => option.value)
      .map(({ value, text }) => ({ value, label: text.trim(), hint: "", search: "" }));
  }

  private async show(query: string): Promise<void> {
    this.asked += 1;
    const asked = this.asked;
    const found = await this.choices(query).catch((): Choice[] => []);
    if (asked !== this.asked || document.activeElement !== this.input) return;
    this.found = found;
    this.list.replaceChildren(...found.map((choice) => this.option(choice)));
    if (!found.length) {
      const none = made("li", "pick-none", say("noMatch"));
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      this.list.append(none);
    }
    this.count.textContent = say("found", { n: found.length });
    this.open(true);
    const chosen = found.findIndex((choice) => choice.value === this.select?.value);
    this.point(query ? 0 : chosen);
  }

  private option(choice: Choice): HTMLLIElement {
    const option = made("li", "pick-option", choice.label);
    option.id = freshId("pick");
    option.setAttribute("role", "option");
    if (choice.hint) option.append(made("span", "pick-hint", choice.hint));
    return option;
  }

  private open(opened: boolean): void {
    this.list.hidden = !opened;
    this.input.setAttribute("aria-expanded", String(opened));
    if (!opened) this.point(-1);
  }

  private point(index: number): void {
    const options = Array.from(this.list.querySelectorAll<HTMLElement>(".pick-option"));
    this.active = options.length ? Math.min(index, options.length - 1) : -1;
    options.forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === this.active));
    });
    const active = options[this.active];
    if (active) {
      this.input.setAttribute("aria-activedescendant", active.id);
      active.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  private key(event: KeyboardEvent): void {
    const opened = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (opened) this.point(Math.max(0, this.active + (event.key === "ArrowDown" ? 1 : -1)));
      else void this.show(this.query());
    } else if (event.key === "Enter" && opened && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.choose(this.found[this.active]);
    } else if (event.key === "Escape" && opened) {
      event.preventDefault();
      this.open(false);
    }
  }

  private clicked(event: MouseEvent): void {
    const option = (event.target as Element).closest<HTMLElement>(".pick-option");
    if (!option) return;
    event.preventDefault();
    this.choose(this.found[Array.from(this.list.children).indexOf(option)]);
  }

  private choose(choice: Choice | undefined): void {
    if (!choice) return;
    if (this.select) {
      this.take(this.select, choice);
      this.input.value = choice.label;
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      this.input.value = choice.value;
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.open(false);
    if (this.hasAttribute("data-sets-urgency")) this.setUsual(choice);
  }

  private take(select: HTMLSelectElement, choice: Choice): void {
    select.value = choice.value;
    if (select.value === choice.value) return;
    select.add(new Option(choice.label, choice.value));
    select.value = choice.value;
  }

  /** A topic brings its usual urgency and sensitivity, unless somebody chose them already. */
  private setUsual(choice: Choice): void {
    const matter = this.closest("[data-repeat-item], form");
    for (const name of ["urgency", "sensitivity"] as const) {
      const field = matter?.querySelector<HTMLSelectElement>(`select[name$="${name}"]`);
      const usual = choice[name];
      if (!field || !usual || field.dataset.touched) continue;
      field.value = usual;
    }
  }

  /** Left: an empty field empties the choice, half a word goes back to what was chosen. */
  private leave(): void {
    window.clearTimeout(this.timer);
    this.asked += 1;
    this.open(false);
    if (!this.select) return;
    if (!this.input.value.trim() && this.select.value) {
      this.select.value = "";
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      this.showChosen();
    }
  }
}

customElements.define("ln-pick", Pick);
