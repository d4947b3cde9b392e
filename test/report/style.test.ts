import test from 'ava';
import { STYLE } from '../../lib/report/style.js';

type Colours = Readonly<Record<string, string>>;

/** The custom properties of each `:root` rule: light, then dark. */
const [light, dark] = [...STYLE.text.matchAll(/:root \{([^}]*)\}/g)].map(
  ([, body]): Colours =>
    Object.fromEntries(
      [...body!.matchAll(/--([a-z]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
    ),
);

/** Relative luminance, as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

test('both colour schemes define the same colours', (t) => {
  t.deepEqual(Object.keys(dark!).sort(), Object.keys(light!).sort());
  const used = new Set([...STYLE.text.matchAll(/var\(--([a-z]+)\)/g)].map(([, name]) => name!));
  t.deepEqual([...used].sort(), Object.keys(light!).sort());
});

test('text has a contrast of at least 4.5 to 1, in both colour schemes', (t) => {
  for (const colours of [light!, dark!]) {
    for (const text of ['text', 'soft']) {
      for (const ground of ['page', 'card']) {
        const ratio = contrast(colours[text]!, colours[ground]!);
        t.true(ratio >= 4.5, `${text} on ${ground}: ${ratio}`);
      }
    }
  }
});

test('every series of a chart has a contrast of at least 3 to 1 on a card', (t) => {
  for (const colours of [light!, dark!]) {
    for (const series of ['read', 'merge', 'memory', 'spill', 'reject']) {
      const ratio = contrast(colours[series]!, colours['card']!);
      t.true(ratio >= 3, `${series}: ${ratio}`);
    }
  }
});

test('the style sheet loads nothing, and cannot end the element it is in', (t) => {
  t.notRegex(STYLE.text, /url\(|@import|@font-face|</);
});
