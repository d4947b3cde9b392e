/** What the module exports: the functions of lib/kernel/assembly/index.ts. Addresses and lengths are bytes. */
export interface KernelExports {
  heapBase(): number;
  seedPivots(seed: bigint): void;
  seedHash(seed: bigint): void;
  orderUsersNumerically(yes: boolean): void;

  countLines(from: number, end: number): number;
  scanLines(
    table: number,
    first: number,
    lines: number,
    end: number,
    added: boolean,
    valid: boolean,
    maxLine: number,
    records: number,
    timestamps: number,
    entries: number,
    index: number,
    indexEnd: number,
  ): void;
  scanOverflowed(): number;
  useForms(from: number, end: number, start: number, countsLines: boolean): void;
  scannedRecords(): number;
  scannedEntries(): number;
  scannedEnd(): number;

  beginTaking(escaped: boolean, longestLine: number, arenaEnd: number, longest: number): void;
  takeLines(
    first: number,
    end: number,
    texts: number,
    most: number,
    records: number,
    timestamps: number,
    entries: number,
    index: number,
    indexEnd: number,
  ): number;
  takenLines(): number;
  takenRecords(): number;
  takenEvents(): number;

  resetPartitions(heads: number, count: number, chunkBytes: number, arena: number): void;
  useSplitters(table: number, count: number): void;
  absorb(bytes: number, records: number, count: number, timestamps: number, entries: number): void;
  absorbFacts(bytes: number, records: number, count: number, timestamps: number): void;
  absorbLines(bytes: number, records: number, count: number, timestamps: number, mapped: boolean): void;
  heldRecords(): number;
  arenaEnd(): number;
  partitionRecords(index: number): number;
  partitionRows(index: number): number;
  openPartition(index: number): void;
  nextChunkBytes(): number;
  passChunk(): number;
  recordRows(record: number): number;
  countRecords(from: number, end: number): number;
  gather(to: number, room: number): number;

  thin(from: number, end: number, workspace: number, limit: number): number;
  thinnedRecords(): number;
  thinnedRows(): number;

  openFold(
    pieces: number,
    count: number,
    records: number,
    workspace: number,
    end: number,
    measures: number,
  ): number;
  fold(): number;
  foldUserText(): number;
  foldUserLength(): number;
  useMeasures(table: number, count: number): void;
  resetStates(): void;
  hasValueOf(measure: number): number;
  renewedText(measure: number): number;
  renewedLength(measure: number): number;
  writeSumText(measure: number): number;
  sumTextAt(): number;
  beginValues(buffer: number, end: number): void;
  valuesBytes(): number;
  keepUsers(
    first: number,
    end: number,
    from: number,
    fromLength: number,
    before: number,
    beforeLength: number,
  ): number;

  openTimelines(pieces: number, count: number, records: number, workspace: number, end: number): number;
  nextActivities(output: number, limit: number, table: number, most: number): number;
  activitiesEnd(): number;
  nextFacts(table: number, users: number, most: number, wanted: number, to: number, end: number): number;
  usersOfFacts(): number;
  activityTexts(): number;
  keyTimelinesBy(what: number): void;
  numberTimelines(from: number, end: number, first: number): number;
  timelineTime(record: number): number;
  isEventOfTimeline(record: number): number;
  behindRecord(record: number): number;
  dropCopies(from: number, end: number, workspace: number): number;
  arrangeByUser(
    from: number,
    end: number,
    count: number,
    to: number,
    workspace: number,
    limit: number,
  ): number;
  blockEnd(from: number, end: number, most: number): number;
  blockRecords(): number;
  blockRows(): number;
  endOfUsersBefore(from: number, end: number, before: number, length: number): number;
  userOfRecord(record: number): number;
  userLengthOfRecord(record: number): number;
  beginUsers(count: number, workspace: number, limit: number): number;
  listUsers(from: number, end: number): number;
  keepListed(from: number, end: number, listed: boolean): number;
  markUsers(from: number, end: number, map: number, mask: number): void;
  keepMarked(from: number, end: number, map: number, mask: number): number;

  beginSample(memory: number, end: number, users: boolean): void;
  sampleRecords(from: number, end: number, wanted: number, most: number): void;
  sampledKeys(): number;
  chooseSplitters(most: number): number;
  isOneKey(index: number): number;
  limitArena(end: number, chunkBytes: number): void;
  distribute(from: number, end: number): number;

  resetSummaries(lastUserBuffer: number, measured: boolean): void;
  beginSummaries(buffer: number, target: number): void;
  summaryBytes(): number;
  summaryUsers(): number;

  resetText(escapeDelimiters: boolean, omitEmptySections: boolean): void;
  formatSummaries(from: number, length: number, output: number): number;
  formatEnd(output: number): number;
  refusedText(): number;
  refusedTextLength(): number;
  isNameRefused(): number;
}
