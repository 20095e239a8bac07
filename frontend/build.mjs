// Build what the pages load: app.js, theme.js, app.css, the telephone's own files, fonts, icons;
// and lay the fonts that papers are set in where they are looked for.
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const out = join(root, "langnghe/web/static/ln");
const tabler = join(root, "node_modules/@tabler/icons/icons/outline");
const fonts = join(root, "node_modules/@fontsource/be-vietnam-pro/files");
const tinos = join(root, "node_modules/@expo-google-fonts/tinos");
const paperFonts = join(root, "langnghe/papers/fonts");

const options = {
  bundle: true,
  minify: true,
  sourcemap: "linked",
  target: ["es2022"],
  legalComments: "none",
  logLevel: "warning",
  entryPoints: [
    { in: join(here, "src/app.ts"), out: "app" },
    { in: join(here, "src/theme.ts"), out: "theme" },
    { in: join(here, "src/map.ts"), out: "map" },
    { in: join(here, "src/phone/phone.ts"), out: "phone" },
    { in: join(here, "src/phone/beat.ts"), out: "beat" },
    { in: join(here, "src/worker/push.ts"), out: "push" },
    { in: join(here, "css/app.css"), out: "app" },
    { in: join(here, "css/map.css"), out: "map" },
    { in: join(here, "css/phone.css"), out: "phone" },
  ],
  outdir: out,
  format: "esm",
  external: ["./fonts/*"],
  loader: { ".png": "empty" }, // Leaflet's own pictures: we draw the pin
};

async function filesBelow(folder, endings) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && endings.includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes("/static/"));
}

// An icon is named literally in a template or in TypeScript (a name nobody drew is an error), or as
// a string of a Python module that speaks of icons (any string may be one there).
async function iconNames() {
  const surely = new Set();
  const perhaps = new Set();
  for (const path of await filesBelow(join(root, "langnghe"), [".html", ".py"])) {
    const text = await readFile(path, "utf8");
    for (const [, name] of text.matchAll(/\{% icon "([\w-]+)"/g)) surely.add(name);
    if (path.endsWith(".py") && /icon/i.test(text)) {
      for (const [, name] of text.matchAll(/"([a-z][a-z0-9-]+)"/g)) perhaps.add(name);
    }
  }
  for (const path of await filesBelow(join(here, "src"), [".ts"])) {
    const text = await readFile(path, "utf8");
    for (const [, name] of text.matchAll(/icon\("([\w-]+)"\)/g)) surely.add(name);
  }
  return { surely, perhaps };
}

async function drawing(name) {
  const own = join(here, "icons", `${name}.svg`);
  for (const path of [own, join(tabler, `${name}.svg`)]) {
    const text = await readFile(path, "utf8").catch(() => null);
    if (text === null) continue;
    return text
      .replace(/^[\s\S]*?<svg[^>]*>/, "")
      .replace(/<\/svg>\s*$/, "")
      .replace(/<path stroke="none"[^>]*\/>/, "")
      .replace(/\s*\n\s*/g, "");
  }
  return null;
}

async function sprite() {
  const { surely, perhaps } = await iconNames();
  const symbols = [];
  for (const name of [...new Set([...surely, ...perhaps])].sort()) {
    const inside = await drawing(name);
    if (inside !== null) {
      symbols.push(
        `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${inside}</symbol>`,
      );
    } else if (surely.has(name)) {
      throw new Error(`no icon is called ${name}`);
    }
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
  await writeFile(join(out, "icons.svg"), svg);
  return symbols.length;
}

async function copyFonts() {
  await mkdir(join(out, "fonts"), { recursive: true });
  const wanted = /^be-vietnam-pro-(latin|vietnamese)-(400|500|600)-normal\.woff2$/;
  for (const name of await readdir(fonts)) {
    if (wanted.test(name)) await cp(join(fonts, name), join(out, "fonts", name));
  }
}

// Papers are set in Tinos: the widths of Times New Roman, all Vietnamese letters, a free licence.
async function copyPaperFonts() {
  await mkdir(paperFonts, { recursive: true });
  for (const file of await filesBelow(tinos, [".ttf"])) {
    await cp(file, join(paperFonts, file.split("/").pop()));
  }
  await cp(join(tinos, "LICENSE_FONT"), join(paperFonts, "LICENSE"));
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await copyFonts();
await copyPaperFonts();
await cp(join(here, "icons/favicon.svg"), join(out, "mark.svg"));
const count = await sprite();
await build(options);
console.log(`built ${out}: ${count} icons`);
if (process.argv.includes("--watch")) {
  const watching = await context(options);
  await watching.watch();
}
