/** What the system's thread pool is kept busy with; more would only wait, with open files. */
const AT_ONCE = 16;

/** As `Promise.all(items.map(use))`, but some at a time. After a failure no more are begun. */
export async function inParallel<In, Out>(
  items: readonly In[],
  use: (item: In, index: number) => Promise<Out>,
): Promise<Out[]> {
  const results = new Array<Out>(items.length);
  const left = items.entries();
  async function work(): Promise<void> {
    for (const [index, item] of left) results[index] = await use(item, index);
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  return results;
}
