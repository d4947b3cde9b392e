import { parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';

/**
 * The rows of a Parquet file, as another library than the writer's own reads them. It is asked for lists of cells: its objects
 * lose a column whose name is `__proto__`.
 */
export async function readParquet(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  const file = Uint8Array.from(bytes).buffer;
  const metadata = await parquetMetadataAsync(file);
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  let rows: unknown[][] = [];
  await parquetRead({
    ...{ file, metadata },
    onComplete: (all) => {
      rows = all;
    },
  });
  return rows.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index]])));
}
