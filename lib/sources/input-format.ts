/** What a source contains: one JSON object per line, or JSON in any layout. */
export type InputFormat = 'lines' | 'json';
export const INPUT_FORMATS: readonly InputFormat[] = ['lines', 'json'];
