// The kernel's one entry: everything that TypeScript may call, by part.

export { heapBase } from './memory';
export { absorb } from './rows/append';
export { absorbFacts } from './rows/append-facts';
export { absorbLines } from './rows/append-lines';
export {
  arrangeByUser,
  beginUsers,
  blockEnd,
  blockRecords,
  blockRows,
  endOfUsersBefore,
  keepListed,
  listUsers,
  userLengthOfRecord,
  userOfRecord,
} from './rows/arrange';
export { dropCopies } from './rows/copies';
export { distribute, keepUsers, limitArena } from './rows/distribute';
export { fold, foldUserLength, foldUserText, openFold } from './rows/fold';
export { beginValues, sumTextAt, valuesBytes, writeSumText } from './rows/fold-measures';
export { beginSample, sampledKeys, sampleRecords } from './rows/key-sample';
export { chooseSplitters, isOneKey } from './rows/key-splitters';
export { keepMarked, markUsers } from './rows/marked-users';
export { hasValueOf, renewedLength, renewedText, resetStates, useMeasures } from './rows/measure-states';
export {
  arenaEnd,
  gather,
  heldRecords,
  nextChunkBytes,
  openPartition,
  partitionRecords,
  partitionRows,
  passChunk,
  resetPartitions,
} from './rows/partitions';
export { countRecords, recordRows } from './rows/record';
export { useSplitters } from './rows/splitters';
export { thin, thinnedRecords, thinnedRows } from './rows/thin';
export { nextFacts, usersOfFacts } from './rows/timeline-facts';
export { keyTimelinesBy } from './rows/timeline-keys';
export { activitiesEnd, activityTexts, nextActivities } from './rows/timeline-lines';
export { openTimelines } from './rows/timeline-order';
export { behindRecord, isEventOfTimeline, numberTimelines, timelineTime } from './rows/timeline-record';
export { seedHash } from './rows/user-table';
export { useForms } from './scan/begin-forms';
export { countLines, scanLines, scannedEnd, scanOverflowed } from './scan/lines';
export { scannedEntries, scannedRecords } from './scan/record';
export { seedPivots } from './sort';
export { beginSummaries, resetSummaries, summaryBytes, summaryUsers } from './summary-writer';
export { beginTaking, takeLines, takenEvents, takenLines, takenRecords } from './take/take-lines';
export { formatEnd, formatSummaries, isNameRefused, refusedText, refusedTextLength, resetText } from './text';
export { orderUsersNumerically } from './user-order';
