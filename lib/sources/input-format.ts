/** What a source holds: one JSON object a line, or JSON however it is laid out. */
export type InputFormat = 'lines' | 'json';
export const INPUT_FORMATS: readonly InputFormat[] = ['lines', 'json'];
