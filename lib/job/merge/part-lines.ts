/** Where the lines of parts go, part by part. Each method is called when the one before it has resolved. */
export interface PartLines {
  begin(part: number): void;
  /** More of the part at hand; they hold until this resolves. */
  add(lines: Uint8Array): Promise<void>;
  endPart(): Promise<void>;
  /** There are no more parts. Resolves when all lines are where they go. */
  end(): Promise<void>;
  close(): Promise<void>;
}
