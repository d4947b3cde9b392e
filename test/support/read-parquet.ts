import { parquetReadObjects } from 'hyparquet';

/** The rows of a Parquet file, as another library than the writer's own reads them. */
export function readParquet(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: Uint8Array.from(bytes).buffer });
}
