/** How long and from where; the same seed and number of cases give the same cases. */
export interface CampaignOptions {
  readonly seed: number;
  /** Cases, whatever one is for the campaign: it stops after at least this many. */
  readonly cases: number;
  /** Tries only one in this many of each job's cases, at random, where possible. Default: 1, all of them. */
  readonly oneIn?: number | undefined;
  /** Failures after which it ends. Default: MAX_FAILURES. */
  readonly maxFailures?: number | undefined;
  /** Told of progress, a line at a time. */
  readonly report?: ((line: string) => void) | undefined;
}

export interface CampaignResult {
  readonly cases: number;
  /** Of campaigns that inject something: the cases in which the job came to it. */
  readonly bit?: number;
  /** What else was counted, by name. */
  readonly counts: Readonly<Record<string, number>>;
  /** One line for each case that went wrong, with what replays it. */
  readonly failures: readonly string[];
}

export type Campaign = (options: CampaignOptions) => Promise<CampaignResult>;

/** More would say no more than these. */
export const MAX_FAILURES = 10;

/** Counts things by name. */
export class Tally {
  readonly counts: Record<string, number> = {};

  add(...names: readonly string[]): void {
    for (const name of names) this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}
