/** Takes the lines of parts, part by part. Each method is called when the one before it has resolved. */
export interface PartLines {
  begin(part: number): void;
  /** Takes more lines of the current part; they stay valid until this resolves. */
  add(lines: Uint8Array): Promise<void>;
  endPart(): Promise<void>;
  /** Call it after the last part. Resolves when all lines have been delivered. */
  end(): Promise<void>;
  close(): Promise<void>;
}
