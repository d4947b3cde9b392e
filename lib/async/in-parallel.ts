/** Enough to keep the system's thread pool busy; more would only wait, with open files. */
const AT_ONCE = 16;

/**
 * Like `Promise.all(items.map(use))`, but a limited number at a time. After a failure no more are started, and it rejects
 * once those that are running have ended: they may hold files open.
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
