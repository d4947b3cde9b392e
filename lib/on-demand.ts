// The functions of the library whose code is loaded by their first call: a program that needs a few stages starts sooner without it.
// Each is documented where it is defined.

export const checkpoint: typeof import('./checkpoint/checkpoint.js').checkpoint = async (...given) =>
  (await import('./checkpoint/checkpoint.js')).checkpoint(...given);

export const commitParts: typeof import('./cluster/commit-parts.js').commitParts = async (...given) =>
  (await import('./cluster/commit-parts.js')).commitParts(...given);

export const cutParts: typeof import('./cluster/cut-parts.js').cutParts = async (...given) =>
  (await import('./cluster/cut-parts.js')).cutParts(...given);

export const forget: typeof import('./kept/forget.js').forget = async (...given) =>
  (await import('./kept/forget.js')).forget(...given);

export const generate: typeof import('./generate.js').generate = async (...given) =>
  (await import('./generate.js')).generate(...given);

export const inspect: typeof import('./inspect/inspect.js').inspect = async (...given) =>
  (await import('./inspect/inspect.js')).inspect(...given);

export const loadMapping: typeof import('./mapping/load-mapping.js').loadMapping = async (...given) =>
  (await import('./mapping/load-mapping.js')).loadMapping(...given);

export const lookup: typeof import('./kept/lookup.js').lookup = async (...given) =>
  (await import('./kept/lookup.js')).lookup(...given);

export const mapRange: typeof import('./cluster/map-range.js').mapRange = async (...given) =>
  (await import('./cluster/map-range.js')).mapRange(...given);

export const planCluster: typeof import('./cluster/plan-cluster.js').planCluster = async (...given) =>
  (await import('./cluster/plan-cluster.js')).planCluster(...given);

export const planFedCluster: typeof import('./cluster/plan-fed-cluster.js').planFedCluster = async (
  ...given
) => (await import('./cluster/plan-fed-cluster.js')).planFedCluster(...given);

export const planJob: typeof import('./job/plan-job.js').planJob = async (...given) =>
  (await import('./job/plan-job.js')).planJob(...given);

export const reducePart: typeof import('./cluster/reduce-part.js').reducePart = async (...given) =>
  (await import('./cluster/reduce-part.js')).reducePart(...given);

export const summarize: typeof import('./summarize.js').summarize = async (...given) =>
  (await import('./summarize.js')).summarize(...given);

export const summarizeInMemory: typeof import('./in-memory/summarize-in-memory.js').summarizeInMemory =
  async (...given) => (await import('./in-memory/summarize-in-memory.js')).summarizeInMemory(...given);

export const verify: typeof import('./verify.js').verify = async (...given) =>
  (await import('./verify.js')).verify(...given);
