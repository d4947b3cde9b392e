import { FOLD_PARTS, FOLD_VALUES, FOLD_WHOLE } from '../kernel/layout/fold.js';

/**
 * What a fold makes of measures: it writes those of its users; or it folds one part of a user's events after the other, and
 * hands out different values; or it takes such values, and writes the measures of their users.
 */
export type MeasureMode = 'whole' | 'parts' | 'values';

export const MEASURE_MODES: Readonly<Record<MeasureMode, number>> = {
  whole: FOLD_WHOLE,
  parts: FOLD_PARTS,
  values: FOLD_VALUES,
};
