import type { Manifest } from './manifest.js';
import { SourceFile, type SourceIdentity } from './source-file.js';

export interface JobSource {
  readonly path: string;
  /** See SourceFileOptions. */
  readonly sealed: boolean;
}

async function withSource<T>(source: JobSource, use: (file: SourceFile) => Promise<T>): Promise<T> {
  const file = await SourceFile.open(source.path, source);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Fails with `source-unreadable` if one of them cannot be opened. */
export async function identifySources(sources: readonly JobSource[]): Promise<SourceIdentity[]> {
  const identities: SourceIdentity[] = [];
  for (const source of sources) identities.push(await withSource(source, (file) => file.identify(0)));
  return identities;
}

/** The saved manifest, if its sources still are what they were; of one that has grown, the last range goes on. */
export async function verifySources(saved: Manifest, sources: readonly JobSource[]): Promise<Manifest> {
  let { ranges } = saved;
  for (const [index, identity] of saved.sources.entries()) {
    const size = await withSource(sources[index]!, async (file) => {
      const size = await file.verify(identity);
      for (const { source, position, tail } of ranges) {
        if (source === index && tail !== null) await file.verifyPosition(identity, position, tail);
      }
      return size;
    });
    const last = ranges.findLastIndex(({ source }) => source === index);
    const range = ranges[last]!;
    const grown = !sources[index]!.sealed && size > range.position;
    if (range.complete && grown) ranges = ranges.with(last, { ...range, complete: false });
  }
  return { ...saved, ranges };
}
