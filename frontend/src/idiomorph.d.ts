declare module "idiomorph" {
  interface Callbacks {
    beforeAttributeUpdated?: (name: string, node: Element, change: "update" | "remove") => boolean;
  }
  interface Options {
    morphStyle: "innerHTML" | "outerHTML";
    callbacks?: Callbacks;
  }
  export const Idiomorph: {
    morph(old: Element, fresh: Element[], options: Options): Element[];
  };
}
