let watched = false;

/** Writes a message to standard error. A message that cannot be written is lost: it never fails a job. */
export function say(text: string): void {
  if (!watched) process.stderr.on('error', () => {});
  watched = true;
  try {
    process.stderr.write(`${text}\n`);
  } catch {
    // Node 20 throws at once if standard error is a file on a full disk.
  }
}
