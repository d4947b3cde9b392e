import { lineAtPosition } from '../checkpoint/lines-before.js';
import type { Segment } from '../job/read/read-segments.js';
import type { SourcePosition } from '../records/source-position.js';
import { openSameSource, type SegmentSource } from '../sources/job-sources.js';
import { stretchesBetween } from '../sources/stretches.js';
import { lineBoundary } from './nominal-ranges.js';
import { type ClusterPlan, type PlannedSource, rangeOf } from './plan-format.js';

/** A range with the places where it really begins and ends. */
export interface RangeToRead {
  readonly segments: readonly Segment[];
  readonly begin: SourcePosition;
  /** Known once the segments have been read. */
  end(): SourcePosition;
}

/** Finds where a range begins and ends in files that are opened by their paths. Fails with `source-changed`, `source-unreadable`. */
export async function openRange(plan: ClusterPlan, index: number): Promise<RangeToRead> {
  const { from, to } = rangeOf(plan, index);
  const identities = plan.sources.map(({ identity }) => identity);
  const lineStart = async (source: number, offset: number): Promise<number | undefined> => {
    const file = await openSameSource(segmentSource(plan.sources[source]!));
    try {
      return await file.lineStartBehind(offset);
    } finally {
      await file.close();
    }
  };
  const [begin, end] = [
    await lineBoundary(identities, from, lineStart),
    await lineBoundary(identities, to, lineStart),
  ];
  const segments = stretchesBetween(identities, begin, end).map((stretch) => ({
    ...segmentSource(plan.sources[stretch.source]!),
    ...stretch,
    name: plan.sources[stretch.source]!.name,
    line: firstLine(stretch.position),
  }));
  return { segments, begin, end: () => end };
}

/** The number of the line at an offset: a range that begins within a source counts its lines from its own beginning. */
export function firstLine(offset: number): number | undefined {
  return lineAtPosition({ start: { source: 0, offset }, runs: [] });
}

function segmentSource({ identity }: PlannedSource): SegmentSource {
  const { path, sealed } = identity;
  return { path, sealed, resumable: true, identity, descriptor: undefined };
}
