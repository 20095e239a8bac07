declare module "idiomorph" {
  interface Callbacks {
    beforeAttributeUpdated?: (name: string, node: Element, change: "update" | "remove") => boolean;
    beforeNodeMorphed?: (old: Node, fresh: Node) => boolean;
    beforeNodeRemoved?: (old: Node) => boolean;
  }
  interface Options {
    morphStyle: "innerHTML" | "outerHTML";
    callbacks?: Callbacks;
  }
  export const Idiomorph: {
    morph(old: Element, fresh: Element[], options: Options): Element[];
  };
}
