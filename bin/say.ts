let watched = false;

/** Says something to people, on standard error. Words are never worth a job: where they cannot be written they are lost. */
export function say(text: string): void {
  if (!watched) process.stderr.on('error', () => {});
  watched = true;
  try {
    process.stderr.write(`${text}\n`);
  } catch {
    // Node 20 throws at once where standard error is a file, and its disk is full.
  }
}
