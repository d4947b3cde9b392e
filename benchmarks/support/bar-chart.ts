// Panels of horizontal bars, linear from zero, as SVG. Too little to need a plotting library.

export interface Bar {
  readonly label: string;
  /** One value per panel. */
  readonly values: readonly number[];
  /** Set if it did not finish: the text shown with its values, whose bars are drawn hollow. */
  readonly failure?: string;
  readonly own: boolean;
}

export interface Panel {
  readonly title: string;
  readonly format: (value: number) => string;
}

const WIDTH = 960;
const ROW = 30;
const TOP = 84;
const LABEL = 230;
const GAP = 24;
/** Room to the right of the longest bar, for its number. */
const NUMBER = 92;

export function barChart(
  title: string,
  note: string,
  panels: readonly Panel[],
  bars: readonly Bar[],
): string {
  const height = TOP + bars.length * ROW + 44;
  const width = (WIDTH - LABEL - GAP * panels.length) / panels.length;
  const body = panels.flatMap((panel, index) => {
    const left = LABEL + index * (width + GAP);
    const greatest = Math.max(...bars.map((bar) => bar.values[index]!));
    const scale = (width - NUMBER) / greatest;
    const rows = bars.map((bar, row) =>
      drawBar(bar, bar.values[index]!, panel, left, TOP + row * ROW, scale),
    );
    return [text(left, TOP - 16, panel.title, 'font-weight="600"'), ...rows, axis(left, bars.length)];
  });
  const labels = bars.map((bar, row) =>
    text(
      LABEL - 12,
      TOP + row * ROW + 19,
      bar.label,
      `text-anchor="end"${bar.own ? ' font-weight="600"' : ''}`,
    ),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="DejaVu Sans, Verdana, sans-serif" font-size="13" fill="#222">`,
    `<title>${escapeText(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text(16, 30, title, 'font-size="17" font-weight="600"'),
    ...labels,
    ...body,
    text(16, height - 14, note, 'font-size="11" fill="#555"'),
    '</svg>\n',
  ].join('\n');
}

function drawBar(bar: Bar, value: number, panel: Panel, left: number, top: number, scale: number): string {
  const colour = bar.own ? '#0b6e99' : '#a9a9a9';
  const paint =
    bar.failure === undefined ? `fill="${colour}"` : `fill="none" stroke="#b33" stroke-dasharray="3 2"`;
  const length = Math.max(1, value * scale).toFixed(1);
  const number = bar.failure === undefined ? panel.format(value) : `${bar.failure} at ${panel.format(value)}`;
  const ink = bar.failure === undefined ? '' : 'fill="#b33"';
  return (
    `<rect x="${left}" y="${top + 5}" width="${length}" height="${ROW - 10}" ${paint}/>` +
    text(left + Number(length) + 6, top + 19, number, ink)
  );
}

function axis(left: number, rows: number): string {
  return `<path d="M${left} ${TOP}v${rows * ROW}" stroke="#222"/>`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${escapeText(content)}</text>`;
}

function escapeText(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
