/** What the system's thread pool is kept busy with; more would only wait, with open files. */
const AT_ONCE = 16;

/**
 * As `Promise.all(items.map(use))`, but some at a time. After a failure no more are begun, and it is told when those that
 * are under way have ended: they may hold files open.
 */
export async function inParallel<In, Out>(
  items: readonly In[],
  use: (item: In, index: number) => Promise<Out>,
): Promise<Out[]> {
  const results = new Array<Out>(items.length);
  const left = items.entries();
  const failures: unknown[] = [];
  async function work(): Promise<void> {
    for (const [index, item] of left) {
      if (failures.length > 0) return;
      try {
        results[index] = await use(item, index);
      } catch (error) {
        failures.push(error);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  if (failures.length > 0) throw failures[0];
  return results;
}
