/** By size class, how many users have so many: class 0 none, class n from 2^(n-1) to 2^n - 1. Plain data. */
export type SizeClasses = readonly number[];

/** Counts users by how much they have, in classes of powers of two. */
export class UserSizes {
  readonly #classes: number[] = [];

  add(size: number): void {
    const index = size < 1 ? 0 : Math.floor(Math.log2(size)) + 1;
    while (this.#classes.length <= index) this.#classes.push(0);
    this.#classes[index]!++;
  }

  addAll(classes: SizeClasses): void {
    for (const [index, users] of classes.entries())
      this.#classes[index] = (this.#classes[index] ?? 0) + users;
  }

  get classes(): SizeClasses {
    return [...this.#classes];
  }
}
