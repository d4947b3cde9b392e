// The kernel's one entry: everything that TypeScript may call, by part.

export { blockNames, useNames } from './block-names';
export { boundUsers } from './cursor';
export { encodeBlock, openFold } from './fold';
export { heapBase } from './memory';
export { mergeRows, mergeSummaries, resetMerge } from './merge';
export { addRun, refill, waitingRun } from './merge-group';
export { absorb, heldRecords, resetRows, roomLeft } from './rows';
export {
  beginBlock,
  blockBytes,
  blockLastUser,
  blockLastUserLength,
  blockRows,
  blockUsers,
} from './run-writer';
export { countLines, scanLines, scannedEnd } from './scan/lines';
export { scannedEntries, scannedRecords } from './scan/record';
export { seedPivots } from './sort';
export { beginSummaries, resetSummaries, summaryBytes, summaryUsers } from './summary-writer';
export { formatEnd, formatSummaries, refusedText, refusedTextLength, resetText } from './text';
export { orderUsersNumerically } from './user-order';
